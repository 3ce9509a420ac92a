// SPDX-License-Identifier: GPL-2.0-only
/* What it means that two reports were made with different things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "claim/inputs.h"
#include "lib/alloc.h"

static const char text[] =
	"numaboot: 0.1\n"
	"commit: aaaa\n"
	"qemu: QEMU 7.2\n"
	"packages: gcc-12 12.2.0\n"
	"init: 1111\n"
	"initramfs: 2222\n"
	"firmware: 3333\n"
	"plugin: unknown\n"
	"topology: numa2 2 nodes\n"
	"kernel: a-6.1\n"
	"  source: 44\n"
	"  key: 55\n"
	"  image: 66\n"
	"kernel: b-6.1\n"
	"  source: 77\n"
	"  key: 88\n"
	"  image: 99\n"
	"table: samples.csv\n"
	"  0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";

/* The footer with each @from, @to of a NULL-ended list put in. */
static struct footer footer_of(const char *const *changes)
{
	struct footer footer = { 0 };
	char *copy = xstrdup(text), *line, *rest;

	for (; *changes; changes += 2) {
		char *at = strstr(copy, changes[0]);
		char *changed;

		assert_non_null(at);
		changed = xasprintf("%.*s%s%s", (int)(at - copy), copy,
				    changes[1], at + strlen(changes[0]));
		free(copy);
		copy = changed;
	}
	for (line = strtok_r(copy, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		footer_add_line(&footer, line, footer.count + 1);
	footer_end(&footer);
	free(copy);
	return footer;
}

static void expect(const char *const *changes, int count,
		   enum input_kind worst, const char *what)
{
	static const char *const none[] = { NULL };
	struct footer given = footer_of(changes), made = footer_of(none);
	struct inputs inputs;
	int same;

	inputs_compare(&inputs, &given, &made);
	inputs_compare_tables(&inputs, &given, &made, &same);
	assert_int_equal(inputs.count, count);
	assert_int_equal(inputs_worst(&inputs), worst);
	if (count)
		assert_string_equal(inputs.list[0].what, what);
	inputs_release(&inputs);
	footer_release(&made);
	footer_release(&given);
}

#define EXPECT(count, worst, what, ...) \
	expect((const char *const[]){ __VA_ARGS__, NULL }, count, worst, what)

static void the_same_has_no_difference(void **state)
{
	(void)state;
	EXPECT(0, INPUT_TOLD, "", "plugin: unknown", "plugin: 1234");
}

static void another_commit_is_told(void **state)
{
	(void)state;
	EXPECT(1, INPUT_TOLD, "commit", "aaaa", "bbbb");
	EXPECT(2, INPUT_TOLD, "commit", "aaaa", "bbbb", "2 nodes", "2 Nodes");
	EXPECT(1, INPUT_TOLD, "packages", "12.2.0", "13.1.0");
}

static void other_tools_and_images_differ(void **state)
{
	(void)state;
	EXPECT(1, INPUT_DIFFERS, "qemu", "7.2", "8.0");
	EXPECT(2, INPUT_DIFFERS, "init", "1111", "9999", "2222", "8888");
	EXPECT(2, INPUT_DIFFERS, "commit", "aaaa", "bbbb", "3333", "0000");
	EXPECT(4, INPUT_DIFFERS, "packages", "12.2.0", "13.1.0", "source: 44",
	       "source: 43", "key: 55", "key: 56", "image: 66", "image: 67");
}

static void one_of_two_that_belong_together_contradicts(void **state)
{
	(void)state;
	EXPECT(1, INPUT_CONTRADICTS, "init", "1111", "9999");
	EXPECT(1, INPUT_CONTRADICTS, "initramfs", "2222", "9999");
	EXPECT(1, INPUT_CONTRADICTS, "firmware", "3333", "9999");
	EXPECT(1, INPUT_CONTRADICTS, "image of a-6.1", "image: 66",
	       "image: 67");
	EXPECT(1, INPUT_CONTRADICTS, "key of b-6.1", "key: 88", "key: 89");
	EXPECT(2, INPUT_CONTRADICTS, "commit", "aaaa", "bbbb", "key: 88",
	       "key: 89");
	EXPECT(1, INPUT_CONTRADICTS, "source of a-6.1", "source: 44",
	       "source: 45");
	EXPECT(1, INPUT_CONTRADICTS, "topology", "2 nodes", "9 nodes");
	EXPECT(1, INPUT_CONTRADICTS, "table samples.csv", "  0123", "  1123");
}

static void kernels_of_one_name_are_told_by_their_arms(void **state)
{
	static const char *const two[] = {
		"  key: 55", "  arms: A\n  make: CC=gcc-11\n  key: 55",
		"kernel: b-6.1", "kernel: a-6.1\n  arms: B",
		NULL,
	};
	static const char *const one[] = {
		"  key: 55", "  arms: A B\n  make: CC=gcc-11\n  key: 55",
		"kernel: b-6.1\n  source: 77\n  key: 88\n  image: 99\n", "",
		NULL,
	};
	struct footer given = footer_of(two), made = footer_of(two);
	struct footer hidden = footer_of(one);
	struct inputs inputs;

	(void)state;
	inputs_compare(&inputs, &given, &made);
	assert_int_equal(inputs.count, 0);
	inputs_release(&inputs);
	/* The second arm's image must not hide behind the first one's. */
	inputs_compare(&inputs, &hidden, &made);
	assert_non_null(inputs_find(&inputs, "image of a-6.1"));
	inputs_release(&inputs);
	footer_release(&given);
	footer_release(&made);
	footer_release(&hidden);
}

static void what_is_not_said_is_not_the_same(void **state)
{
	(void)state;
	expect((const char *[]){ "  image: 66\n", "", NULL }, 1,
	       INPUT_DIFFERS, "image of a-6.1");
	expect((const char *[]){ "  key: 55\n", "", NULL }, 1, INPUT_DIFFERS,
	       "key of a-6.1");
	expect((const char *[]){ "kernel: b-6.1\n  source: 77\n  key: 88\n"
				 "  image: 99\n", "", NULL },
	       1, INPUT_DIFFERS, "kernel b-6.1");
	expect((const char *[]){ "init: 1111\n", "init:\n", NULL }, 1,
	       INPUT_DIFFERS, "init");
	expect((const char *[]){ "qemu: QEMU 7.2\n", "", NULL }, 1,
	       INPUT_DIFFERS, "qemu");
	expect((const char *[]){ "table: samples.csv\n", "", NULL }, 1,
	       INPUT_TOLD, "table samples.csv");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_has_no_difference),
		cmocka_unit_test(kernels_of_one_name_are_told_by_their_arms),
		cmocka_unit_test(what_is_not_said_is_not_the_same),
		cmocka_unit_test(another_commit_is_told),
		cmocka_unit_test(other_tools_and_images_differ),
		cmocka_unit_test(one_of_two_that_belong_together_contradicts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
