/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_H
#define NUMABOOT_IMPORT_H

/*
 * Files that tell of a machine, of whatever kind: which it is is seen by what
 * is in it.  Several may tell of one machine, and what the better source says
 * is kept: sysfs, then firmware tables, a log, lstopo, numactl.
 */

#include "lib/error.h"
#include "machine/described.h"

/* The largest file that is read, compressed or not. */
#define IMPORT_MAX_BYTES (256 << 20)

/**
 * import_read - read files of one machine
 * @d: overwritten; also to be released after a failure
 * @paths: NULL-terminated; files, folders
 * @boot: which boot of a log, from 1; 0 for the last
 *
 * Return: 0, -errno of a file, or -EINVAL with one sentence: a file of no
 * known kind or a damaged one, two of a kind, files of different machines.
 */
int import_read(struct described *d, const char *const *paths,
		unsigned int boot, struct error *err);

#endif
