// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/night.h"
#include "cli/words.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "lib/lock.h"
#include "night/site.h"
#include "session/places.h"

static struct {
	int quiet;
	int jobs;
	char *log;
	char *qemu;
	char **from;
} asked;

static const struct poptOption options[] = {
	{ "quiet", 'q', POPT_ARG_NONE, &asked.quiet, 0,
	  "print the alert, and no progress", NULL },
	{ "log", 0, POPT_ARG_STRING, &asked.log, 0,
	  "append all that is said to it", "FILE" },
	{ "jobs", 'j', POPT_ARG_INT, &asked.jobs, 0,
	  "boots at a time (default: one for each CPU)", "N" },
	{ "qemu", 0, POPT_ARG_STRING, &asked.qemu, 0, "QEMU to use",
	  "PROGRAM" },
	{ "from", 0, POPT_ARG_ARGV, &asked.from, 0,
	  "boot nothing: this run is what ran tonight; may be given again",
	  "RUN" },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static const struct word words[] = {
	{ "accept", "ID WHY", "say that a change is fine", night_accept },
	{ "rename", "WHAT OLD NEW WHY", "let series go on under a new name",
	  night_rename },
	{ "retire", "WHAT NAME WHY", "say that it is not watched any more",
	  night_retire },
	{ "check", "[NIGHTS.INI]", "say once that nights have stopped",
	  night_check },
	{ 0 },
};

static void add_folder(struct night_runs *runs, const char *folder)
{
	runs->folders = xgrow(runs->folders, runs->count,
			      sizeof(*runs->folders));
	runs->folders[runs->count++] = xstrdup(folder);
}

/* A night that is made of runs is called by the time of the first one. */
static int time_of_run(char stamp[HISTORY_TIME_SIZE], const char *folder,
		       struct error *err)
{
	json_t *run = jsonfile_read(folder, "run.json", err);
	const char *text = run ? jsonfile_text(run, "stamp") : "";
	int ret = run ? 0 : -EINVAL;

	if (ret == 0 && !*text)
		ret = error_set(err, EINVAL, "%s/run.json: found no stamp",
				folder);
	snprintf(stamp, HISTORY_TIME_SIZE, "%.31s", text);
	json_decref(run);
	return ret;
}

static size_t find_moving(struct moved_arm *arms, struct night_runs *runs,
			  const struct settings *settings,
			  const struct night_options *wanted)
{
	size_t count = 0;
	struct error err;

	for (size_t i = 0; i < settings->moving_count; i++) {
		if (moving_find(&arms[count], &settings->moving[i],
				settings->folder, wanted->log, &err)) {
			night_failed(runs, wanted, "moving arm", &err);
			moved_arm_release(&arms[count]);
			continue;
		}
		night_say(wanted, "arm %s is %s", arms[count].moving->name,
			  arms[count].kernel);
		count++;
	}
	return count;
}

static int gather(struct night_runs *runs, const struct settings *settings,
		  struct moved_arm *arms, size_t *arm_count,
		  char stamp[HISTORY_TIME_SIZE],
		  const struct night_options *wanted, struct error *err)
{
	int ret = 0;

	*arm_count = 0;
	for (char **from = asked.from; from && *from; from++)
		add_folder(runs, *from);
	if (asked.from)
		return time_of_run(stamp, asked.from[0], err);
	history_now(stamp);
	*arm_count = find_moving(arms, runs, settings, wanted);
	ret = night_boot(runs, settings, arms, *arm_count, wanted, err);
	return ret;
}

static int tell(const struct settings *settings, const char *alert,
		const struct night_options *wanted, struct error *err)
{
	char *text = NULL;
	int ret = 0;

	if (alert) {
		night_say(wanted, "alert: %s", alert);
		ret = file_read(alert, &text, NULL, err);
		if (ret == 0)
			fputs(text, stdout);
		free(text);
	} else {
		night_say(wanted, "nothing to tell");
	}
	if (ret == 0 && settings->pages)
		ret = site_make(settings->history, settings->pages, NULL, err);
	return ret;
}

/* Nobody adds to a history that cannot be read: that is known before a boot. */
static int check_history(const struct settings *settings, struct error *err)
{
	struct history history;
	struct past past = { 0 };
	int ret = history_read(&history, settings->history, err);

	if (ret == 0)
		ret = past_make(&past, &history, err);
	past_release(&past);
	history_release(&history);
	return ret;
}

static int do_night(const struct settings *settings,
		    const struct night_options *wanted, int *code,
		    struct error *err)
{
	struct moved_arm *arms = xcalloc(settings->moving_count + 1,
					 sizeof(*arms));
	struct night_runs runs = { 0 };
	char stamp[HISTORY_TIME_SIZE], *alert = NULL;
	bool defect = false;
	size_t count = 0;
	int ret = check_history(settings, err);

	if (ret == 0)
		ret = gather(&runs, settings, arms, &count, stamp, wanted,
			     err);
	if (ret == 0)
		ret = night_record(&runs, settings, arms, count, stamp, wanted,
				   &alert, &defect, err);
	if (ret == 0)
		place_note(PLACE_HISTORY, settings->history);
	if (ret == 0)
		ret = tell(settings, alert, wanted, err);
	*code = !runs.count ? EXIT_SKIPPED :
		runs.failed_count || defect ? EXIT_FAILED : 0;
	free(alert);
	for (size_t i = 0; i < runs.count; i++)
		free(runs.folders[i]);
	free(runs.folders);
	for (size_t i = 0; i < runs.failed_count; i++)
		free(runs.failed[i]);
	free(runs.failed);
	for (size_t i = 0; i < count; i++)
		moved_arm_release(&arms[i]);
	free(arms);
	return ret;
}

/* One night at a time on a host, whoever's it is. */
static int lock_host(const char *path, struct error *err)
{
	mode_t mask = umask(0);
	int fd = lock_open(path, err);

	umask(mask);
	if (fd >= 0 && !lock_try(fd, LOCK_EX)) {
		close(fd);
		fd = error_set(err, EBUSY,
			       "%s: another night runs on this host: wait for its end",
			       path);
	}
	return fd;
}

static int locked(const struct settings *settings,
		  const struct night_options *wanted, int *code,
		  struct error *err)
{
	int host = lock_host(settings->lock, err);
	int own = host < 0 ? host : directory_make(settings->folder, err);

	if (own == 0)
		own = history_lock(settings->history, err);
	if (own < 0) {
		if (host >= 0)
			close(host);
		return own;
	}
	*code = 0;
	own = do_night(settings, wanted, code, err);
	close(host);
	return own;
}

/* A word, or what is none and no file either: its sentence has the words. */
static bool is_word(const char *text)
{
	for (const struct word *at = words; at->name; at++)
		if (strcmp(at->name, text) == 0)
			return true;
	return *text && *text != '-' && !strpbrk(text, "/.") &&
	       !file_exists(text);
}

/* Run what is watched, add it to the history, and tell what changed. */
int cmd_night(int argc, const char **argv)
{
	struct night_options wanted = { 0 };
	struct settings settings = { 0 };
	struct error err;
	const char **files;
	poptContext context;
	int code, ret;

	if (argc > 1 && is_word(argv[1]))
		return words_run("night", words, argc, argv);
	code = command_parse(argc, argv, options, "[NIGHTS.INI]", 0, 1, &files,
			     &context);
	if (code)
		goto out;
	wanted = (struct night_options){
		.qemu = asked.qemu, .jobs = asked.jobs, .quiet = asked.quiet,
		.log = asked.log,
	};
	ret = settings_find(&settings, files[0], &err);
	if (ret)
		code = command_refuse(ret, &err);
	else if (locked(&settings, &wanted, &code, &err))
		code = command_fail(&err);
out:
	settings_release(&settings);
	command_release(context);
	return code;
}
