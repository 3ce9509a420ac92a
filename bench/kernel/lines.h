/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KERNEL_LINES_H
#define NUMABOOT_KERNEL_LINES_H

/*
 * Where a kernel's functions stand in the source, as its debug information
 * says.  The vmlinux may be another one by the time that somebody asks, so
 * the lines are written down while the kernel is at hand and read from
 * there.  A kernel without debug information has no such file: nothing is
 * known then, and that is no failure.
 */

#include "kernel/sysmap.h"

/**
 * struct source_line - where a function stands
 * @address: of its first instruction
 * @file: NULL when it is not known
 * @line: 0 when it is not known
 */
struct source_line {
	uint64_t address;
	char *file;
	int line;
};

/** struct lines - of one kernel, sorted by address; a zeroed one is empty */
struct lines {
	struct source_line *list;
	size_t count;
};

/**
 * lines_write - write down where the functions of a kernel stand
 * @symbols: its vmlinux, or a System.map with the vmlinux beside it
 * @path: made when there is debug information
 *
 * Return: 0 or -errno.
 */
int lines_write(const struct sysmap *map, const char *symbols,
		const char *path, struct error *err);

/**
 * lines_read - read what lines_write() wrote, or nothing where it did not
 *
 * Return: 0, or -errno, -EINVAL with "file:line: found …, expected …"; released
 * by lines_release() in both cases.
 */
int lines_read(struct lines *lines, const char *path, struct error *err);

/** lines_at - the function's that begins there; never NULL */
const struct source_line *lines_at(const struct lines *lines,
				   uint64_t address);

/** lines_release - free */
void lines_release(struct lines *lines);

#endif
