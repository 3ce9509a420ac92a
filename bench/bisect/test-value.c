// SPDX-License-Identifier: GPL-2.0-only
/* The number that is asked for, and a digest that no other number changes. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bisect/value.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define HEADER "run_id,arm,metric,item,node,value,unit,class\n"
#define ROWS \
	"r,a,boot.insns,total,,100,insns,exact\n" \
	"r,a,bytes,low,0,5,bytes,exact\n" \
	"r,a,bytes,low,1,7,bytes,exact\n" \
	"r,a,bytes,\"high, far\",1,11,bytes,exact\n" \
	"r,a,boot.wall.ns,total,,31,ns,noisy\n"

static char folder[] = "/tmp/test-value-XXXXXX";
static struct error err;

static int open_folder(void **state)
{
	(void)state;
	return !mkdtemp(folder) || chdir(folder);
}

static int remove_folder(void **state)
{
	(void)state;
	return chdir("/") || directory_remove(folder, &err);
}

static void write_file(const char *name, const char *text)
{
	assert_int_equal(file_write(name, text, strlen(text), &err), 0);
}

static uint64_t value_of(const char *metric, const char *item, const char *node)
{
	const struct value_wanted wanted = { metric, item, node };
	char digest[DIGEST_HEX_SIZE];
	uint64_t value;

	assert_int_equal(value_read(".", &wanted, &value, digest, &err), 0);
	return value;
}

static void the_part_that_is_asked_for_is_added_up(void **state)
{
	(void)state;
	write_file("samples.csv", HEADER ROWS);
	assert_int_equal(value_of("boot.insns", NULL, NULL), 100);
	assert_int_equal(value_of("bytes", NULL, NULL), 23);
	assert_int_equal(value_of("bytes", "low", NULL), 12);
	assert_int_equal(value_of("bytes", NULL, "1"), 18);
	assert_int_equal(value_of("bytes", "high, far", "1"), 11);
	assert_int_equal(value_of("bytes", NULL, "2"), 0);
	assert_int_equal(value_of("boot.wall.ns", NULL, NULL), 0);
}

static char *digest_of(const char *samples, const char *functions)
{
	const struct value_wanted wanted = { .metric = "boot.insns" };
	char digest[DIGEST_HEX_SIZE];
	uint64_t value;

	write_file("samples.csv", samples);
	write_file("functions.csv", functions);
	assert_int_equal(value_read(".", &wanted, &value, digest, &err), 0);
	return xstrdup(digest);
}

/*
 * +5 and -5 in two functions have a sum of 0 and another digest; another run,
 * arm or time has the same one.
 */
static void the_digest_is_of_all_that_is_exact(void **state)
{
	static const struct {
		const char *samples;
		const char *functions;
		bool same;
	} others[] = {
		{ HEADER ROWS, "r2,1,b,k2,uma,2M,f,10\nr2,1,b,k2,uma,2M,g,10\n",
		  true },
		{ HEADER ROWS "r,a,boot.wall.ns,x,,32,ns,noisy\n",
		  "r,0,a,k,uma,2M,f,10\nr,0,a,k,uma,2M,g,10\n", true },
		{ HEADER ROWS, "r,0,a,k,uma,2M,f,15\nr,0,a,k,uma,2M,g,5\n",
		  false },
		{ HEADER ROWS "r,a,bytes,low,2,0,bytes,exact\n",
		  "r,0,a,k,uma,2M,f,10\nr,0,a,k,uma,2M,g,10\n", false },
	};
	char *first = digest_of(HEADER ROWS,
				"r,0,a,k,uma,2M,f,10\nr,0,a,k,uma,2M,g,10\n");

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		char *other = digest_of(others[i].samples,
					others[i].functions);

		assert_int_equal(strcmp(first, other) == 0, others[i].same);
		free(other);
	}
	free(first);
}

static void what_cannot_be_is_refused(void **state)
{
	static const struct {
		const char *samples;
		const char *words;
	} wrong[] = {
		{ "", "samples.csv:1: expected columns" },
		{ "run_id,metric,item,node,value\n",
		  "samples.csv:1: expected columns metric, item, node, value and class" },
		{ HEADER "r,a,boot.insns,total,,1e3,insns,exact\n",
		  "samples.csv:2: expected a whole number as value" },
		{ HEADER "r,a,boot.insns,total,,100\n",
		  "samples.csv:2: expected a field for each column" },
		{ HEADER "r,a,\"boot.insns,total,,1,insns,exact\n",
		  "samples.csv:2: expected fields as RFC 4180 has them" },
	};
	const struct value_wanted wanted = { .metric = "boot.insns" };
	char digest[DIGEST_HEX_SIZE];
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		write_file("samples.csv", wrong[i].samples);
		assert_int_equal(value_read(".", &wanted, &value, digest, &err),
				 -EINVAL);
		assert_non_null(strstr(err.text, wrong[i].words));
	}
	assert_int_equal(unlink("samples.csv"), 0);
	assert_int_equal(value_read(".", &wanted, &value, digest, &err),
			 -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_part_that_is_asked_for_is_added_up),
		cmocka_unit_test(the_digest_is_of_all_that_is_exact),
		cmocka_unit_test(what_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
