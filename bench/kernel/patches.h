/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PATCHES_H
#define NUMABOOT_PATCHES_H

/*
 * Patches in the order in which they apply, from folders, files and mailboxes:
 * what `git am` makes of them, or a refusal.  Every file and every mail has a
 * state.  The hash is that of the patches: a renamed file is the same patch.
 */

#include <jansson.h>
#include <stdio.h>

#include "kernel/place.h"
#include "lib/digest.h"
#include "lib/error.h"

/**
 * struct patches - the mails of some places
 * @mails: those that apply stand in their order, others among them
 * @mail_count: all of them
 * @count: how many apply
 * @sha256: of those that apply, in order: of a file that is as `git
 *	format-patch` writes it its bytes, of others what was decoded
 */
struct patches {
	struct mail *mails;
	int mail_count;
	int count;
	char sha256[DIGEST_HEX_SIZE];
};

/**
 * patches_read - collect the patches of folders, files and mailboxes
 * @places: NULL-terminated; NULL for no patches at all
 *
 * In each place, answers and cover letters are set apart, the latest version
 * is taken, and the numbers n/m of the subjects, where they are, give the
 * order and must be complete.  A file with one mail is what it is, whatever
 * its number.
 *
 * Return: 0 or -errno; freed by patches_release() in both cases.
 */
int patches_read(struct patches *patches, char *const *places,
		 struct error *err);

/**
 * patches_read_each - the patches of a folder that do not follow each other
 *
 * Return: as patches_read().
 */
int patches_read_each(struct patches *patches, const char *folder,
		      struct error *err);

/** patches_next - the next mail that applies; NULL: the first; NULL: no more */
const struct mail *patches_next(const struct patches *patches,
				const struct mail *mail);

/** patches_count - how many mails have that state */
int patches_count(const struct patches *patches, enum mail_state state);

/** patches_names - a JSON list of the names of the files that apply */
json_t *patches_names(const struct patches *patches);

/** patches_print - a line for each mail: state and name */
void patches_print(const struct patches *patches, FILE *out);

/** patches_describe - a JSON object for each mail: file, mail, subject, state */
json_t *patches_describe(const struct patches *patches);

/** patches_release - free what patches_read() made */
void patches_release(struct patches *patches);

#endif
