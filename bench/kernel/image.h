/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMAGE_H
#define NUMABOOT_IMAGE_H

/*
 * What makes a file a bzImage of x86-64.  It is checked before anything is
 * booted: another one would only be seen as a guest that says nothing.
 */

#include <stdint.h>

#include "lib/error.h"

/* The real-mode header ends before this offset (boot.rst, "jump"). */
#define IMAGE_HEADER_BYTES 0x290

/**
 * image_check - is this file a whole bzImage of x86-64?
 *
 * Looks at the boot sector's flag, the "HdrS" magic, the load-high flag,
 * whether the file is as long as setup_sects and syssize say, and at
 * XLF_KERNEL_64 (Documentation/arch/x86/boot.rst, "The Real-Mode Kernel
 * Header").  Before protocol 2.12 the kernel inside is looked at.  Of another
 * file the sentence says what it is (kernel/kind.h).
 *
 * Return: 0, -EINVAL or -errno with the sentence set.
 */
int image_check(const char *path, struct error *err);

/**
 * image_read_header - the image's first IMAGE_HEADER_BYTES
 *
 * Whether it is of x86-64 is not looked at again.
 *
 * Return: 0, -EINVAL or -errno with the sentence set.
 */
int image_read_header(const char *path, uint8_t *header, struct error *err);

/**
 * image_release - the release that the image's header has, "6.1.0-25-amd64"
 *
 * boot.rst, "kernel_version": a text among the real-mode code.
 *
 * Return: NULL where there is none; the caller frees.
 */
char *image_release(const char *path);

/**
 * image_write_code - the protected-mode code of an image as a file of its own
 * @path: the image
 * @code: the file, replaced when it exists
 *
 * Return: 0, -EINVAL or -errno with the sentence set.
 */
int image_write_code(const char *path, const char *code, struct error *err);

#endif
