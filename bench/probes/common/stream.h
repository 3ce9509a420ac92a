/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_STREAM_H
#define NUMABOOT_STREAM_H

/*
 * Reading in order.  Each word holds its own index, so the sum of what was read
 * is known beforehand.
 */

#include <stdint.h>

#define STREAM_WORD_BYTES 8

/** stream_fill - write its own index into each word */
void stream_fill(uint64_t *words, uint64_t count);

/**
 * stream_read - read words in the order of their addresses
 * @count: how many, a multiple of 8
 *
 * Return: their sum.
 */
uint64_t stream_read(const uint64_t *words, uint64_t count);

/** stream_sum - what stream_read() returns for @count words from @first on */
uint64_t stream_sum(uint64_t first, uint64_t count);

#endif
