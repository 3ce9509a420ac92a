/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FOLDER_H
#define NUMABOOT_FOLDER_H

/*
 * Commands that work on the folder of a finished run: `samples` and `report`.
 * They boot nothing and leave evidence alone.
 */

#include <popt.h>

#include "lib/error.h"

/**
 * folder_find_run - the folder that a word means
 * @word: a folder with a run.json, or a plan for out/PLAN/latest
 *
 * Return: its path, which the caller frees; NULL with the sentence.
 */
char *folder_find_run(const char *word, struct error *err);

/**
 * folder_make_tables - verify a session's folder and make its tables
 *
 * And what else its workloads make of their runs.
 *
 * Return: 0, or -errno with the sentence.
 */
int folder_make_tables(const char *folder, struct error *err);

/**
 * struct folder_work - a command whose one argument is a run's folder
 * @options: popt's option table, with POPT_AUTOHELP
 * @check: whether its options fit this run, before anything is done; returns
 *	0, or -EINVAL, which is wrong usage; NULL: they fit any
 * @work: what it does; returns a negative -errno on failure
 * @answer: what is printed at the end; returns the exit code, or a negative
 *	-errno; NULL for the path of @made
 * @made: the file that it makes
 * @newest: where it is not 0, after parsing, no argument means the newest run
 *	below out/; NULL: there must be one
 */
struct folder_work {
	const struct poptOption *options;
	int (*check)(const char *folder, struct error *err);
	int (*work)(const char *folder, struct error *err);
	int (*answer)(const char *folder, struct error *err);
	const char *made;
	const int *newest;
};

/**
 * folder_command - parse, find the folder, work on it while it is held
 *
 * The argument is a folder with a run.json, or of compared runs, or a plan's name, which stands
 * for out/PLAN/latest.
 *
 * Return: the exit code.
 */
int folder_command(int argc, const char **argv,
		   const struct folder_work *work);

#endif
