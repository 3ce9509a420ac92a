// SPDX-License-Identifier: GPL-2.0-only
/* What people add to a history: acceptances, renames, retirements; the checker. */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/night.h"
#include "lib/alloc.h"
#include "lib/file.h"

static char *asked_settings;

static const struct poptOption options[] = {
	{ "nights", 0, POPT_ARG_STRING, &asked_settings, 0,
	  "the nights.ini (default: the one here)", "FILE" },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static const char *user(void)
{
	const struct passwd *entry = getpwuid(getuid());

	return entry ? entry->pw_name : "unknown";
}

/* A line with who said it before the last word, which says why. */
static char *line_of(const char *kind, const char **words)
{
	char *line = xstrdup(kind);

	for (; *words; words++) {
		char *word = history_word(*words);
		char *longer = words[1] ?
			xasprintf("%s\t%s", line, word) :
			xasprintf("%s\t%s\t%s\n", line, user(), word);

		free(word);
		free(line);
		line = longer;
	}
	return line;
}

static int add_line(const struct settings *settings, const char *kind,
		    const char **words,
		    int (*check)(const struct past *past, const char **words,
				 struct error *err),
		    struct error *err)
{
	struct history history = { 0 };
	struct past past = { 0 };
	char *line, stamp[HISTORY_TIME_SIZE];
	int lock, ret;

	if (!file_exists(settings->history))
		return error_set(err, ENOENT,
				 "%s: found no history, expected one that numaboot night writes",
				 settings->history);
	line = line_of(kind, words);
	lock = history_lock(settings->history, err);
	ret = lock < 0 ? lock :
	      history_read(&history, settings->history, err);
	if (ret == 0)
		ret = past_make(&past, &history, err);
	if (ret == 0)
		ret = check(&past, words, err);
	history_now(stamp);
	if (ret == 0)
		ret = history_append(&history, kind, stamp, line, err);
	past_release(&past);
	history_release(&history);
	if (lock >= 0)
		close(lock);
	free(line);
	return ret;
}

static int check_why(const char *why, struct error *err)
{
	return why[strspn(why, " ")] ? 0 :
	       error_set(err, EINVAL, "found no reason, expected words that say why");
}

static int check_accept(const struct past *past, const char **words,
			struct error *err)
{
	const struct past_change *change = past_change_find(past, words[0]);

	if (!change)
		return error_set(err, EINVAL,
				 "found no change %s, expected one that numaboot history log names",
				 words[0]);
	if (change->accepted_by)
		return error_set(err, EINVAL,
				 "change %s was accepted by %s at %s: %s",
				 words[0], change->accepted_by,
				 change->accepted_time, change->accepted_why);
	return check_why(words[1], err);
}

static const char *part(const struct series_key *key, const char *what)
{
	return strcmp(what, "plan") == 0 ? key->plan :
	       strcmp(what, "arm") == 0 ? key->arm :
	       strcmp(what, "topology") == 0 ? key->topology :
	       strcmp(what, "workload") == 0 ? key->workload :
	       strcmp(what, "metric") == 0 ? key->metric : NULL;
}

static int check_name(const struct past *past, const char *what,
		      const char *name, struct error *err)
{
	const struct series_key none = { "", "", "", "", "", "", "", "", "" };

	if (!part(&none, what))
		return error_set(err, EINVAL,
				 "found `%s`, expected plan, arm, topology, workload or metric",
				 what);
	for (size_t i = 0; i < past->series_count; i++)
		if (strcmp(part(&past->series[i].key, what), name) == 0)
			return 0;
	return error_set(err, EINVAL,
			 "found no %s %s in the history, expected one that it has",
			 what, name);
}

/* Two series must not become one. */
static int check_rename(const struct past *past, const char **words,
			struct error *err)
{
	struct error ignored;
	int ret = check_name(past, words[0], words[1], err);

	if (ret == 0 && check_name(past, words[0], words[2], &ignored) == 0)
		ret = error_set(err, EINVAL,
				"%s %s is in the history already, expected a new name",
				words[0], words[2]);
	return ret ? ret : check_why(words[3], err);
}

static int check_retire(const struct past *past, const char **words,
			struct error *err)
{
	int ret = check_name(past, words[0], words[1], err);

	return ret ? ret : check_why(words[2], err);
}

static int say(int argc, const char **argv, const char *kind,
	       const char *usage, int count,
	       int (*check)(const struct past *past, const char **words,
			    struct error *err))
{
	struct settings settings = { 0 };
	struct error err;
	const char **words;
	poptContext context;
	int ret, code = command_parse(argc, argv, options, usage, count, count,
				      &words, &context);

	if (code)
		goto out;
	ret = settings_find(&settings, asked_settings, &err);
	if (ret == 0)
		ret = add_line(&settings, kind, words, check, &err);
	if (ret)
		code = command_refuse(ret, &err);
out:
	settings_release(&settings);
	command_release(context);
	return code;
}

/* Say that a change is fine; it is quiet until it moves again. */
int night_accept(int argc, const char **argv)
{
	return say(argc, argv, "accept", "ID WHY", 2, check_accept);
}

/* Let series go on under a new name. */
int night_rename(int argc, const char **argv)
{
	return say(argc, argv, "rename",
		   "plan|arm|topology|workload|metric OLD NEW WHY", 4,
		   check_rename);
}

/* Say that something is not watched any more. */
int night_retire(int argc, const char **argv)
{
	return say(argc, argv, "retire",
		   "plan|arm|topology|workload|metric NAME WHY", 3,
		   check_retire);
}

static const char *last_night(const struct history *history)
{
	for (size_t i = history->count; i > 0; i--)
		if (strcmp(history->blocks[i - 1].kind, "night") == 0)
			return history->blocks[i - 1].time;
	return NULL;
}

static double hours_since(const char *stamp)
{
	struct tm utc = { 0 };

	if (!strptime(stamp, HISTORY_TIME_FORMAT, &utc))
		return 0;
	return difftime(time(NULL), timegm(&utc)) / 3600;
}

/* What was told last: the night that was the last one then. */
static bool told_before(const char *path, const char *last)
{
	char *text = NULL;
	struct error ignored;
	bool told = file_exists(path) &&
		    file_read_at_most(path, 4096, &text, NULL, &ignored) == 0 &&
		    strcmp(text, last) == 0;

	free(text);
	return told;
}

static int check_nights(const struct settings *settings, int *code,
			struct error *err)
{
	struct history history;
	char *told = xasprintf("%s.stopped", settings->history);
	int ret = history_read(&history, settings->history, err);
	const char *last = ret ? NULL : last_night(&history);
	const char *since = last ? last : "ever";
	double hours = last ? hours_since(last) : 1e9;

	*code = 0;
	if (ret == 0 && hours > (double)settings->within_hours) {
		*code = EXIT_FAILED;
		if (!told_before(told, since)) {
			printf("Subject: [numaboot] no night since %s\n\nNights have stopped: the last one in %s is of %s, expected one within %llu hours. This is said once.\n",
			       since, settings->history, since,
			       (unsigned long long)settings->within_hours);
			ret = directory_make(settings->folder, err);
			if (ret == 0)
				ret = file_write(told, since, strlen(since),
						 err);
		}
	}
	history_release(&history);
	free(told);
	return ret;
}

/* Say once that nights have stopped. */
int night_check(int argc, const char **argv)
{
	struct settings settings = { 0 };
	struct error err;
	const char **words;
	poptContext context;
	int ret, code = command_parse(argc, argv, options, "[NIGHTS.INI]", 0,
				      1, &words, &context);

	if (code)
		goto out;
	ret = settings_find(&settings, words[0] ? words[0] : asked_settings,
			    &err);
	if (ret == 0)
		ret = check_nights(&settings, &code, &err);
	if (ret)
		code = command_refuse(ret, &err);
out:
	settings_release(&settings);
	command_release(context);
	return code;
}
