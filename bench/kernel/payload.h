/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAYLOAD_H
#define NUMABOOT_PAYLOAD_H

/*
 * The kernel inside a bzImage: an ELF file without symbols, compressed.  What
 * lies at an address of it is what the kernel has there when it boots.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/**
 * struct payload - an ELF file in memory
 * @bytes: @size of them
 * @compression: of the image (kernel/inflate.h), such as "xz"
 * @text_start: virtual address of its first loaded segment
 * @text_size: bytes of that segment in the file
 */
struct payload {
	unsigned char *bytes;
	size_t size;
	const char *compression;
	uint64_t text_start;
	uint64_t text_size;
};

/**
 * payload_read - inflate the kernel of an image
 * @payload: filled; released by payload_release() in any case
 *
 * Where it lies: Documentation/arch/x86/boot.rst, payload_offset and
 * payload_length; compressed by gzip, bzip2, lzma, xz, lzop, lz4 or zstd.
 *
 * Return: 0, -errno of the file, or -EINVAL with one sentence.
 */
int payload_read(struct payload *payload, const char *image,
		 struct error *err);

/**
 * payload_at - what the kernel has at a virtual address
 *
 * Return: @length bytes, or NULL where the file has not so many there.
 */
const unsigned char *payload_at(const struct payload *payload,
				uint64_t address, size_t length);

/**
 * payload_banner - the kernel's line "Linux version …"
 *
 * Return: it, without its end of line; the caller frees.  NULL without one.
 */
char *payload_banner(const struct payload *payload);

/**
 * payload_build_id - of its NT_GNU_BUILD_ID note
 *
 * Return: in hexadecimal; the caller frees.  NULL when it has none.
 */
char *payload_build_id(const struct payload *payload);

/** payload_release - free what payload_read() allocated */
void payload_release(struct payload *payload);

#endif
