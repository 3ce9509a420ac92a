// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probes/direct-map/cells.h"
#include "probes/direct-map/options.h"

static struct direct_options options;
static struct error err;

/* The words behind the program's name, NULL at the end. */
static int parse(const char *const *words)
{
	const char *argv[16] = { "direct-map" };
	int argc = 1;

	while (*words)
		argv[argc++] = *words++;
	return direct_options_parse(&options, argc, argv, &err);
}

#define PARSE(...) parse((const char *const[]){ __VA_ARGS__, NULL })

static void check_counts(uint64_t reads, uint64_t faults, uint64_t forks,
			 uint64_t lookups, uint64_t syscalls)
{
	assert_int_equal(options.counts[OPERATION_READ], reads);
	assert_int_equal(options.counts[OPERATION_FAULT], faults);
	assert_int_equal(options.counts[OPERATION_FORK], forks);
	assert_int_equal(options.counts[OPERATION_DENTRY], lookups);
	assert_int_equal(options.counts[OPERATION_SYSCALL], syscalls);
}

static void defaults_are_those_of_the_help(void **state)
{
	(void)state;
	assert_int_equal(parse((const char *const[]){ NULL }), 0);
	check_counts(1000000, 100000, 1000, 200000, 1000000);
	for (size_t i = 0; i < OPERATION_COUNT; i++)
		assert_true(options.chosen[i]);
	assert_int_equal(options.common.bytes, 0);
	assert_int_equal(options.read_bytes, 64);
	assert_int_equal(options.common.samples, 5);
	assert_int_equal(options.common.seed, 1);
	assert_int_equal(options.common.seconds, 600);
	assert_int_equal(options.backing, BACKING_ANY);
	assert_false(options.common.local || options.mark ||
		     options.common.emulated);
}

static void marks_have_small_defaults(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--mark"), 0);
	check_counts(20000, 4000, 100, 4000, 15000);
	assert_int_equal(options.common.samples, 1);
	assert_true(options.mark);
	assert_int_equal(PARSE("--forks", "7", "--mark", "-n2"), 0);
	check_counts(20000, 4000, 7, 4000, 15000);
	assert_int_equal(options.common.samples, 2);
}

static void every_option_is_taken(void **state)
{
	(void)state;
	assert_int_equal(PARSE("-ofork,read", "--reads", "1", "--faults", "2",
			       "--forks", "3", "--lookups", "4", "--syscalls",
			       "5"),
			 0);
	check_counts(1, 2, 3, 4, 5);
	assert_true(options.chosen[OPERATION_READ] &&
		    options.chosen[OPERATION_FORK]);
	assert_false(options.chosen[OPERATION_FAULT] ||
		     options.chosen[OPERATION_DENTRY] ||
		     options.chosen[OPERATION_SYSCALL]);
	assert_int_equal(PARSE("-b4M", "--read-bytes=4096", "-n9", "-t8",
			       "--seed", "18446744073709551615", "--backing",
			       "mem", "--local", "--emulated"),
			 0);
	assert_int_equal(options.common.bytes, 4 << 20);
	assert_int_equal(options.read_bytes, 4096);
	assert_int_equal(options.common.samples, 9);
	assert_int_equal(options.common.seconds, 8);
	assert_true(options.common.seed == UINT64_MAX);
	assert_int_equal(options.backing, BACKING_MEM);
	assert_true(options.common.local && options.common.emulated);
}

static void a_wrong_word_gets_one_sentence(void **state)
{
	static const struct {
		const char *word;
		const char *sentence;
	} wrong[] = {
		{ "--reads=0",
		  "--reads: found `0`, expected a number from 1 to 1000000000" },
		{ "--forks=x",
		  "--forks: found `x`, expected a number from 1 to 1000000000" },
		{ "--read-bytes=32",
		  "--read-bytes: found `32`, expected a number from 64 to 4096" },
		{ "--read-bytes=192",
		  "--read-bytes: found `192`, expected a power of two" },
		{ "-b3M", "--bytes: found `3M`, expected a multiple of 2M" },
		{ "-b32G", "--bytes: found `32G`, expected less than 32G" },
		{ "-oread,raed",
		  "--operations: found `raed`, expected read, fault, fork, dentry and syscall, each once at most" },
		{ "-ofork,fork",
		  "--operations: found `fork`, expected read, fault, fork, dentry and syscall, each once at most" },
		{ "-o", "-o: missing argument" },
		{ "--backing=any",
		  "--backing: found `any`, expected memfd or mem" },
		{ "-n0",
		  "--samples: found `0`, expected a number from 1 to 1000000" },
		{ "-t86401",
		  "--seconds: found `86401`, expected a number from 1 to 86400" },
		{ "--marks", "--marks: unknown option" },
		{ "read", "found `read`, expected options only" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(PARSE(wrong[i].word), -EINVAL);
		assert_string_equal(err.text, wrong[i].sentence);
	}
}

/* CPUs and memory, memory only, CPUs only. */
static int cpu;
static struct node list[] = {
	{ .nid = 0, .cpus = &cpu, .cpu_count = 1, .bytes = 1 },
	{ .nid = 1, .bytes = 1 },
	{ .nid = 4, .cpus = &cpu, .cpu_count = 1 },
};
static const struct nodes nodes = { list, 3 };

/* Cells of an operation, on memory of this node when it is not NULL. */
static size_t count_cells(size_t index, const struct node *memory_node)
{
	struct direct_cells cells;
	size_t count = 0;

	direct_cells_make(&cells, &options, &nodes);
	for (size_t i = 0; i < cells.count; i++) {
		assert_non_null(cells.list[i].cpu_node);
		assert_true(cells.list[i].cpu_node->cpu_count);
		count += cells.list[i].index == index &&
			 cells.list[i].memory_node == memory_node;
	}
	direct_cells_release(&cells);
	return count;
}

static void cells_are_all_that_the_nodes_have(void **state)
{
	(void)state;
	assert_int_equal(PARSE("-oread,fault,dentry"), 0);
	for (size_t i = OPERATION_READ; i <= OPERATION_FAULT; i++) {
		assert_int_equal(count_cells(i, &list[0]), 2);
		assert_int_equal(count_cells(i, &list[1]), 2);
		assert_int_equal(count_cells(i, &list[2]), 0);
		assert_int_equal(count_cells(i, NULL), 0);
	}
	assert_int_equal(count_cells(OPERATION_FORK, &list[0]), 0);
	assert_int_equal(count_cells(OPERATION_DENTRY, NULL), 2);
	assert_int_equal(count_cells(OPERATION_SYSCALL, NULL), 0);
}

static void local_cells_use_a_nodes_own_memory(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--local"), 0);
	assert_int_equal(count_cells(OPERATION_FORK, &list[0]), 1);
	assert_int_equal(count_cells(OPERATION_FORK, &list[1]), 0);
	assert_int_equal(count_cells(OPERATION_SYSCALL, NULL), 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_those_of_the_help),
		cmocka_unit_test(marks_have_small_defaults),
		cmocka_unit_test(every_option_is_taken),
		cmocka_unit_test(a_wrong_word_gets_one_sentence),
		cmocka_unit_test(cells_are_all_that_the_nodes_have),
		cmocka_unit_test(local_cells_use_a_nodes_own_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
