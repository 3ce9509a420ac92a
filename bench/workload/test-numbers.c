// SPDX-License-Identifier: GPL-2.0-only
/* The first numbers of a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "workload/numbers.h"

#define HEAD "plan,run_id,metric,item,node,value,unit\n"

static char folder[] = "/tmp/test-numbers-XXXXXX";

static char *print(const char *samples)
{
	char *path = xasprintf("%s/samples.csv", folder);
	struct error err;
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	assert_int_equal(file_write(path, samples, strlen(samples), &err), 0);
	numbers_print(folder, "mine", out);
	memstream_close(out);
	unlink(path);
	free(path);
	return text;
}

static void those_of_the_whole_boot_are_printed(void **state)
{
	char *text = print(HEAD
		"p,mine,run.completed,,,1,flag\n"
		"p,mine,boot.rep.iterations,,,2113503,iterations\n"
		"p,mine,boot.phase.insns,firmware,,138,instructions\n"
		"p,mine,memory.zone.pages,,0,12,pages\n"
		"p,other,boot.insns,,,7,instructions\n"
		"p,mine,boot.insns,,,1234567.250,instructions\n");

	(void)state;
	assert_string_equal(text,
		"  boot.insns                       1,234,567.250  instructions\n"
		"  boot.rep.iterations                  2,113,503  iterations\n");
	free(text);
}

static void there_are_five_at_most(void **state)
{
	char *text = print(HEAD
		"p,mine,a,,,1,n\np,mine,b,,,2,n\np,mine,c,,,3,n\n"
		"p,mine,d,,,4,n\np,mine,e,,,5,n\np,mine,f,,,6,n\n"
		"p,mine,boot.insns,,,999,instructions\n");
	size_t lines = 0;

	(void)state;
	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	assert_int_equal(lines, NUMBERS_LINES);
	assert_int_equal(strncmp(text, "  boot.insns ", 13), 0);
	assert_non_null(strstr(text, "  d  "));
	assert_null(strstr(text, "  e  "));
	free(text);
}

static void a_run_without_samples_has_none(void **state)
{
	static const char *const others[] = { "", "x\n", HEAD, HEAD "p,mine\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		char *text = print(others[i]);

		assert_string_equal(text, "");
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_of_the_whole_boot_are_printed),
		cmocka_unit_test(there_are_five_at_most),
		cmocka_unit_test(a_run_without_samples_has_none),
	};
	int ret;

	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return ret;
}
