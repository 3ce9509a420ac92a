// SPDX-License-Identifier: GPL-2.0-only
/* A verdicts.csv is read whole, or refused by one sentence with its line. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "claim/verdicts.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define HEADER \
	"schema,workload,metric,item,node,topology,mapping,baseline,arm,unit," \
	"class,direction,min_effect,layout,baseline_value,value,difference," \
	"change,low,high,verdict,reason"
#define CELL ",uma,2M,a,b,instructions"
#define WORSE "1,count,boot.insns,," CELL ",exact,less,0,0.0001," \
	"73460026,80000000,6539974,0.089027663806962396,,,worse,effect\n"

static char path[] = "/tmp/numaboot-verdicts-XXXXXX";

static int read_text(struct verdicts *verdicts, const char *text,
		     struct error *err)
{
	assert_int_equal(file_write(path, text, strlen(text), err), 0);
	return verdicts_read(verdicts, path, err);
}

static void rows_are_read_with_all_digits(void **state)
{
	struct verdicts verdicts;
	struct error err;

	(void)state;
	assert_int_equal(read_text(&verdicts, HEADER "\n" WORSE
		"1,wall,boot.wall.ns,\"a,\"\"b\"\"\",3,uma,2M,a,"
		"\"b+crashkernel=256M,high\",ns,noisy,less,0.01,,1e9,"
		"1000000000.5,0.5,5e-10,-0.5,,no evidence,noise\n", &err), 0);
	assert_int_equal(verdicts.count, 2);
	assert_string_equal(verdicts.baseline, "a");
	assert_string_equal(verdicts.rows[0].metric, "boot.insns");
	assert_string_equal(verdicts.rows[0].item, "");
	assert_int_equal(verdicts.rows[0].node, -1);
	assert_false(verdicts.rows[0].noisy);
	assert_true(verdicts.rows[0].baseline_value == 73460026);
	assert_true(verdicts.rows[0].change == 0.089027663806962396);
	assert_true(verdicts.rows[0].layout == 0.0001);
	assert_true(isnan(verdicts.rows[0].low));
	assert_int_equal(verdicts.rows[0].verdict, VERDICT_WORSE);
	assert_string_equal(verdicts.rows[1].item, "a,\"b\"");
	assert_string_equal(verdicts.rows[1].arm, "b+crashkernel=256M,high");
	assert_int_equal(verdicts.rows[1].node, 3);
	assert_true(verdicts.rows[1].noisy);
	assert_true(isnan(verdicts.rows[1].layout));
	assert_true(verdicts.rows[1].low == -0.5);
	assert_true(isnan(verdicts.rows[1].high));
	assert_int_equal(verdicts.rows[1].reason, REASON_NOISE);
	verdicts_release(&verdicts);
}

static void later_columns_and_no_rows_are_fine(void **state)
{
	struct verdicts verdicts;
	struct error err;

	(void)state;
	assert_int_equal(read_text(&verdicts, HEADER "\n", &err), 0);
	assert_int_equal(verdicts.count, 0);
	assert_null(verdicts.baseline);
	verdicts_release(&verdicts);
	assert_int_equal(read_text(&verdicts, HEADER ",new\n"
				   "1,count,boot.insns,," CELL ",exact,less,0,,"
				   "1,1,0,0,,,same,equal,7\n", &err), 0);
	assert_int_equal(verdicts.rows[0].reason, REASON_EQUAL);
	verdicts_release(&verdicts);
}

static void refused(const char *text, const char *reason)
{
	struct verdicts verdicts;
	struct error err;

	assert_int_equal(read_text(&verdicts, text, &err), -EINVAL);
	verdicts_release(&verdicts);
	if (!strstr(err.text, reason) || !strstr(err.text, path))
		fail_msg("found \"%s\", expected \"%s\"", err.text, reason);
}

/* A row of it with other ends is refused. */
static void refused_row(const char *row, const char *reason)
{
	char *text = xasprintf(HEADER "\n" WORSE "%s\n", row);

	refused(text, reason);
	free(text);
}

static void what_is_wrong_is_named_with_its_line(void **state)
{
	(void)state;
	refused("", ":1: found no end");
	refused("a,b\n", ":1: found `a` as column 1, expected `schema`");
	refused("schema,workload\n", ":1: found `` as column 3");
	refused(HEADER "\n" WORSE "1,count", ":3: found no end of the line");
	refused(HEADER "\n" WORSE WORSE, ":3: found boot.insns of b in uma/2M twice");
	refused_row("1,2", ":3: found 2 fields, expected 22");
	refused_row("1,a\"b", ":3: found a quote");
	refused_row("2,c,m,," CELL ",exact,less,0,,1,1,0,0,,,same,equal",
		    "found schema `2`, expected 1");
	refused_row("1,,m,," CELL ",exact,less,0,,1,1,0,0,,,same,equal",
		    "found workload ``, expected a name");
	refused_row("1,c,m,,x" CELL ",exact,less,0,,1,1,0,0,,,same,equal",
		    "found node `x`");
	refused_row("1,c,m,," CELL ",precise,less,0,,1,1,0,0,,,same,equal",
		    "expected one of exact, noisy");
	refused_row("1,c,m,," CELL ",exact,down,0,,1,1,0,0,,,same,equal",
		    "expected one of less, more, none");
	refused_row("1,c,m,," CELL ",exact,less,0,,1,1,0,0,,,slower,effect",
		    "found verdict `slower`");
	refused_row("1,c,m,," CELL ",exact,less,0,,1,1,0,0,,,same,because",
		    "found reason `because`");
	refused_row("1,c,m,," CELL ",exact,less,0,,1,1,0,0,,,same,effect",
		    "found reason `effect`, expected one that the verdict");
	refused_row("1,c,m,," CELL ",exact,less,0,,1 ,1,0,0,,,same,equal",
		    "found baseline_value `1 `");
	refused_row("1,c,m,," CELL ",exact,less,0,,0x1,1,0,0,,,same,equal",
		    "found baseline_value `0x1`");
	refused_row("1,c,m,," CELL ",exact,less,0,,1,1e999,0,0,,,same,equal",
		    "found value `1e999`");
	refused_row("1,c,m,," CELL ",exact,less,,,1,1,0,0,,,same,equal",
		    "found min_effect ``");
	refused_row("1,c,m,," CELL ",exact,less,0,,1,,,,,,same,equal",
		    "found verdict `same`, expected invalid");
	refused_row("1,c,m,," CELL ",exact,less,0,,1,,0,,,,invalid,missing",
		    "found difference `0`, expected nothing");
	refused_row("1,c,m,,,uma,2M,a,a,n,exact,less,0,,1,1,0,0,,,same,equal",
		    "found arm `a`, expected another");
	refused_row("1,c,m,,,uma,2M,c,b,n,exact,less,0,,1,1,0,0,,,same,equal",
		    "found baseline `c`, expected that of the first row");
}

static void what_is_no_file_is_refused(void **state)
{
	struct verdicts verdicts;
	struct error err;

	(void)state;
	assert_int_equal(verdicts_read(&verdicts, "/nowhere", &err), -ENOENT);
	verdicts_release(&verdicts);
	assert_true(verdicts_read(&verdicts, "/tmp", &err) < 0);
	verdicts_release(&verdicts);
}

/* The first cell of a row of a table: `name` without its quotes, or NULL. */
static char *first_cell(char **row)
{
	char *from = strchr(*row, '`');
	char *to = from ? strchr(from + 1, '`') : NULL;
	char *bar = strchr(*row + 1, '|');

	if (!to || !bar || from > bar)
		return NULL;
	*to = '\0';
	*row = to + 1;
	return from + 1;
}

/* The first row of the table with that head, in a text that is cut up. */
static char *find_table(char *text, const char *head)
{
	char *at = strstr(text, head);

	assert_non_null(at);
	at = strchr(at, '\n') + 1;
	return strchr(at, '\n') + 1;
}

static void the_page_has_the_columns(void **state)
{
	struct error err;
	char *text, *row;

	(void)state;
	assert_int_equal(file_read("docs/verdicts.md", &text, NULL, &err), 0);
	row = find_table(text, "| column | meaning |");
	for (int i = 0; verdict_columns[i]; i++) {
		char *name = first_cell(&row);

		assert_non_null(name);
		assert_string_equal(name, verdict_columns[i]);
		row = strchr(row, '\n') + 1;
	}
	assert_int_equal(*row, '\n');
	free(text);
}

static void the_page_has_the_words_and_their_reasons(void **state)
{
	bool told[VERDICT_WORD_COUNT][VERDICT_REASON_COUNT] = { 0 };
	struct error err;
	char *text, *row;

	(void)state;
	assert_int_equal(file_read("docs/verdicts.md", &text, NULL, &err), 0);
	row = find_table(text, "| verdict | reason | meaning |");
	for (; *row == '|'; row = strchr(row, '\n') + 1) {
		enum verdict_word word = verdict_find(first_cell(&row));
		int reason = 0;
		char *name;

		row = strchr(row, '|');
		name = first_cell(&row);
		while (reason < VERDICT_REASON_COUNT &&
		       strcmp(verdict_reason_name(reason), name) != 0)
			reason++;
		assert_true(word < VERDICT_WORD_COUNT);
		assert_true(reason < VERDICT_REASON_COUNT);
		told[word][reason] = true;
	}
	for (int word = 0; word < VERDICT_WORD_COUNT; word++)
		for (int reason = 0; reason < VERDICT_REASON_COUNT; reason++)
			if (told[word][reason] != verdict_allows(word, reason))
				fail_msg("the page and the code have not both `%s` for `%s`",
					 verdict_name(word),
					 verdict_reason_name(reason));
	free(text);
}

static int make_file(void **state)
{
	(void)state;
	return close(mkstemp(path));
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_read_with_all_digits),
		cmocka_unit_test(later_columns_and_no_rows_are_fine),
		cmocka_unit_test(what_is_wrong_is_named_with_its_line),
		cmocka_unit_test(what_is_no_file_is_refused),
		cmocka_unit_test(the_page_has_the_columns),
		cmocka_unit_test(the_page_has_the_words_and_their_reasons),
	};

	return cmocka_run_group_tests_name("claim/verdicts", tests, make_file,
					   remove_file);
}
