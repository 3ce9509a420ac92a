/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CMD_CLAIM_H
#define NUMABOOT_CMD_CLAIM_H

/*
 * `numaboot claim`: one file for each of its words.  Each gets the words from
 * its own on and returns the exit code, as every command.
 */

#include "claim/standing.h"
#include "cli/verify.h"
#include "lib/error.h"

int claim_new(int argc, const char **argv);
int claim_verify(int argc, const char **argv);
int claim_status(int argc, const char **argv);

/**
 * claim_check - what `claim verify` does with one file, for `verify`
 * @cell: NULL for all
 * @worst: of what was said before, and now
 *
 * Return: 0 or -errno.
 */
int claim_check(const char *path, enum verify_depth depth, char *cell,
		int argc, const char **argv, enum standing *worst,
		struct error *err);

#endif
