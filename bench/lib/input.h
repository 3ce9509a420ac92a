/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INPUT_H
#define NUMABOOT_INPUT_H

/*
 * Files that somebody else made.  No open or read of one waits, and none is
 * read beyond a limit: only a regular file is taken.  A pipe is refused, too,
 * since most inputs are read more than once and all are hashed.
 */

#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"

/* What no file of a kind comes near, and what memory and time allow. */
#define INPUT_TEXT_BYTES (1ULL << 20)
#define INPUT_WHOLE_BYTES (256ULL << 20)
#define INPUT_IMAGE_BYTES (1ULL << 30)
#define INPUT_LARGEST_BYTES (8ULL << 30)

/**
 * input_open - open a regular file for reading
 * @max_bytes: no larger one is taken; files of /proc and /sys do not tell
 *	their size before they are read
 * @err: "PATH: found a pipe, expected a file", for one
 *
 * The descriptor does not block, also where a regular file of the kernel
 * would (trace_pipe).
 *
 * Return: the file, or NULL with errno and @err set: EINVAL for what is no
 * file, E2BIG for one that is too large, else as open().
 */
FILE *input_open(const char *path, uint64_t max_bytes, struct error *err);

/**
 * input_kind - what a mode is called in a sentence: "a file", "a FIFO", …
 * @mode: st_mode of stat(2)
 */
const char *input_kind(unsigned int mode);

#endif
