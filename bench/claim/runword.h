/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RUNWORD_H
#define NUMABOOT_RUNWORD_H

/*
 * What a word of a command line means that names a run (docs/compare.md): a
 * folder with a run.json, `latest`, PLAN, PLAN@latest or PLAN@N, and :ARM
 * behind it for one arm.  Of a plan only complete runs count, and their order is
 * that of the times in their folders' names.
 */

#include "lib/error.h"

/**
 * struct run_word - a run that was named
 * @text: as it was named
 * @folder: below the working folder where it lies there; no link
 * @arm: the one that is asked for, or NULL for all
 */
struct run_word {
	char *text;
	char *folder;
	char *arm;
};

/**
 * run_word_find - find the run that a word names
 *
 * Return: 0; -ESRCH when it names none; -ENOENT when the plan has no such run;
 * or -errno.  run_word_release() in all cases.
 */
int run_word_find(struct run_word *word, const char *text, struct error *err);

/** run_word_release - free; a zeroed one is fine */
void run_word_release(struct run_word *word);

#endif
