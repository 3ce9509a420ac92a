/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_UNPACK_H
#define NUMABOOT_UNPACK_H

/*
 * Files that may be compressed, read whole: gzip, bzip2, xz, lzma, lzop, lz4
 * and zstd, several times over as well.  What is not compressed is as it is.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/**
 * unpack_read - read a file and take its compression off
 * @max_bytes: of the file, and of what is in it
 * @bytes: what is in it and a NUL behind; the caller frees
 * @size: without the NUL
 *
 * Return: 0, -E2BIG, -EINVAL for one that ends early or is damaged, or
 * -errno of the file.
 */
int unpack_read(const char *path, uint64_t max_bytes, char **bytes,
		size_t *size, struct error *err);

#endif
