// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "callgrind.h"
#include "diff.h"
#include "flame.h"
#include "format.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "table.h"

#define SMALL "workloads/profile/fixtures/small.tsv"
#define CHANGED "workloads/profile/fixtures/changed.tsv"

static struct graph small, changed;

static int read_graphs(void **state)
{
	struct error err;

	(void)state;
	if (graph_read(&small, SMALL, &err) ||
	    graph_read(&changed, CHANGED, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return -1;
	}
	return 0;
}

static int release_graphs(void **state)
{
	(void)state;
	graph_release(&small);
	graph_release(&changed);
	return 0;
}

static const struct graph_function *find(const struct graph *graph,
					 const char *name)
{
	for (size_t i = 0; i < graph->function_count; i++)
		if (strcmp(graph->functions[i].name, name) == 0)
			return &graph->functions[i];
	fail_msg("no function %s", name);
	return NULL;
}

static void the_root_holds_everything(void **state)
{
	(void)state;
	assert_int_equal(small.paths[GRAPH_ROOT].all.insns, 2046);
	assert_int_equal(small.paths[GRAPH_ROOT].all.rep, 4101);
	assert_int_equal(find(&small, "[all]")->all.insns,
			 small.total.insns);
}

static void exclusive_costs_add_up(void **state)
{
	uint64_t insns = 0, rep = 0;

	(void)state;
	for (size_t i = 0; i < small.function_count; i++) {
		insns += small.functions[i].self.insns;
		rep += small.functions[i].self.rep;
	}
	assert_int_equal(insns, small.total.insns);
	assert_int_equal(rep, small.total.rep);
}

static void recursion_is_inclusive_once(void **state)
{
	(void)state;
	/* walk > visit > walk > visit, and a helper. */
	assert_int_equal(find(&small, "walk")->all.insns,
			 47 + 30 + 20 + 10 + 60);
	assert_int_equal(find(&small, "walk")->self.insns, 47 + 20);
	assert_int_equal(find(&small, "visit")->all.insns, 30 + 20 + 10);
	assert_int_equal(find(&small, "visit")->all.calls, 3);
}

static void phases_have_their_costs(void **state)
{
	(void)state;
	assert_int_equal(small.phase_count, 3);
	assert_int_equal(small.phases[1].begin.insns, 1000);
	assert_int_equal(small.phases[1].cost.insns, 319);
	assert_int_equal(small.phases[2].cost.insns, 727);
}

static void delays_and_interrupts_are_set_apart(void **state)
{
	enum kind *kinds = kinds_of(&small);

	(void)state;
	assert_int_equal(kinds[1], KIND_BEFORE);
	assert_int_equal(kinds[2], KIND_WORK);
	assert_int_equal(kinds[9], KIND_INTERRUPT);
	assert_int_equal(kinds[10], KIND_WAIT);
	free(kinds);
}

static char *print_callgrind(const struct graph *graph)
{
	static const char *const description[] = { "small", NULL };
	const struct lines none = { 0 };
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	callgrind_print(graph, &none, description, file);
	fclose(file);
	return text;
}

#define assert_holds(text, part) do { \
	if (!strstr(text, part)) \
		fail_msg("no `%s` in:\n%s", part, text); \
} while (0)

static void callgrind_gets_edges_with_inclusive_costs(void **state)
{
	char *text = print_callgrind(&small);

	(void)state;
	assert_holds(text, "events: Ir Rep\nsummary: 2046 4101\n");
	assert_holds(text, "\ntotals: 2046 4101\n");
	/* start_kernel > clear, with all iterations. */
	assert_holds(text, "calls=1 0\n0 50 4096\n");
	/* start_kernel > walk, all of it; the inner walk is another one. */
	assert_holds(text, "calls=3 0\n0 167 0\n");
	assert_holds(text, " walk'2\n");
	assert_holds(text, " visit'2\n");
	free(text);
}

static void a_flame_graph_is_one_picture(void **state)
{
	struct folded stacks;
	const struct flame flame = {
		.title = "a < b & c",
		.stacks = &stacks,
		.phases = small.phases,
		.phase_count = small.phase_count,
		.rep = small.total.rep,
	};
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	folded_make(&stacks, &small);
	flame_print(&flame, file);
	folded_release(&stacks);
	fclose(file);
	assert_holds(text, "<svg xmlns");
	assert_holds(text, "a &lt; b &amp; c");
	assert_holds(text, "<title>start_kernel\n846 instructions, 41.35 %");
	assert_holds(text, "</svg>\n");
	/* Nothing of it comes from elsewhere. */
	assert_null(strstr(text, "href"));
	assert_null(strstr(text, "src="));
	assert_null(strstr(text, "import"));
	free(text);
}

static char *print_stacks(const struct graph *graph)
{
	struct folded stacks;
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	folded_make(&stacks, graph);
	folded_print(&stacks, file);
	folded_release(&stacks);
	fclose(file);
	return text;
}

static void folded_stacks_go_down_before_they_go_on(void **state)
{
	char *text = print_stacks(&small);

	(void)state;
	assert_string_equal(text,
			    "[firmware] 1000\n"
			    "start_kernel 120\n"
			    "start_kernel;walk 47\n"
			    "start_kernel;walk;visit 30\n"
			    "start_kernel;walk;visit;walk 20\n"
			    "start_kernel;walk;visit;walk;visit 10\n"
			    "start_kernel;walk;helper 60\n"
			    "start_kernel;clear 50\n"
			    "start_kernel;__delay 500\n"
			    "start_kernel;split.isra.0 9\n"
			    "[interrupt];tick 200\n");
	free(text);
}

static void folded_stacks_add_up_to_the_total(void **state)
{
	char *text = print_stacks(&changed), *rest = text, *line;
	uint64_t sum = 0;

	(void)state;
	while ((line = strsep(&rest, "\n")) && *line)
		sum += strtoull(strrchr(line, ' '), NULL, 10);
	assert_int_equal(sum, changed.total.insns);
	free(text);
}

static void names_do_not_break_folded_stacks(void **state)
{
	char all[] = "[all]", odd[] = "a;b c\td";
	struct graph_function functions[] = {
		{ .name = all }, { .name = odd },
	};
	struct graph_path paths[] = {
		{ .self.insns = 3 },
		{ .function = 1 },
		{ .parent = 1, .function = 1, .self.insns = 4 },
	};
	const struct graph graph = {
		.functions = functions,
		.function_count = 2,
		.paths = paths,
		.path_count = 3,
	};
	char *text = print_stacks(&graph);

	(void)state;
	assert_string_equal(text, "[all] 3\na:b_c_d;a:b_c_d 4\n");
	free(text);
}

static char *print_diff(const struct graph *a, const struct graph *b)
{
	static const char *const titles[] = { "one", "other" };
	struct merged merged;
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	merged_make(&merged, a, b);
	diff_print(&merged, titles, "a machine", file);
	merged_release(&merged);
	fclose(file);
	return text;
}

static void equal_boots_have_no_difference(void **state)
{
	char *text = print_diff(&small, &small);

	(void)state;
	assert_holds(text, "No difference");
	assert_null(strstr(text, "Functions"));
	free(text);
}

static void differences_add_up_to_that_of_the_totals(void **state)
{
	char *text = print_diff(&small, &changed);

	(void)state;
	assert_holds(text, "            +128  instructions\n");
	assert_holds(text, "          +4,096  iterations");
	assert_holds(text,
		     "            +128         +4,096  all of the above, the difference of the totals\n");
	assert_null(strstr(text, "WHICH IS NOT"));
	free(text);
}

static void what_one_kernel_has_is_said(void **state)
{
	char *text = print_diff(&small, &changed);

	(void)state;
	assert_holds(text, "  fresh  [only B has it]\n");
	assert_holds(text,
		     "helper  [only A has it; in B inlined into walk, +56 there]");
	assert_holds(text,
		     "split.isra.0  [only A has it; split.constprop.0 in B]");
	free(text);
}

static void what_is_no_work_is_told_apart(void **state)
{
	char *text = print_diff(&small, &changed);

	(void)state;
	assert_holds(text,
		     "            +100              0         +2  interrupts\n");
	assert_holds(text,
		     "             -50              0          0  delays and calibration\n");
	assert_holds(text, "late, the first one with interrupts");
	free(text);
}

static void the_other_way_round_only_signs_differ(void **state)
{
	char *text = print_diff(&changed, &small);

	(void)state;
	assert_holds(text, "            -128  instructions\n");
	assert_holds(text, "  fresh  [only A has it]\n");
	assert_holds(text, "            -128         -4,096  all of the above, the difference of the totals\n");
	free(text);
}

static void a_table_names_the_functions(void **state)
{
	const struct lines none = { 0 };
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	table_print(&small, "small boot", &none, file);
	fclose(file);
	assert_holds(text, "small boot\n2,046 instructions and 4,101 iterations");
	assert_holds(text, "           500  24.4            0  delays and calibration\n");
	assert_holds(text, "            67   3.3            167   8.2            0          4  walk\n");
	free(text);
}

static void numbers_are_grouped(void **state)
{
	(void)state;
	assert_string_equal(format_count(0).text, "0");
	assert_string_equal(format_count(999).text, "999");
	assert_string_equal(format_count(1234567).text, "1,234,567");
	assert_string_equal(format_change(-1000).text, "-1,000");
	assert_string_equal(format_change(INT64_MIN).text,
			    "-9,223,372,036,854,775,808");
	assert_string_equal(format_count(UINT64_MAX).text,
			    "18,446,744,073,709,551,615");
}

/*
 * Put @new in the place of the first @old in the small graph and expect the
 * sentence; a @new of NULL cuts the file off there.
 */
static void assert_spoilt(const char *old, const char *new,
			  const char *sentence)
{
	char path[] = "/tmp/numaboot-graph-XXXXXX";
	int fd = mkstemp(path);
	char *text, *place, *spoilt, *expected;
	struct graph graph;
	struct error err;

	assert_true(fd >= 0);
	assert_int_equal(file_read(SMALL, &text, NULL, &err), 0);
	place = strstr(text, old);
	assert_non_null(place);
	*place = '\0';
	spoilt = xasprintf("%s%s%s", text, new ? new : "",
			   new ? place + strlen(old) : "");
	assert_int_equal(write(fd, spoilt, strlen(spoilt)), strlen(spoilt));
	close(fd);
	assert_int_equal(graph_read(&graph, path, &err), -EINVAL);
	unlink(path);
	expected = xasprintf("%s%s", path, sentence);
	assert_string_equal(err.text, expected);
	free(expected);
	free(spoilt);
	free(text);
}

static void broken_graphs_are_refused(void **state)
{
	(void)state;
	assert_spoilt("callgraph\t1", "callgraph\t2",
		      ":1: found `numaboot-callgraph 2`, expected numaboot-callgraph 1");
	assert_spoilt("cost\tlate\t10", NULL,
		      ":48: found 3 milestones and paths of 1539 instructions and 4101 iterations, expected milestones and paths that add up to the total of 2046 and 4101");
	assert_spoilt("path\t3\t2\t5", "path\t3\t3\t5",
		      ":26: found `path 3 3 5`, expected a parent that came before");
	assert_spoilt("path\t3\t2\t5", "path\t4\t2\t5",
		      ":26: found `path 4 2 5`, expected indexes that count from 0");
	assert_spoilt("path\t3\t2\t5", "path\t3\t2\t99",
		      ":26: found `path 3 2 99`, expected a function that came before");
	assert_spoilt("cost\tlate\t2\t20", "cost\tlatest\t2\t20",
		      ":46: found `cost latest 2 20 0 0`, expected a milestone's name");
	assert_spoilt("cost\tlate\t2\t20", "cost\tlate\t99\t20",
		      ":46: found `cost late 99 20 0 0`, expected a path that came before");
	assert_spoilt("cost\tlate\t2\t20", "cost\tlate\t2\t-20",
		      ":46: found `cost late 2 -20 0 0`, expected decimal numbers");
	assert_spoilt("function\t4\tffffffff81000000", "function\t4\there",
		      ":13: found `function 4 here start_kernel`, expected a hexadecimal address");
	assert_spoilt("event\tint", "evening\tint",
		      ":7: found `evening interrupts 2`, expected a record of a call graph");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_root_holds_everything),
		cmocka_unit_test(exclusive_costs_add_up),
		cmocka_unit_test(recursion_is_inclusive_once),
		cmocka_unit_test(phases_have_their_costs),
		cmocka_unit_test(delays_and_interrupts_are_set_apart),
		cmocka_unit_test(callgrind_gets_edges_with_inclusive_costs),
		cmocka_unit_test(a_flame_graph_is_one_picture),
		cmocka_unit_test(folded_stacks_go_down_before_they_go_on),
		cmocka_unit_test(folded_stacks_add_up_to_the_total),
		cmocka_unit_test(names_do_not_break_folded_stacks),
		cmocka_unit_test(equal_boots_have_no_difference),
		cmocka_unit_test(differences_add_up_to_that_of_the_totals),
		cmocka_unit_test(what_one_kernel_has_is_said),
		cmocka_unit_test(what_is_no_work_is_told_apart),
		cmocka_unit_test(the_other_way_round_only_signs_differ),
		cmocka_unit_test(a_table_names_the_functions),
		cmocka_unit_test(numbers_are_grouped),
		cmocka_unit_test(broken_graphs_are_refused),
	};

	return cmocka_run_group_tests(tests, read_graphs, release_graphs);
}
