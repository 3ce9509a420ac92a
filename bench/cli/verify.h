/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_VERIFY_H
#define NUMABOOT_VERIFY_H

/*
 * What `verify` finds out of one report or folder.  Nothing that a report
 * names is opened or run; what is made again is made in a folder of its own,
 * and an earlier one of the same inputs is gone on with.
 */

#include <stdbool.h>

#include "claim/comparison.h"
#include "claim/inputs.h"
#include "claim/remake.h"

/** enum verify_depth - how far back a check goes */
enum verify_depth {
	VERIFY_DEFAULT,		/* a report: source; a folder: evidence */
	VERIFY_EVIDENCE,	/* tables and report from sealed files */
	VERIFY_BOOT,		/* boots from images that are there */
	VERIFY_SOURCE,		/* kernels are built where they are not cached */
};

/**
 * struct verify_options - of the command line
 * @cell: NULL for all
 * @images: that the user gives for arms, @image_count of them
 * @argc: of the whole command, for the record; and @argv
 */
struct verify_options {
	enum verify_depth depth;
	const struct remake_cell *cell;
	struct remake_image *images;
	int image_count;
	int argc;
	const char **argv;
};

/**
 * struct verify_result - of one report or folder
 * @standing: of all of it
 * @reason: one sentence where it is not the lines that decide, or ""
 * @folder: what it was compared with, or NULL
 * @inputs: what differs of images, tools and tables
 * @tables: how many tables were the same by their hashes
 * @comparison: the text
 */
struct verify_result {
	enum standing standing;
	struct error reason;
	char *folder;
	struct inputs inputs;
	int tables;
	struct comparison comparison;
};

/**
 * verify_report - check a report
 * @found: folder of the run that it is of, for what is saved there; or NULL:
 *	it is looked for
 *
 * Return: 0, or -EINTR after an interrupt; verify_result_release() in both
 * cases.
 */
int verify_report(struct verify_result *result,
		  const struct report_text *report, const char *found,
		  const struct verify_options *options);

/** verify_folder - check the folder of a run; Return: as verify_report() */
int verify_folder(struct verify_result *result, const char *folder,
		  const struct verify_options *options);

/**
 * verify_not_checkable - note why, where the result is no worse already
 *
 * Return: 0, or @ret where that is an interrupt.
 */
int verify_not_checkable(struct verify_result *result, int ret,
			 const struct error *err);

/**
 * verify_compare - compare a report with one that was made here
 * @path: of the report.txt that was made
 * @whole: it is of the same whole plan, so tables must have the same hashes
 * @repeatable: the same inputs give the same values
 *
 * Return: 0 or -errno.
 */
int verify_compare(struct verify_result *result,
		   const struct report_text *report, const char *path,
		   const struct remake_cell *cell, bool whole, bool repeatable,
		   struct error *err);

/**
 * verify_find_run - the folder of the run that a report is of
 *
 * One in out/ with the same plan and stamp.
 *
 * Return: its path, which the caller frees, or NULL.
 */
char *verify_find_run(const struct report_text *report);

/**
 * verify_evidence - make a report of sealed files again and compare it
 * @report: NULL: only the tables are compared
 *
 * Return: 0 or -errno.
 */
int verify_evidence(struct verify_result *result,
		    const struct report_text *report, const char *folder,
		    struct error *err);

/**
 * verify_session - boot a plan in a folder of its own
 * @out: where
 * @kept: folder whose initramfs images are booted, or NULL
 * @rows: the report has a row for each metric
 * @folder: of the session; the caller frees
 *
 * Return: 0, -ENODATA when nothing could be booted here, or -errno.
 */
int verify_session(const struct remake *remake, const struct catalog *catalog,
		   const char *out, const char *kept, bool rows,
		   const struct verify_options *options, char **folder,
		   struct error *err);

/** verify_result_release - free; a zeroed one is fine */
void verify_result_release(struct verify_result *result);

/** verify_print - what was found, for people */
void verify_print(const struct verify_result *result, const char *what,
		  const struct report_text *report);

/** verify_json - the same for machines; a new reference */
json_t *verify_json(const struct verify_result *result, const char *what,
		    const struct report_text *report);

#endif
