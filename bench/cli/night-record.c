// SPDX-License-Identifier: GPL-2.0-only
/* From a night's runs to a block of the history, and to its alert. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/built.h"
#include "cli/night.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"
#include "lib/root.h"
#include "night/alert.h"

#define TURNS_TIMEOUT_NS (600 * NS_PER_S)

const char *night_commit(void)
{
	return built_revision.commit;
}

/**
 * struct recorded_night - all that is read for one night
 * @runs: @run_count of them, of tonight
 * @others: of last nights and bridges, @other_count of them
 */
struct recorded_night {
	struct past past;
	struct night night;
	struct taken *runs;
	size_t run_count;
	struct taken **others;
	size_t other_count;
	char **texts;
	size_t text_count;
};

static const char *keep_text(struct recorded_night *all, char *text)
{
	all->texts = xgrow(all->texts, all->text_count, sizeof(*all->texts));
	all->texts[all->text_count++] = text;
	return text;
}

static struct taken *keep_taken(struct recorded_night *all)
{
	struct taken *taken = xcalloc(1, sizeof(*taken));

	all->others = xgrow(all->others, all->other_count,
			    sizeof(*all->others));
	all->others[all->other_count++] = taken;
	return taken;
}

/* What a moving arm is tonight is known by its label. */
static void tell_moving(struct taken *run, const struct moved_arm *moved,
			size_t count)
{
	for (size_t i = 0; i < run->count; i++)
		for (size_t m = 0; m < count; m++) {
			const char *name = run->arms[i].name;
			const char *label = moved[m].moving->name;
			size_t length = strlen(label);

			if (strncmp(name, label, length) ||
			    (name[length] && name[length] != '+'))
				continue;
			taken_fact_add(&run->arms[i].kernel, "tree",
				       moved[m].moving->tree);
			taken_fact_add(&run->arms[i].kernel, "commit",
				       moved[m].commit);
			taken_fact_add(&run->arms[i].kernel, "version",
				       moved[m].version);
		}
}

static void read_runs(struct recorded_night *all, struct night_runs *runs,
		      const struct moved_arm *moved, size_t moved_count,
		      const struct night_options *options)
{
	struct error err;

	all->runs = xcalloc(runs->count + 1, sizeof(*all->runs));
	for (size_t i = 0; i < runs->count; i++) {
		struct taken *run = &all->runs[all->run_count];

		if (taken_read(run, runs->folders[i], night_commit(), &err)) {
			night_failed(runs, options, runs->folders[i], &err);
			taken_release(run);
			continue;
		}
		tell_moving(run, moved, moved_count);
		all->run_count++;
	}
}

static void add_arms(struct recorded_night *all, const struct taken *run)
{
	struct night *night = &all->night;

	for (size_t i = 0; i < run->count; i++) {
		night->arms = xgrow(night->arms, night->count,
				    sizeof(*night->arms));
		night->arms[night->count++] = (struct night_arm){ .run = run };
		judge_arm(&night->arms[night->count - 1].judged, &all->past,
			  run->plan, &run->arms[i], NULL);
	}
}

static bool needs_bridge(const struct night_arm *arms, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (arms[i].judged.cause == CAUSE_UNKNOWN)
			return true;
	return false;
}

/* Arms whose kernel and environment both moved are judged again. */
static void build_bridge(struct recorded_night *all, const struct taken *run,
			 struct night_arm *arms, size_t count,
			 const struct night_options *options)
{
	struct taken *bridge = keep_taken(all);
	const char *lost = NULL;
	struct error err;

	night_say(options, "plan %s: kernel and environment moved: booting last night's kernel in tonight's environment",
		  run->plan);
	if (night_bridge(bridge, run, arms, count, options, &err)) {
		night_say(options, "no bridge: %s", err.text);
		lost = keep_text(all, xasprintf("No bridge: %s", err.text));
	}
	for (size_t i = 0; i < count; i++) {
		struct judged *judged = &arms[i].judged;
		const struct taken_arm *arm = judged->arm;

		if (judged->cause != CAUSE_UNKNOWN)
			continue;
		arms[i].lost = lost;
		if (lost)
			continue;
		judged_release(judged);
		judge_arm(judged, &all->past, run->plan, arm,
			  taken_arm_find(bridge, arm->name));
		arms[i].bridge = bridge;
	}
}

static const struct taken *read_before(struct recorded_night *all,
				       const char *folder,
				       const char **lost)
{
	struct taken *taken;
	struct error err;

	for (size_t i = 0; i < all->other_count; i++)
		if (all->others[i]->folder &&
		    strcmp(all->others[i]->folder, folder) == 0)
			return all->others[i];
	taken = keep_taken(all);
	if (taken_read(taken, folder, night_commit(), &err) == 0)
		return taken;
	taken_release(taken);
	if (!*lost)
		*lost = keep_text(all, xasprintf(
			"Functions and places cannot be told: %s", err.text));
	return NULL;
}

static void judge(struct recorded_night *all, const struct settings *settings,
		  const char *day, const struct night_options *options)
{
	struct night *night = &all->night;

	for (size_t i = 0; i < all->run_count; i++)
		add_arms(all, &all->runs[i]);
	for (size_t first = 0, next; first < night->count; first = next) {
		const struct taken *run = night->arms[first].run;

		for (next = first; next < night->count &&
		     night->arms[next].run == run; next++)
			;
		if (needs_bridge(night->arms + first, next - first))
			build_bridge(all, run, night->arms + first,
				     next - first, options);
	}
	for (size_t i = 0; i < night->count; i++) {
		struct night_arm *arm = &night->arms[i];

		if (arm->judged.before && arm->judged.count)
			arm->before = read_before(
				all, arm->judged.before->folder, &arm->lost);
		changes_add(&night->changes, &all->past, arm->run->plan, day,
			    &arm->judged, &settings->effects);
	}
}

static bool is_tonight(const struct night *night,
		       const struct past_night *before)
{
	for (size_t i = 0; i < night->count; i++)
		if (strcmp(night->arms[i].run->plan, before->plan) == 0 &&
		    strcmp(night->arms[i].judged.arm->name, before->arm) == 0)
			return true;
	return false;
}

static bool ran_tonight(const struct recorded_night *all, const char *plan)
{
	for (size_t i = 0; i < all->run_count; i++)
		if (strcmp(all->runs[i].plan, plan) == 0)
			return true;
	return false;
}

/* The block in which a plan ran last, or count of blocks for none. */
static size_t last_block(const struct past *past, const char *plan)
{
	for (size_t i = past->night_count; i > 0; i--)
		if (strcmp(past->nights[i - 1].plan, plan) == 0)
			return past->nights[i - 1].block;
	return past->history->count;
}

/* An arm of a plan's last night that tonight's plan has not. */
static void find_gone(struct recorded_night *all)
{
	struct night *night = &all->night;

	for (size_t i = 0; i < all->past.night_count; i++) {
		const struct past_night *before = &all->past.nights[i];

		if (before->block != last_block(&all->past, before->plan) ||
		    !ran_tonight(all, before->plan) ||
		    is_tonight(night, before) ||
		    past_retired(&all->past, "arm", before->arm) ||
		    past_retired(&all->past, "plan", before->plan))
			continue;
		night->gone = xgrow(night->gone, night->gone_count,
				    sizeof(*night->gone));
		night->gone[night->gone_count++] = xasprintf(
			"%s\t%s", before->plan, before->arm);
	}
}

/* Whether medians turned is asked of R; without noisy metrics it is not. */
static void add_turns(char **lines, const struct settings *settings,
		      struct night_runs *runs,
		      const struct night_options *options)
{
	char *tonight = xasprintf("%s/tonight", settings->folder);
	char *script = root_path("analysis/nights.R");
	struct argv argv = { 0 };
	char *turns = NULL, *both;
	struct error err;
	int ret;

	argv_add(&argv, "Rscript");
	argv_add(&argv, "--vanilla");
	argv_add(&argv, "%s", script);
	argv_add(&argv, "%s", settings->history);
	argv_add(&argv, "%s", tonight);
	ret = file_write(tonight, *lines, strlen(*lines), &err);
	if (ret == 0)
		ret = process_output(&argv, TURNS_TIMEOUT_NS, &turns, &err);
	if (ret > 0)
		error_set(&err, EIO, "%s ended with code %d", script, ret);
	if (ret) {
		night_failed(runs, options, "turns of noisy metrics", &err);
	} else {
		both = xasprintf("%s%s", *lines, turns);
		free(*lines);
		*lines = both;
	}
	unlink(tonight);
	free(turns);
	argv_release(&argv);
	free(script);
	free(tonight);
}

static void release(struct recorded_night *all)
{
	struct night *night = &all->night;

	for (size_t i = 0; i < night->count; i++)
		judged_release(&night->arms[i].judged);
	free(night->arms);
	for (size_t i = 0; i < night->gone_count; i++)
		free(night->gone[i]);
	free(night->gone);
	changes_release(&night->changes);
	for (size_t i = 0; i < all->run_count; i++)
		taken_release(&all->runs[i]);
	free(all->runs);
	for (size_t i = 0; i < all->other_count; i++) {
		taken_release(all->others[i]);
		free(all->others[i]);
	}
	free(all->others);
	for (size_t i = 0; i < all->text_count; i++)
		free(all->texts[i]);
	free(all->texts);
	past_release(&all->past);
}

/**
 * struct telling - what an alert is printed from
 */
struct telling {
	const struct past *past;
	size_t block;
};

static void print_alert(FILE *out, const void *context)
{
	const struct telling *telling = context;

	alert_print(out, telling->past, telling->block);
}

/* Of the history as it is now, so that it can be printed again. */
static int write_alert(const struct settings *settings, char **alert,
		       struct error *err)
{
	struct history history;
	struct past past = { 0 };
	struct telling telling = { .past = &past };
	char *folder = xasprintf("%s/alerts", settings->folder);
	int ret = history_read(&history, settings->history, err);

	if (ret == 0)
		ret = past_make(&past, &history, err);
	if (ret == 0)
		telling.block = history.count - 1;
	if (ret == 0 && alert_wanted(&past, telling.block)) {
		ret = directory_make(folder, err);
		*alert = xasprintf("%s/%s.txt", folder,
				   history.blocks[telling.block].time);
		if (ret == 0)
			ret = file_print(*alert, print_alert, &telling, err);
	}
	past_release(&past);
	history_release(&history);
	free(folder);
	return ret;
}

int night_record(struct night_runs *runs, const struct settings *settings,
		 const struct moved_arm *from_moving, size_t moved_count,
		 const char *time, const struct night_options *options,
		 char **alert, bool *defect, struct error *err)
{
	struct recorded_night all = { .night = { .time = time } };
	struct history history;
	char *day = xasprintf("%.10s", time), *lines = NULL;
	int ret = history_read(&history, settings->history, err);

	*alert = NULL;
	*defect = false;
	if (ret == 0)
		ret = past_make(&all.past, &history, err);
	if (ret)
		goto out;
	read_runs(&all, runs, from_moving, moved_count, options);
	judge(&all, settings, day, options);
	find_gone(&all);
	all.night.failed = runs->failed;
	all.night.failed_count = runs->failed_count;
	*defect = night_has_defect(&all.night);
	lines = record_lines(&all.night, &all.past);
	if (strstr(lines, "\nmedian\t"))
		add_turns(&lines, settings, runs, options);
	ret = history_append(&history, "night", time, lines, err);
	if (ret == 0)
		ret = write_alert(settings, alert, err);
out:
	free(lines);
	free(day);
	release(&all);
	history_release(&history);
	return ret;
}
