// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/words.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "night/log.h"
#include "night/settings.h"
#include "night/site.h"

static struct {
	char *file;
	char *nights;
	char *claims;
	int open;
} asked;

static const struct poptOption options[] = {
	{ "file", 0, POPT_ARG_STRING, &asked.file, 0,
	  "the history (default: that of the nights.ini)", "FILE" },
	{ "nights", 0, POPT_ARG_STRING, &asked.nights, 0,
	  "the nights.ini (default: the one here)", "FILE" },
	{ "open", 0, POPT_ARG_NONE, &asked.open, 0,
	  "log: only changes that nobody has accepted", NULL },
	{ "claims", 0, POPT_ARG_STRING, &asked.claims, 0,
	  "pages: claims to list", "FOLDER" },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static int find_file(char **path, struct error *err)
{
	struct settings settings = { 0 };
	int ret = 0;

	*path = NULL;
	if (asked.file)
		*path = xstrdup(asked.file);
	else
		ret = settings_find(&settings, asked.nights, err);
	if (ret == 0 && !*path)
		*path = xstrdup(settings.history);
	settings_release(&settings);
	return ret;
}

/* A history that is not there has no nights: say so. */
static int open_past(struct history *history, struct past *past,
		     struct error *err)
{
	char *path;
	int ret = find_file(&path, err);

	*history = (struct history){ 0 };
	*past = (struct past){ 0 };
	if (ret == 0 && !file_exists(path))
		ret = error_set(err, 2, "%s: found no history, expected one that numaboot night writes",
				path);
	if (ret == 0)
		ret = history_read(history, path, err);
	if (ret == 0)
		ret = past_make(past, history, err);
	free(path);
	return ret;
}

static int with_past(int argc, const char **argv, const char *usage, int count,
		     int (*work)(const struct past *past, const char **words,
				 struct error *err))
{
	struct history history = { 0 };
	struct past past = { 0 };
	struct error err;
	const char **words;
	poptContext context;
	int ret, code = command_parse(argc, argv, options, usage, count, count,
				      &words, &context);

	if (code)
		goto out;
	ret = open_past(&history, &past, &err);
	if (ret == 0)
		ret = work(&past, words, &err);
	if (ret)
		code = command_refuse(ret, &err);
out:
	past_release(&past);
	history_release(&history);
	command_release(context);
	return code;
}

static int do_log(const struct past *past, const char **words,
		  struct error *err)
{
	(void)words;
	(void)err;
	log_print(stdout, past, asked.open);
	return 0;
}

static int do_show(const struct past *past, const char **words,
		   struct error *err)
{
	return log_show(stdout, past, words[0], err);
}

static int do_diff(const struct past *past, const char **words,
		   struct error *err)
{
	return log_diff(stdout, past, words[0], words[1], err);
}

static int do_pages(const struct past *past, const char **words,
		    struct error *err)
{
	return site_make(past->history->path, words[0], asked.claims, err);
}

static int history_log(int argc, const char **argv)
{
	return with_past(argc, argv, "", 0, do_log);
}

static int history_show(int argc, const char **argv)
{
	return with_past(argc, argv, "ID|NIGHT|SERIES", 1, do_show);
}

static int history_diff(int argc, const char **argv)
{
	return with_past(argc, argv, "NIGHT NIGHT", 2, do_diff);
}

static int history_pages(int argc, const char **argv)
{
	return with_past(argc, argv, "FOLDER", 1, do_pages);
}

static const struct word words[] = {
	{ "log", "", "nights and changes, the newest first", history_log },
	{ "show", "ID|NIGHT|SERIES", "a change, a night, or series", history_show },
	{ "diff", "NIGHT NIGHT", "what is not the same on two nights",
	  history_diff },
	{ "pages", "FOLDER", "make the pages", history_pages },
	{ 0 },
};

/* Say what the nights found. */
int cmd_history(int argc, const char **argv)
{
	return words_run("history", words, argc, argv);
}
