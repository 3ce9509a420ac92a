/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GIT_H
#define NUMABOOT_GIT_H

/*
 * Git's own tools on texts in memory.  Nothing of the user's settings, no
 * repository around and no variable of a hook reaches them: they do the same
 * for everyone.
 */

#include <stddef.h>

#include "lib/argv.h"
#include "lib/error.h"

/**
 * struct text - bytes and a NUL after them
 * @bytes: the caller frees
 * @size: without the NUL
 */
struct text {
	char *bytes;
	size_t size;
};

/**
 * git_run - run git, cut off
 * @argv: "git" and its words
 * @directory: where, or NULL for here
 * @input: what it reads, or NULL
 * @output: what it prints; freed by the caller when not negative
 * @log: its errors; likewise
 *
 * Return: the exit code, or -errno; -ENOENT when there is no git.
 */
int git_run(const struct argv *argv, const char *directory,
	    const struct text *input, struct text *output, struct text *log,
	    struct error *err);

/**
 * git_mailinfo - decode one mail
 * @info: author, subject, date: a line each
 * @message: what stands before the diff
 * @diff: from the diff on
 *
 * Bytes of the diff are not converted to another character set.  A CR that
 * the transport added to every line is taken away.
 *
 * Return: 0 or -errno.
 */
int git_mailinfo(const struct text *mail, struct text *info,
		 struct text *message, struct text *diff, struct error *err);

/**
 * git_mailsplit - the mails of a mailbox
 * @mails: the caller frees each and the array
 *
 * Return: how many, or -errno.
 */
int git_mailsplit(const struct text *mailbox, struct text **mails,
		  struct error *err);

#endif
