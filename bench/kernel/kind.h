/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KIND_H
#define NUMABOOT_KIND_H

/*
 * What a file is that was given as an image and is none: told by its first
 * bytes, never by its name, together with what to do.
 */

#include <stddef.h>

#include "lib/error.h"

/* The furthest that a magic number lies is s390's. */
#define KIND_BYTES (72 << 10)

/**
 * kind_refuse - say what a file is
 * @bytes: its first, @size of them
 * @size: at most KIND_BYTES, less only where the file ends
 *
 * Return: -EINVAL with "PATH: found …, expected an x86 bzImage: …".
 */
int kind_refuse(const char *path, const unsigned char *bytes, size_t size,
		struct error *err);

#endif
