// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>

#include "claim/junit.h"
#include "claim/tap.h"
#include "lib/alloc.h"
#include "lib/memstream.h"

static struct points points;

static void add(const char *name, enum point_state state, const char *end,
		const char *reason, double seconds)
{
	struct point *point = points_add(&points, name, "a/uma/2M/count",
					 reason);

	point->state = state;
	point->end = end;
	point->seconds = seconds;
}

static int open_points(void **state)
{
	(void)state;
	points = (struct points){
		.suite = xstrdup("small"),
		.folder = xstrdup("out/small/1"),
	};
	add("b0-good", POINT_OK, "completed", "", 1.25);
	add("b0-a#2", POINT_FAILED, "guest-panic",
	    "Kernel \"panic\" <&> at\n# line 2 \033[2J \xff", 2);
	add("b0-skip", POINT_SKIPPED, "skipped", "no KVM # here", 0);
	add("b0-died", POINT_BROKEN, "qemu-died", "gone", 0.5);
	return 0;
}

static int close_points(void **state)
{
	(void)state;
	points_release(&points);
	return 0;
}

static char *printed(void (*print)(FILE *out, const void *context))
{
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	print(out, &points);
	memstream_close(out);
	return text;
}

static void tap_has_a_line_for_each_boot(void **state)
{
	char *text = printed(tap_print);

	(void)state;
	assert_string_equal(text,
			    "TAP version 13\n"
			    "1..4\n"
			    "ok 1 - b0-good\n"
			    "not ok 2 - b0-a\\#2\n"
			    "  ---\n"
			    "  end: \"guest-panic\"\n"
			    "  reason: \"no text\"\n"
			    "  ...\n"
			    "ok 3 - b0-skip # SKIP no KVM \\# here\n"
			    "not ok 4 - b0-died\n"
			    "  ---\n"
			    "  end: \"qemu-died\"\n"
			    "  reason: \"gone\"\n"
			    "  ...\n");
	free(text);
}

static void tap_of_an_interrupted_session_bails_out(void **state)
{
	char *text;

	(void)state;
	points.trouble = xstrdup("interrupted #1");
	add("b0-later", POINT_MISSING, "not-booted", points.trouble, 0);
	text = printed(tap_print);
	assert_non_null(strstr(text, "not ok 5 - b0-later\n"));
	assert_non_null(strstr(text, "\nBail out! interrupted \\#1\n"));
	free(text);
}

/* What an XPath expression of the XML is, as text. */
static void assert_xpath(const char *expression, const char *expected)
{
	char *text = printed(junit_print);
	xmlDocPtr document = xmlReadMemory(text, (int)strlen(text), "x.xml",
					   NULL, XML_PARSE_NOERROR);
	xmlXPathContextPtr context;
	xmlXPathObjectPtr found;
	xmlChar *value;

	assert_non_null(document);
	context = xmlXPathNewContext(document);
	found = xmlXPathEval(BAD_CAST expression, context);
	assert_non_null(found);
	value = xmlXPathCastToString(found);
	assert_string_equal((char *)value, expected);
	xmlFree(value);
	xmlXPathFreeObject(found);
	xmlXPathFreeContext(context);
	xmlFreeDoc(document);
	free(text);
}

static void junit_counts_what_it_lists(void **state)
{
	(void)state;
	assert_xpath("string(/testsuites/testsuite/@tests)", "4");
	assert_xpath("count(/testsuites/testsuite/testcase)", "4");
	assert_xpath("string(//testsuite/@failures)", "1");
	assert_xpath("count(//failure)", "1");
	assert_xpath("string(//testsuite/@errors)", "1");
	assert_xpath("count(//error)", "1");
	assert_xpath("string(//testsuite/@skipped)", "1");
	assert_xpath("string(//testsuite/@time)", "3.750");
	assert_xpath("string(//testcase[1]/@time)", "1.250");
	assert_xpath("count(//testcase[1]/*)", "0");
	assert_xpath("string(//skipped/@message)", "no KVM # here");
	assert_xpath("string(//error/@type)", "qemu-died");
}

static void junit_holds_any_reason(void **state)
{
	(void)state;
	assert_xpath("string(//failure/@message)",
		     "Kernel \"panic\" <&> at\n# line 2 ?[2J ?");
}

static void junit_says_why_the_session_ended(void **state)
{
	(void)state;
	points.trouble = xstrdup("full disk");
	assert_xpath("string(//testsuite/@tests)", "5");
	assert_xpath("string(//testcase[5]/error/@message)", "full disk");
	assert_xpath("string(//testsuite/@errors)", "2");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_points, close_points)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tap_has_a_line_for_each_boot),
		TEST(tap_of_an_interrupted_session_bails_out),
		TEST(junit_counts_what_it_lists),
		TEST(junit_holds_any_reason),
		TEST(junit_says_why_the_session_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
