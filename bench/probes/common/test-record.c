// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "probes/common/record.h"

struct sample {
	uint64_t number;
	const char *kind;
	uint64_t node;
};

static const struct record_column columns[] = {
	RECORD_TEXT("kind", struct sample, kind),
	RECORD_NUMBER("node", struct sample, node),
	RECORD_NUMBER("sample", struct sample, number),
	{ 0 },
};

static void check(const struct sample *sample, const char *expected)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	record_fact(out, "cpu", "%s, %d MHz", "made up", 5);
	record_print_names(out, columns);
	record_print(out, columns, sample);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void values_stand_under_their_names(void **state)
{
	struct sample sample = { 7, "read", 3 };

	(void)state;
	check(&sample, "# cpu: made up, 5 MHz\n"
		       "kind,node,sample\n"
		       "read,3,7\n");
}

static void a_number_that_there_is_not_is_an_empty_field(void **state)
{
	struct sample sample = { RECORD_NOTHING, "", RECORD_NOTHING };

	(void)state;
	check(&sample, "# cpu: made up, 5 MHz\n"
		       "kind,node,sample\n"
		       ",,\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_stand_under_their_names),
		cmocka_unit_test(a_number_that_there_is_not_is_an_empty_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
