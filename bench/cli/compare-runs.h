/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_COMPARE_RUNS_H
#define NUMABOOT_COMPARE_RUNS_H

/*
 * `numaboot compare` of runs: nothing is booted.  Whether words are runs or
 * arms is decided by a rule of names (docs/compare.md): a kernel's name, an
 * image and a tree are arms, whatever lies in out/.
 */

#include <stdbool.h>

#include "kernel/catalog.h"

/**
 * compare_runs - compare runs, if the words are runs
 * @words: NULL-terminated
 * @argc: of the whole command
 * @argv: of the whole command
 * @done: false: all words are arms, and nothing was done
 *
 * Return: the exit code.
 */
int compare_runs(const struct catalog *catalog, const char **words, int argc,
		 const char **argv, bool *done);

#endif
