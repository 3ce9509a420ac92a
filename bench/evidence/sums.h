/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SUMS_H
#define NUMABOOT_SUMS_H

/*
 * The SHA256SUMS of a folder, in the format of sha256sum(1), so that
 * `sha256sum -c` checks it too.  It has one line for each of the files that it
 * is to vouch for, and no other line; they are regular files of that folder.
 */

#include "lib/error.h"

/**
 * sums_write - hash files of a folder into its SHA256SUMS
 * @names: of the files, NULL-terminated; SHA256SUMS itself is passed over
 *
 * Return: 0 or -errno.
 */
int sums_write(const char *folder, const char *const *names,
	       struct error *err);

/**
 * sums_check - are these files what SHA256SUMS says, and are they all?
 * @names: sorted bytewise, NULL-terminated; SHA256SUMS itself is passed over
 *
 * Return: 0; -EBADMSG with the first file that is changed, added, missing or
 * no regular file, or with the line that is wrong; or -errno.
 */
int sums_check(const char *folder, const char *const *names,
	       struct error *err);

/**
 * sums_check_file - has one file this hash?
 *
 * Return: 0, -EBADMSG when it is another one or no regular file, or -errno.
 */
int sums_check_file(const char *path, const char *hex, struct error *err);

#endif
