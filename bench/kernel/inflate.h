/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INFLATE_H
#define NUMABOOT_INFLATE_H

/*
 * The ways in which kernels are compressed (CONFIG_KERNEL_GZIP and the others).
 * Which one it is stands in the first bytes, never in a name.
 */

#include <stddef.h>

#include "lib/error.h"

/**
 * inflate_method - how bytes are compressed
 *
 * Return: gzip, bzip2, lzma, xz, lzo, lz4 or zstd, or NULL: by none of them.
 */
const char *inflate_method(const unsigned char *bytes, size_t size);

/**
 * inflate_bytes - the inflated bytes
 * @bytes: @size of them, as their first say
 * @inflated: room for @room bytes
 *
 * By libarchive; lzo by the program lzop, where libarchive has no library for
 * it.
 *
 * Return: how many bytes there were, at most @room; or -EINVAL with a sentence
 * about what was found, without the name of a file.
 */
long inflate_bytes(const unsigned char *bytes, size_t size, void *inflated,
		   size_t room, struct error *err);

#endif
