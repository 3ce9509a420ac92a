/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FILE_H
#define NUMABOOT_FILE_H

/*
 * Files and folders, whole ones.  A file is written so that a reader sees the
 * old or the new one, never a part, also after a crash: beside its place,
 * synced, renamed.  Every sentence begins with the path.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"

/** file_exists - does @path name anything that can be reached? */
bool file_exists(const char *path);

/**
 * file_read - read a whole file, of at most INPUT_WHOLE_BYTES
 * @text: its bytes and a NUL after them; the caller frees
 * @size: bytes without the NUL, or NULL
 *
 * Return: 0 or -errno.
 */
int file_read(const char *path, char **text, size_t *size, struct error *err);

/** file_read_at_most - file_read() of a file of at most @max_bytes */
int file_read_at_most(const char *path, uint64_t max_bytes, char **text,
		      size_t *size, struct error *err);

/**
 * file_print - replace a file so that readers see the old or the new one
 * @print: prints all of it
 * @context: what @print needs
 *
 * Prints beside @path, syncs, renames.
 *
 * Return: 0 or -errno; after a failure the old file is untouched.
 */
int file_print(const char *path,
	       void (*print)(FILE *out, const void *context),
	       const void *context, struct error *err);

/** file_write - file_print() of these bytes */
int file_write(const char *path, const void *data, size_t size,
	       struct error *err);

/** file_copy - copy bytes and mode; Return: 0 or -errno */
int file_copy(const char *from, const char *to, struct error *err);

/** file_sync - fsync a file or a directory; Return: 0 or -errno */
int file_sync(const char *path, struct error *err);

/** directory_make - mkdir -p; Return: 0 or -errno */
int directory_make(const char *path, struct error *err);

/**
 * directory_remove - remove a tree that this program made
 *
 * Return: 0, also when there is none, or -errno.
 */
int directory_remove(const char *path, struct error *err);

/**
 * directory_list - names in a directory, sorted bytewise, without . and ..
 * @names: NULL-terminated; free with directory_list_free()
 *
 * Return: the number of names or -errno.
 */
int directory_list(const char *path, char ***names, struct error *err);

/** directory_list_free - free what directory_list() made */
void directory_list_free(char **names);

#endif
