// SPDX-License-Identifier: GPL-2.0-only
/* Nights that are made up: what is recorded of them, and who is told. */
#include <errno.h>
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
#include "night/alert.h"
#include "night/record.h"

#define SERIES 600

static char folder[] = "/dev/shm/test-night-XXXXXX";
static struct error err;

/**
 * struct made - a night that is made up
 * @values: of boot.insns in each of SERIES cells; NULL ends them earlier
 */
struct made {
	const char *kernel;
	const char *environment;
	const char *values[SERIES + 1];
};

static char topologies[SERIES][16];

static int open_folder(void **state)
{
	(void)state;
	for (int i = 0; i < SERIES; i++)
		snprintf(topologies[i], sizeof(topologies[i]), "t%03d", i);
	return !mkdtemp(folder) || chdir(folder);
}

static int remove_folder(void **state)
{
	(void)state;
	return chdir("/") || directory_remove(folder, &err);
}

static struct taken_value value_of(const char *topology, const char *metric,
				   const char *value, const char *unit)
{
	return (struct taken_value){
		.key = { "plan", "arm", topology, "2M", "count", metric, "-",
			 "-", "-" },
		.value = value, .unit = unit,
	};
}

static int compare_text(const void *left, const void *right)
{
	const struct taken_value *a = left, *b = right;
	int order = strcmp(a->key.topology, b->key.topology);

	return order ? order : strcmp(a->key.metric, b->key.metric);
}

/* As taken_read() leaves an arm: values in order. */
static void make_arm(struct taken_arm *arm, const struct made *made)
{
	*arm = (struct taken_arm){ .name = "arm" };
	snprintf(arm->kernel.id, sizeof(arm->kernel.id), "%s", made->kernel);
	snprintf(arm->environment.id, sizeof(arm->environment.id), "%s",
		 made->environment);
	arm->values = xcalloc(2 * SERIES, sizeof(*arm->values));
	for (int i = 0; made->values[i]; i++) {
		arm->values[arm->count++] = value_of(
			topologies[i], "boot.insns", made->values[i],
			"instructions");
		arm->values[arm->count++] = value_of(
			topologies[i], "run.completed", "completed", "flag");
		arm->ran = ++arm->of;
	}
	qsort(arm->values, arm->count, sizeof(*arm->values), compare_text);
}

/* Return: the alert's text, "" for none; the caller frees. */
static char *told(const char *path)
{
	struct history history;
	struct past past;
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	assert_int_equal(history_read(&history, path, &err), 0);
	assert_int_equal(past_make(&past, &history, &err), 0);
	if (alert_wanted(&past, history.count - 1))
		alert_print(out, &past, history.count - 1);
	memstream_close(out);
	past_release(&past);
	history_release(&history);
	return text;
}

static void record(const char *path, const struct made *made,
		   const struct made *bridge)
{
	static char name[] = "run", plan[] = "plan", seal[] = "seal";
	struct taken run = { .folder = name, .plan = plan, .seal = seal };
	const struct effects effects = { 0 };
	struct night_arm at = { .run = &run };
	struct night night = {
		.time = "2026-11-26T02:00:00Z", .arms = &at, .count = 1,
	};
	struct taken_arm arm, bridged;
	struct history history;
	struct past past;
	char *lines;

	make_arm(&arm, made);
	if (bridge)
		make_arm(&bridged, bridge);
	assert_int_equal(history_read(&history, path, &err), 0);
	assert_int_equal(past_make(&past, &history, &err), 0);
	judge_arm(&at.judged, &past, "plan", &arm, bridge ? &bridged : NULL);
	changes_add(&night.changes, &past, "plan", "2026-11-26", &at.judged,
		    &effects);
	lines = record_lines(&night, &past);
	assert_int_equal(history_append(&history, "night", night.time, lines,
					&err), 0);
	free(lines);
	changes_release(&night.changes);
	judged_release(&at.judged);
	free(arm.values);
	if (bridge)
		free(bridged.values);
	past_release(&past);
	history_release(&history);
}

static void add(const char *path, const char *kind, const char *line)
{
	struct history history;

	assert_int_equal(history_read(&history, path, &err), 0);
	assert_int_equal(history_append(&history, kind, "t", line, &err), 0);
	history_release(&history);
}

static void assert_told(const char *path, const char *wanted)
{
	char *text = told(path);

	if (*wanted)
		assert_non_null(strstr(text, wanted));
	else
		assert_string_equal(text, "");
	free(text);
}

static void fill(struct made *made, const char *kernel,
		 const char *environment, const char *value)
{
	*made = (struct made){ .kernel = kernel, .environment = environment };
	for (int i = 0; i < SERIES; i++)
		made->values[i] = value;
}

/* A year of the same kernel says nothing, and grows by a line a night. */
static void a_year_of_equal_nights_sends_no_mail(void **state)
{
	struct made same;
	char *text;
	size_t first, year;

	(void)state;
	fill(&same, "k1", "e1", "150000000");
	same.values[3] = NULL;
	record("year", &same, NULL);
	assert_told("year", "");
	assert_int_equal(file_read("year", &text, &first, &err), 0);
	free(text);
	for (int night = 1; night < 365; night++) {
		record("year", &same, NULL);
		assert_told("year", "");
	}
	assert_int_equal(file_read("year", &text, &year, &err), 0);
	assert_true(year - first < 364 * 300);
	free(text);
}

static size_t count_of(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)); text++)
		count++;
	return count;
}

static void one_commit_that_moves_600_series_is_one_mail(void **state)
{
	struct made made;
	char *text;

	(void)state;
	fill(&made, "k1", "e1", "150000000");
	record("many", &made, NULL);
	fill(&made, "k2", "e1", "151000000");
	record("many", &made, NULL);
	text = told("many");
	assert_int_equal(count_of(text, "Subject:"), 1);
	assert_int_equal(count_of(text, "Accept:"), 1);
	assert_non_null(strstr(text, "600 values moved"));
	assert_non_null(strstr(text, "the kernel changed, not the tools"));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		assert_true(strlen(line) <= ALERT_COLUMNS);
	free(text);
}

static void the_same_inputs_and_another_value_is_a_defect(void **state)
{
	struct made made;

	(void)state;
	fill(&made, "k1", "e1", "150000000");
	record("defect", &made, NULL);
	made.values[17] = "150000001";
	record("defect", &made, NULL);
	assert_told("defect", "LAB DEFECT");
	/* Nothing was published: the old value is still the last one. */
	made.values[17] = "150000000";
	record("defect", &made, NULL);
	assert_told("defect", "");
}

static void an_environment_that_moves_values_is_told_as_one(void **state)
{
	struct made made;

	(void)state;
	fill(&made, "k1", "e1", "150000000");
	record("env", &made, NULL);
	fill(&made, "k1", "e2", "150100000");
	record("env", &made, NULL);
	assert_told("env", "environment changed, not the kernel");
}

/* 150,000,000 -> 150,100,000 by the environment -> 150,300,000 by the kernel */
static void a_bridge_splits_a_step_exactly(void **state)
{
	struct made made, bridge;
	char *text;

	(void)state;
	fill(&made, "k1", "e1", "150000000");
	record("bridge", &made, NULL);
	fill(&made, "k2", "e2", "150300000");
	fill(&bridge, "k1", "e2", "150100000");
	record("bridge", &made, &bridge);
	text = told("bridge");
	assert_non_null(strstr(text, "150,000,000 -> 150,100,000 +100,000"));
	assert_non_null(strstr(text, "150,100,000 -> 150,300,000 +200,000"));
	assert_int_equal(count_of(text, "Accept:"), 2);
	free(text);
}

static void without_a_bridge_nobody_is_blamed(void **state)
{
	struct made made;

	(void)state;
	fill(&made, "k1", "e1", "150000000");
	record("lost", &made, NULL);
	fill(&made, "k2", "e2", "150300000");
	record("lost", &made, NULL);
	assert_told("lost", "not told apart");
}

/* What is small is recorded; small steps add up until they are told. */
static void small_steps_are_quiet_until_they_add_up(void **state)
{
	struct made made;
	char *text;

	(void)state;
	fill(&made, "k1", "e1", "150000000");
	record("small", &made, NULL);
	fill(&made, "k2", "e1", "150008000");
	record("small", &made, NULL);
	assert_told("small", "");
	text = NULL;
	assert_int_equal(file_read("small", &text, NULL, &err), 0);
	assert_non_null(strstr(text, "\t150008000\t1\n"));
	free(text);
	fill(&made, "k3", "e1", "150016000");
	record("small", &made, NULL);
	assert_told("small", "600 values moved");
}

static void what_is_accepted_is_quiet_until_it_moves_again(void **state)
{
	struct made made;

	(void)state;
	fill(&made, "k1", "e1", "150000000");
	record("accept", &made, NULL);
	fill(&made, "k2", "e1", "151000000");
	record("accept", &made, NULL);
	add("accept", "accept", "accept\t2026-11-26-1\tme\tit is right\n");
	record("accept", &made, NULL);
	assert_told("accept", "");
	fill(&made, "k3", "e1", "151100000");
	record("accept", &made, NULL);
	assert_told("accept", "151,000,000 -> 151,100,000");
}

static void a_renamed_arm_goes_on(void **state)
{
	struct made made;

	(void)state;
	fill(&made, "k1", "e1", "150000000");
	record("rename", &made, NULL);
	add("rename", "rename", "rename\tarm\tarm\tother\tme\twhy\n");
	add("rename", "rename", "rename\tarm\tother\tarm\tme\tback\n");
	fill(&made, "k2", "e1", "151000000");
	record("rename", &made, NULL);
	assert_told("rename", "150,000,000 -> 151,000,000");
}

static void a_cell_that_vanishes_is_told_once(void **state)
{
	struct made made;

	(void)state;
	fill(&made, "k1", "e1", "150000000");
	record("vanish", &made, NULL);
	made.values[599] = NULL;
	record("vanish", &made, NULL);
	assert_told("vanish", "cells vanished");
	record("vanish", &made, NULL);
	assert_told("vanish", "");
}

static void what_is_retired_does_not_vanish(void **state)
{
	struct made made;

	(void)state;
	fill(&made, "k1", "e1", "150000000");
	record("retire", &made, NULL);
	add("retire", "retire", "retire\ttopology\tt599\tme\ttoo small\n");
	made.values[599] = NULL;
	record("retire", &made, NULL);
	assert_told("retire", "");
}

/* Bytes of a block, without its seal. */
static size_t block_bytes(const char *path, size_t index)
{
	struct history history;
	size_t bytes = 0;

	assert_int_equal(history_read(&history, path, &err), 0);
	for (size_t i = 0; i < history.blocks[index].count; i++)
		for (size_t f = 0; f < history.blocks[index].lines[i].count; f++)
			bytes += strlen(history.blocks[index].lines[i].fields[f]) + 1;
	history_release(&history);
	return bytes;
}

/*
 * 600 runs a night of four arms, 32 values each; one arm's kernel moves every
 * week and the other three every month, and 30 in 100 of their values with it,
 * as in real nights (docs/nights.md).
 */
static void append(const char *path, const char *lines)
{
	struct history history;

	assert_int_equal(history_read(&history, path, &err), 0);
	assert_int_equal(history_append(&history, "night",
					"2026-11-26T02:00:00Z", lines, &err),
			 0);
	history_release(&history);
}

/* In the first line, with nothing of a word cut off. */
static void assert_subject(const char *path, const char *subject)
{
	char *text = told(path);

	text[strcspn(text, "\n")] = '\0';
	assert_string_equal(text, subject);
	free(text);
}

static void a_subject_says_what_there_is(void **state)
{
	(void)state;
	append("gone", "gone\tplan\tarm2\n");
	assert_subject("gone", "Subject: [numaboot] something vanished");
	append("gone", "gone\tplan\tarm2\nfailed\tplan x: it is not there\n");
	assert_subject("gone", "Subject: [numaboot] something did not run");
}

static void a_long_subject_loses_its_ratio_first(void **state)
{
	static const char first[] =
		"series\t1\tplan\ta-branch-with-a-long-name\tuma\t2M\tcount\tplacement.below_4g.bytes\t-\t-\t-\n"
		"value\t1\t1000000\n";
	static const char second[] =
		"change\t2026-11-26-1\tplan\ta-branch-with-a-long-name\tkernel\tone\ttwo\tmail\n"
		"value\t1\t1004096\t1\n";

	(void)state;
	append("long", first);
	append("long", second);
	assert_subject("long", "Subject: [numaboot] a-branch-with-a-long-nam: placement.below_4g.bytes");
}

static void ten_years_of_600_runs_stay_below_50_mb(void **state)
{
	const double series = 600 * 32, nights = 3652;
	const double steps = nights / 7 + 3 * nights / 30;
	double first, quiet, moved, all;
	struct made made;

	(void)state;
	fill(&made, "k1", "e1", "1528680471");
	record("size", &made, NULL);
	record("size", &made, NULL);
	fill(&made, "k2", "e1", "1538680471");
	record("size", &made, NULL);
	/* Two series for each cell, of which one moved. */
	first = (double)block_bytes("size", 0) / (2 * SERIES);
	quiet = (double)block_bytes("size", 1) + 250;
	moved = ((double)block_bytes("size", 2) - quiet) / SERIES;
	/* What is told of a step beside its values: 7,000 bytes in real nights. */
	/* Numbers of as many series are longer, and so are real names. */
	moved += 3;
	all = series * (first + 40) + 4 * nights * quiet +
	      steps * (series / 4 * 0.3 * moved + 7000);
	print_message("ten years: %.1f MB\n", all / 1e6);
	assert_true(all < 50e6);
	assert_true(all > 20e6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_year_of_equal_nights_sends_no_mail),
		cmocka_unit_test(one_commit_that_moves_600_series_is_one_mail),
		cmocka_unit_test(the_same_inputs_and_another_value_is_a_defect),
		cmocka_unit_test(an_environment_that_moves_values_is_told_as_one),
		cmocka_unit_test(a_bridge_splits_a_step_exactly),
		cmocka_unit_test(without_a_bridge_nobody_is_blamed),
		cmocka_unit_test(small_steps_are_quiet_until_they_add_up),
		cmocka_unit_test(what_is_accepted_is_quiet_until_it_moves_again),
		cmocka_unit_test(a_renamed_arm_goes_on),
		cmocka_unit_test(a_cell_that_vanishes_is_told_once),
		cmocka_unit_test(what_is_retired_does_not_vanish),
		cmocka_unit_test(a_subject_says_what_there_is),
		cmocka_unit_test(a_long_subject_loses_its_ratio_first),
		cmocka_unit_test(ten_years_of_600_runs_stay_below_50_mb),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
