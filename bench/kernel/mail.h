/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MAIL_H
#define NUMABOOT_MAIL_H

/*
 * One mail, or one diff without a mail around it: decoded by git mailinfo,
 * with what its subject says of its place in a series.  A mail that claims to
 * be a patch and has no diff is refused, never passed over.
 */

#include <stdbool.h>
#include <stddef.h>

#include "kernel/git.h"
#include "lib/digest.h"
#include "lib/error.h"

/** enum mail_state - what becomes of a mail */
enum mail_state {
	MAIL_APPLIED,
	MAIL_COVER,	/* 0/N: words on the series */
	MAIL_REPLY,	/* a diff in it is a reviewer's */
	MAIL_OLDER,	/* there is a later version of it */
	MAIL_DUPLICATE,	/* the same patch stands before it */
	MAIL_UNLISTED,	/* not in quilt's `series` */
	MAIL_NO_DIFF,	/* a file of words, such as a README */
};

/**
 * struct mail - what one mail brings
 * @path: the file
 * @number: of the mail in its mailbox, from 1; 0: the file is one mail
 * @subject: as it stands, UTF-8; "" for a bare diff
 * @title: the part of @subject behind its tags
 * @version: 1000 for v1, 2001 for v2.1
 * @index: n of n/m; @total: m, 0 when the subject has no such number
 * @diff: what is given to git apply
 * @strip: leading parts of its names that are no names, -1: not said
 * @plain: @diff is the mail as it stands
 * @loose: it answers another mail, and no tag calls it a patch
 * @sha256: of @diff
 */
struct mail {
	enum mail_state state;
	char *path;
	int number;
	char *subject;
	const char *title;
	int version;
	int index;
	int total;
	struct text diff;
	int strip;
	bool plain;
	bool loose;
	char sha256[DIGEST_HEX_SIZE];
};

/**
 * mail_is_plain - is it as `git format-patch` writes it, with nothing to decode?
 *
 * One mail of 7bit or 8bit text, names a/X and b/X, contents only: no mode but
 * 100644, no rename, no copy, no binary.  Such a mail is hashed and applied as
 * it stands, and no program is started to read it.
 */
bool mail_is_plain(const struct text *text);

/**
 * mail_has_no_diff - words only, in no encoding that could hide a diff?
 */
bool mail_has_no_diff(const struct text *text);

/**
 * mail_read - decode and classify
 * @mail: @path and @number are set
 * @text: its bytes
 *
 * Return: 0 or -errno.
 */
int mail_read(struct mail *mail, const struct text *text, struct error *err);

/** mail_label - "x.mbox, mail 3"; the caller frees */
char *mail_label(const struct mail *mail);

/** mail_state_name - "applied", "cover letter", … */
const char *mail_state_name(enum mail_state state);

/** mail_release - free what it holds */
void mail_release(struct mail *mail);

#endif
