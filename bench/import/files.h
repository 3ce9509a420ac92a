/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_FILES_H
#define NUMABOOT_IMPORT_FILES_H

/*
 * Those files of a copy of sysfs that tell of nodes, memory, CPUs and firmware
 * tables, from a folder or an archive.  Links are not followed, so a copy may
 * be the live /sys as well.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"

/**
 * struct import_file - one of them
 * @path: in the folder or archive
 * @bytes: with a NUL behind; NULL for what only its name tells
 * @size: without the NUL
 */
struct import_file {
	char *path;
	char *bytes;
	size_t size;
};

/** struct import_files - @count of them; zeros are none */
struct import_files {
	struct import_file *at;
	size_t count;
};

/**
 * files_read_folder - walk a folder
 *
 * Return: 0, or -errno; also to be released after a failure.
 */
int files_read_folder(struct import_files *files, const char *path,
		      struct error *err);

/**
 * files_read_archive - the same of a tar, cpio or zip, compressed or not
 * @name: what sentences call it
 *
 * Return: 0, -EINVAL for one that ends early, -E2BIG.
 */
int files_read_archive(struct import_files *files, const char *name,
		       const char *bytes, size_t size, struct error *err);

/** files_is_archive - do the bytes begin as those of a tar, cpio or zip? */
bool files_is_archive(const char *bytes, size_t size);

/** files_release - free what was read */
void files_release(struct import_files *files);

#endif
