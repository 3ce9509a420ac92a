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
 * folder_command - a command whose one argument is a run's folder
 * @options: popt's option table, with POPT_AUTOHELP
 * @work: what it does; returns a negative -errno on failure
 * @made: the file that it makes, printed at the end
 *
 * The argument is a folder with a run.json, or a plan's name, which stands
 * for out/PLAN/latest.
 *
 * Return: the exit code.
 */
int folder_command(int argc, const char **argv,
		   const struct poptOption *options,
		   int (*work)(const char *folder, struct error *err),
		   const char *made);

#endif
