/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MEMSTREAM_H
#define NUMABOOT_MEMSTREAM_H

/*
 * Streams into memory (open_memstream(3)) that cannot fail, as the
 * allocations of lib/alloc.h cannot: without memory the program says so and
 * aborts, so that no text is ever a part of itself.
 */

#include <stdio.h>

/**
 * memstream_open - print into memory
 * @text: set by memstream_close(), with a NUL behind; the caller frees
 * @size: likewise, without the NUL
 *
 * Return: the stream.
 */
FILE *memstream_open(char **text, size_t *size);

/** memstream_close - end the text; all of it is there */
void memstream_close(FILE *stream);

#endif
