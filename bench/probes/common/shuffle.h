/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SHUFFLE_H
#define NUMABOOT_SHUFFLE_H

#include <stddef.h>
#include <stdint.h>

/**
 * shuffle - put the elements of an array in another order
 * @count: elements, under 2^32
 * @size: bytes of an element, at most 256
 *
 * Fisher and Yates: every order is equally likely.
 */
void shuffle(void *array, size_t count, size_t size, uint64_t *seed);

#endif
