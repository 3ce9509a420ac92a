/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BISECT_RECORD_H
#define NUMABOOT_BISECT_RECORD_H

/*
 * bisect.tsv (docs/bisect.md): what is known of each commit that was looked at.
 * It is written anew, whole, behind every look, so that an interrupted
 * bisection goes on where it was.
 */

#include "bisect/search.h"
#include "lib/error.h"

/**
 * struct bisect_look - how a candidate came to be what it is
 * @commit: full name; owned
 * @subject: of its message; owned
 * @image: SHA-256 of its bzImage, or ""; owned
 * @folder: of its boots, or "" when there was none; owned
 * @note: why it has no value, or ""; owned
 * @built: a kernel was compiled for it
 */
struct bisect_look {
	char *commit;
	char *subject;
	char *image;
	char *folder;
	char *note;
	bool built;
};

/**
 * struct bisect_record - a bisection
 * @question: tree, metric, cell and so on in one line; a bisection is gone on
 *	with by the same only; owned
 * @list: @count candidates, in the order of the range; owned
 * @looks: of each; owned
 */
struct bisect_record {
	char *question;
	struct candidate *list;
	struct bisect_look *looks;
	size_t count;
};

/**
 * bisect_record_make - nothing is known yet
 * @commits: @count full names, the oldest first
 * @subjects: of each
 */
void bisect_record_make(struct bisect_record *record, const char *question,
			char *const *commits, char *const *subjects,
			size_t count);

/** bisect_record_write - into a folder; Return: 0 or -errno */
int bisect_record_write(const struct bisect_record *record, const char *folder,
			struct error *err);

/**
 * bisect_record_load - what a folder's bisect.tsv knows
 * @record: of bisect_record_make(); gets it
 *
 * Return: 0, -EINVAL with "file:line: …" when it is of another question or
 * other commits, or -errno.
 */
int bisect_record_load(struct bisect_record *record, const char *folder,
		       struct error *err);

/** bisect_record_release - free */
void bisect_record_release(struct bisect_record *record);

#endif
