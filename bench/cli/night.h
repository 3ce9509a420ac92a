/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CLI_NIGHT_H
#define NUMABOOT_CLI_NIGHT_H

/*
 * The parts of `numaboot night`: boot the plans, boot the bridge, add to the
 * history, tell.  What fails in one plan keeps no other one from its boots, and
 * nothing is added to a history that was cut or edited.
 */

#include "lib/error.h"
#include "night/moving.h"
#include "night/record.h"
#include "night/settings.h"

/**
 * struct night_options - of the command line
 * @qemu: NULL for the usual one
 * @jobs: boots at a time, 0: one for each CPU
 * @quiet: only the alert, and what is wrong, is printed
 * @log: file that gets all that is said, or NULL
 */
struct night_options {
	const char *qemu;
	int jobs;
	bool quiet;
	const char *log;
};

/**
 * struct night_runs - folders of a night's runs
 * @folders: @count of them
 * @failed: sentences of what did not run; @failed_count of them
 */
struct night_runs {
	char **folders;
	size_t count;
	char **failed;
	size_t failed_count;
};

/** night_say - a line to stderr unless it is quiet, and to the log */
void night_say(const struct night_options *options, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** night_failed - note what did not run */
void night_failed(struct night_runs *runs, const struct night_options *options,
		  const char *what, const struct error *err);

/**
 * night_boot - run all plans, whatever fails in one of them
 *
 * Return: 0, or -EINTR after an interrupt.
 */
int night_boot(struct night_runs *runs, const struct settings *settings,
	       const struct moved_arm *arms, size_t arm_count,
	       const struct night_options *options, struct error *err);

/**
 * night_bridge - boot last night's kernels in tonight's environment
 * @folder: of tonight's run
 * @arms: its arms; those whose kernel and environment both moved are booted
 *	with their old kernel
 * @bridge: filled; taken_release() it
 *
 * Return: 0, or -errno with why it cannot be.
 */
int night_bridge(struct taken *bridge, const struct taken *run,
		 const struct night_arm *arms, size_t count,
		 const struct night_options *options, struct error *err);

/**
 * night_record - read the runs, judge them, add them to the history
 * @from_moving: what moving arms are tonight; @moved_count of them
 * @time: of the night
 * @alert: set to the path of its alert, NULL without one; the caller frees
 * @defect: set: the night is not published
 *
 * Return: 0 or -errno.
 */
int night_record(struct night_runs *runs, const struct settings *settings,
		 const struct moved_arm *from_moving, size_t moved_count,
		 const char *time, const struct night_options *options,
		 char **alert, bool *defect, struct error *err);

/** night_commit - of this program */
const char *night_commit(void);

int night_accept(int argc, const char **argv);
int night_rename(int argc, const char **argv);
int night_retire(int argc, const char **argv);
int night_check(int argc, const char **argv);

#endif
