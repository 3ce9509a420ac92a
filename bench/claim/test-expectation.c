// SPDX-License-Identifier: GPL-2.0-only
/* Expectations are parsed without a run, and judged row by row. */
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

#include "claim/expectation.h"
#include "lib/file.h"
#include "lib/memstream.h"

#define ARM "b+crashkernel=256M,high+x=1:2#2"
#define HEADER \
	"schema,workload,metric,item,node,topology,mapping,baseline,arm,unit," \
	"class,direction,min_effect,layout,baseline_value,value,difference," \
	"change,low,high,verdict,reason\n"

/* Two candidates, of which one did not complete on numa2. */
static const char table[] = HEADER
	"1,count,boot.insns,,,uma,2M,a,b,instructions,exact,less,0,,100,101,1,0.01,,,worse,effect\n"
	"1,count,boot.insns,,,uma,2M,a,\"" ARM "\",instructions,exact,less,0,,100,90,-10,-0.1,,,better,effect\n"
	"1,count,boot.insns,,,numa2,2M,a,b,instructions,exact,less,0,,200,200,0,0,,,same,equal\n"
	"1,count,boot.insns,,,numa2,2M,a,\"" ARM "\",instructions,exact,less,0,,200,,,,,,invalid,missing\n"
	"1,placement,placement.bytes,page-table,1,numa2,2M,a,b,bytes,exact,none,0,,0,4096,4096,,,,differs,effect\n"
	"1,placement,placement.bytes,page-table,0,numa2,2M,a,b,bytes,exact,none,0,,4096,0,-4096,-1,,,differs,effect\n"
	"1,placement,placement.hotpluggable.bytes,,,numa2,2M,a,b,bytes,exact,less,0,,1048576,0,-1048576,-1,,,better,effect\n"
	"1,placement,placement.below_4g.bytes,,,numa2,2M,a,b,bytes,exact,less,0,,0,0,0,0,,,same,equal\n"
	"1,direct-map,operation.ns,node0.read [1],1,numa2,2M,a,b,ns,noisy,less,0.01,,50,51,1,0.03,0.005,0.05,no evidence,noise\n"
	"1,wall,boot.wall.ns,,,uma,2M,a,b,ns,noisy,less,0.01,,100,103,3,0.03,0.02,0.04,worse,effect\n"
	"1,wall,boot.wall.ns,,,numa2,2M,a,b,ns,noisy,less,0.01,,100,103,3,0.03,,,invalid,blocks\n"
	"1,wall,boot.wall.ns,,,numa4,2M,a,b,ns,noisy,less,0.01,,0,7,7,,,,worse,effect\n"
	"1,pagetable,pagetable.digest,run_init_process,,uma,2M,a,b,digest,exact,none,0,,4660,4661,1,0.0002,,,differs,effect\n"
	"1,footprint,pagetable.digest,run_init_process,,uma,2M,a,b,digest,exact,none,0,,4660,4660,0,0,,,same,equal\n";

static char path[] = "/tmp/numaboot-expectation-XXXXXX";
static struct verdicts verdicts;

static void parsed(struct expectation *expectation, const char *text)
{
	struct error err;

	if (expectation_parse(expectation, text, &err))
		fail_msg("%s", err.text);
}

static void all_parts_are_taken(void **state)
{
	struct expectation expectation;

	(void)state;
	parsed(&expectation, " " ARM ": placement.bytes[page-table] @12 <= 1.5 * b ");
	assert_string_equal(expectation.text, ARM
			    ": placement.bytes[page-table] @12 <= 1.5 * b");
	assert_string_equal(expectation.arm, ARM);
	assert_string_equal(expectation.metric->name, "placement.bytes");
	assert_string_equal(expectation.item, "page-table");
	assert_int_equal(expectation.node, 12);
	assert_int_equal(expectation.kind, EXPECT_ARM);
	assert_int_equal(expectation.operator, EXPECT_LESS_EQUAL);
	assert_true(expectation.number == 1.5);
	assert_string_equal(expectation.right, "b");
	expectation_release(&expectation);
	parsed(&expectation, "boot.insns>1%");
	assert_null(expectation.arm);
	assert_null(expectation.item);
	assert_int_equal(expectation.node, -1);
	assert_int_equal(expectation.kind, EXPECT_CHANGE);
	assert_true(expectation.number == 0.01);
	expectation_release(&expectation);
	parsed(&expectation, "a b/bzImage+x: boot.insns[] < baseline");
	assert_string_equal(expectation.arm, "a b/bzImage+x");
	assert_string_equal(expectation.item, "");
	assert_null(expectation.right);
	assert_true(expectation.number == 1);
	expectation_release(&expectation);
	parsed(&expectation, "operation.ns[node0.read [1]] @1 worse");
	assert_string_equal(expectation.item, "node0.read [1]");
	assert_int_equal(expectation.word, VERDICT_WORSE);
	expectation_release(&expectation);
	parsed(&expectation, "b: differs");
	assert_null(expectation.metric);
	assert_string_equal(expectation.arm, "b");
	assert_int_equal(expectation.word, VERDICT_DIFFERS);
	expectation_release(&expectation);
}

static void assert_number(const char *text, double number)
{
	struct expectation expectation;

	parsed(&expectation, text);
	assert_int_equal(expectation.kind, EXPECT_VALUE);
	if (expectation.number != number)
		fail_msg("%s is %.17g", text, expectation.number);
	expectation_release(&expectation);
}

static void bytes_have_binary_units_and_others_decimal_ones(void **state)
{
	(void)state;
	assert_number("boot.insns == 73460026", 73460026);
	assert_number("boot.insns < 73.5M", 73500000);
	assert_number("boot.insns < 7.35e7", 73500000);
	assert_number("boot.insns > -.5", -0.5);
	assert_number("memory.total.bytes >= 2 G", 2147483648.0);
	assert_number("memory.total.bytes >= 1.5KiB", 1536);
	assert_number("pagetable.digest == 0x1234", 4660);
}

static void refused(const char *text, const char *reason)
{
	struct expectation expectation;
	struct error err = { "nothing" };

	if (expectation_parse(&expectation, text, &err) != -EINVAL ||
	    !strstr(err.text, reason))
		fail_msg("%s: found \"%s\", expected \"%s\"", text, err.text,
			 reason);
	expectation_release(&expectation);
}

static void what_is_no_expectation_is_refused(void **state)
{
	(void)state;
	refused("", "expected a metric or worse, differs, better or same");
	refused("boot.insn > 1%", "found `boot.insn`, expected a metric as boot.insns");
	refused("insns > 1%", "boot.insns");
	refused("b: boot.wal.ns worse", "found `boot.wal.ns`, expected a metric as boot.wall.ns");
	refused("slower", "found `slower`");
	refused(": boot.insns > 1", "an arm before it");
	refused("boot.insns", "expected == != < <= > >=");
	refused("boot.insns = 1", "expected == != < <= > >=");
	refused("boot.insns slower", "expected == != < <= > >=");
	refused("boot.insns >", "NUMBER %");
	refused("boot.insns > 1e999", "a smaller number");
	refused("boot.insns > 1e308T", "a smaller number");
	refused("boot.insns[x > 1", "expected [ITEM]");
	refused("boot.insns @x > 1", "@ and a node's number");
	refused("boot.insns @99999999999999999999 > 1", "a node's number");
	refused("pagetable.digest > 1%", "no amounts");
	refused("pagetable.digest < 5", "no amounts");
	refused("pagetable.digest == 2 * b", "no amounts");
	refused("boot.insns\n> 1", "control character 0x0a");
}

static void refused_arms(const char *text, const char *reason)
{
	static const char *const arms[] = { "a", "b", ARM };
	struct expectation expectation;
	struct error err = { "nothing" };

	parsed(&expectation, text);
	if (expectation_check_arms(&expectation, arms, 3, &err) != -EINVAL ||
	    !strstr(err.text, reason))
		fail_msg("%s: found \"%s\", expected \"%s\"", text, err.text,
			 reason);
	expectation_release(&expectation);
}

static void unknown_arms_are_refused_with_those_there_are(void **state)
{
	(void)state;
	refused_arms("c: worse", "found `c`, expected one of the arms: a, b, " ARM);
	refused_arms("boot.insns < c", "found `c`, expected a number");
	refused_arms("boot.insns < 73,460,026", "a number without commas");
	refused_arms("boot.insns < 1KiB", "found `1KiB`");
	refused_arms("boot.insns < 2 * c", "found `c`");
	refused_arms("a: worse", "found `a` compared with itself");
	refused_arms("a: boot.insns > 1%", "compared with itself");
	refused_arms("a: boot.insns == baseline", "compared with itself");
	refused_arms("b: boot.insns == b", "compared with itself");
}

static int judged(const char *text, const char *const *cells,
		  struct judgements *judgements, struct error *err)
{
	struct expectation expectation;
	int ret;

	parsed(&expectation, text);
	ret = expectation_judge(&expectation, &verdicts, cells, judgements,
				err);
	expectation_release(&expectation);
	return ret;
}

/* How many rows it is about, how many are true, of how many nothing is known. */
static void assert_judged(const char *text, const char *cell, size_t count,
			  size_t met, size_t unknown)
{
	const char *const cells[] = { cell, NULL };
	struct judgements judgements;
	struct error err;

	if (judged(text, cell ? cells : NULL, &judgements, &err))
		fail_msg("%s", err.text);
	if (judgements.count != count || judgements.met != met ||
	    judgements.unknown != unknown)
		fail_msg("%s: %zu rows, %zu true, %zu unknown", text,
			 judgements.count, judgements.met, judgements.unknown);
	judgements_release(&judgements);
}

static void rows_are_judged_by_values_and_changes(void **state)
{
	(void)state;
	assert_judged("boot.insns > 1%", NULL, 4, 0, 1);
	assert_judged("boot.insns >= 1%", NULL, 4, 1, 1);
	assert_judged("boot.insns < 1.01 * baseline", "uma/2M", 2, 1, 0);
	assert_judged("b: boot.insns == 101", "uma/2M/count", 1, 1, 0);
	assert_judged("boot.insns != 5", NULL, 4, 3, 1);
	assert_judged(ARM ": boot.insns <= 0.9 * a", NULL, 2, 1, 1);
	assert_judged(ARM ": boot.insns < b", NULL, 2, 1, 1);
	assert_judged("boot.insns > " ARM, "uma/2M", 1, 1, 0);
	assert_judged("worse", "uma/2M/count", 2, 1, 0);
	assert_judged("differs", "uma/2M/count", 2, 2, 0);
	assert_judged("boot.insns same", NULL, 4, 1, 1);
	assert_judged("pagetable.digest differs", NULL, 2, 1, 0);
	assert_judged("pagetable.digest == 0x1234", NULL, 2, 1, 0);
}

static void the_baseline_is_judged_once(void **state)
{
	(void)state;
	assert_judged("a: boot.insns == 100", NULL, 2, 1, 0);
	assert_judged("a: boot.insns == 200", "numa2/2M", 1, 1, 0);
	assert_judged("a: boot.insns > " ARM, NULL, 2, 1, 1);
}

static void any_change_from_0_is_larger_than_a_percentage(void **state)
{
	(void)state;
	assert_judged("placement.bytes[page-table] @1 > 1000000%", NULL, 1, 1, 0);
	assert_judged("placement.bytes[page-table] @1 < 1%", NULL, 1, 0, 0);
	assert_judged("placement.bytes > 1%", NULL, 2, 1, 0);
	assert_judged("placement.bytes @0 == -100%", NULL, 1, 1, 0);
	assert_judged("placement.below_4g.bytes > 0%", NULL, 1, 0, 0);
	assert_judged("placement.below_4g.bytes <= 0%", NULL, 1, 1, 0);
	assert_judged("b: placement.hotpluggable.bytes == 0", NULL, 1, 1, 0);
	assert_judged("a: placement.hotpluggable.bytes == 1M", NULL, 1, 1, 0);
}

static void all_of_an_interval_must_be_so(void **state)
{
	(void)state;
	assert_judged("operation.ns > 1%", NULL, 1, 0, 0);
	assert_judged("operation.ns < 1%", NULL, 1, 0, 0);
	assert_judged("operation.ns > 0.4%", NULL, 1, 1, 0);
	assert_judged("operation.ns < 1.06 * baseline", NULL, 1, 1, 0);
	assert_judged("operation.ns < 1.04 * baseline", NULL, 1, 0, 0);
	assert_judged("boot.wall.ns > 1%", NULL, 3, 2, 1);
}

static void refused_judgement(const char *text, const char *cell,
			      const char *reason)
{
	const char *const cells[] = { cell, NULL };
	struct judgements judgements;
	struct error err;

	assert_int_equal(judged(text, cell ? cells : NULL, &judgements, &err),
			 -ENOENT);
	judgements_release(&judgements);
	if (!strstr(err.text, reason))
		fail_msg("%s: found \"%s\", expected \"%s\"", text, err.text,
			 reason);
}

static void what_is_about_no_row_is_an_error(void **state)
{
	(void)state;
	refused_judgement("boot.rep.iterations > 1%", NULL,
			  "found no row of boot.rep.iterations in this run");
	refused_judgement("placement.bytes[memmap] > 1%", NULL,
			  "expected one as numa2/2M/placement placement.bytes[page-table] @1");
	refused_judgement("placement.bytes @7 > 1%", NULL, "@1, numa2");
	refused_judgement("boot.insns > 1%", "uma/4K", " in uma/4K, expected");
	refused_judgement("boot.insns > 1%", "um/2M", " in um/2M");
	refused_judgement("boot.insns > 1%", "uma/2", " in uma/2,");
	refused_judgement("boot.insns > 1%", "uma/2M/coun", " in uma/2M/coun");
}

static void each_cell_that_is_named_must_have_a_row(void **state)
{
	static const char *const cells[] = { "uma/2M", "numa4/2M", NULL };
	struct judgements judgements;
	struct error err;

	(void)state;
	assert_int_equal(judged("boot.insns > 1%", cells, &judgements, &err),
			 -ENOENT);
	assert_non_null(strstr(err.text, " in numa4/2M, expected one as uma"));
	judgements_release(&judgements);
}

static void assert_printed(const char *text, const char *cell,
			   const char *expected)
{
	const char *const cells[] = { cell, NULL };
	struct expectation expectation;
	struct judgements judgements;
	struct error err;
	char *printed;
	size_t size;
	FILE *out = memstream_open(&printed, &size);

	parsed(&expectation, text);
	assert_int_equal(expectation_judge(&expectation, &verdicts,
					   cell ? cells : NULL, &judgements,
					   &err), 0);
	judgement_print(out, &expectation, &judgements.list[0]);
	memstream_close(out);
	assert_string_equal(printed, expected);
	free(printed);
	judgements_release(&judgements);
	expectation_release(&expectation);
}

static void a_row_is_told_with_both_values(void **state)
{
	(void)state;
	assert_printed("boot.insns >= 1%", "uma/2M",
		       "uma/2M/count boot.insns: a 100, b 101 (+1.000 %, worse)");
	assert_printed("placement.bytes > 1%", NULL,
		       "numa2/2M/placement placement.bytes[page-table] @1: a 0, b 4096 (from 0, differs)");
	assert_printed(ARM ": boot.insns < 0 * b", "numa2/2M",
		       "numa2/2M/count boot.insns: a 200, " ARM " nothing (invalid: missing), b 200");
	assert_printed("a: boot.insns == 1", NULL, "uma/2M/count boot.insns: a 100");
	assert_printed("boot.wall.ns > 1%", "uma/2M",
		       "uma/2M/wall boot.wall.ns: a 100, b 103 (+3.000 %, 95 % interval +2.000 to +4.000 %, worse)");
	assert_printed("pagetable.digest differs", NULL,
		       "uma/2M/pagetable pagetable.digest[run_init_process]: a 0x000000001234, b 0x000000001235 (differs)");
}

static int read_table(void **state)
{
	struct error err;
	int ret = close(mkstemp(path));

	(void)state;
	ret = ret ? ret : file_write(path, table, strlen(table), &err);
	ret = ret ? ret : verdicts_read(&verdicts, path, &err);
	if (ret)
		print_error("%s\n", err.text);
	return ret;
}

static int remove_table(void **state)
{
	(void)state;
	verdicts_release(&verdicts);
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_parts_are_taken),
		cmocka_unit_test(bytes_have_binary_units_and_others_decimal_ones),
		cmocka_unit_test(what_is_no_expectation_is_refused),
		cmocka_unit_test(unknown_arms_are_refused_with_those_there_are),
		cmocka_unit_test(rows_are_judged_by_values_and_changes),
		cmocka_unit_test(the_baseline_is_judged_once),
		cmocka_unit_test(any_change_from_0_is_larger_than_a_percentage),
		cmocka_unit_test(all_of_an_interval_must_be_so),
		cmocka_unit_test(what_is_about_no_row_is_an_error),
		cmocka_unit_test(each_cell_that_is_named_must_have_a_row),
		cmocka_unit_test(a_row_is_told_with_both_values),
	};

	return cmocka_run_group_tests_name("claim/expectation", tests,
					   read_table, remove_table);
}
