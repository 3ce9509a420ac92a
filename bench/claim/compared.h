/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_COMPARED_H
#define NUMABOOT_COMPARED_H

/*
 * The folder out/compare-runs/STAMP in which runs are compared
 * (docs/compare.md): a folder N for the Nth run, with its run.json and tables
 * that are made anew from its sealed evidence, and a compare.json that says
 * what they are of.  All numbers have one definition, that of this numaboot.
 * The runs' own folders are read and never written.
 */

#include <stdbool.h>
#include <stddef.h>

#include "claim/runword.h"
#include "lib/error.h"

/* The plan's name that such folders stand under. */
#define COMPARED_PLAN "compare-runs"

#define COMPARED_RECORD "compare.json"

/* The schema of compare.json. */
#define COMPARED_SCHEMA 1

/**
 * compared_make - verify runs and lay their tables side by side
 * @words: @count of them, 2 or more
 * @argc: of the whole command, for the record
 * @argv: of the whole command
 * @folder: the new folder; the caller frees
 *
 * Return: 0; -EINVAL for runs that cannot be compared: not complete, of a
 * newer numaboot, of the timed engine, of different engines, without the arm
 * that was asked for, or the same twice; -EBADMSG for one that is not as it was
 * sealed; or -errno.
 */
int compared_make(const struct run_word *words, int count, int argc,
		    const char **argv, char **folder, struct error *err);

/**
 * compared_arms - what the arms of its report are called
 * @words: @count of them
 * @arms: the baseline first, NULL-terminated; free with compared_free_arms()
 *
 * An arm is ARM@runN.  Where arms of one name are compared there is no one
 * baseline: it is called run1.
 *
 * Return: 0 or -errno.
 */
int compared_arms(const struct run_word *words, int count, char ***arms,
		    struct error *err);

/** compared_folder_arms - the same of a folder; Return: likewise */
int compared_folder_arms(const char *folder, char ***arms,
			   struct error *err);

/** compared_free_arms - free; NULL is fine */
void compared_free_arms(char **arms);

/** compared_is - has a folder a compare.json? */
bool compared_is(const char *folder);

/**
 * compared_renew - make the tables of such a folder again
 *
 * Return: as compared_make(); -EINVAL when a run is another one by now.
 */
int compared_renew(const char *folder, struct error *err);

#endif
