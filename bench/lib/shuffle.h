/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SHUFFLE_H
#define NUMABOOT_SHUFFLE_H

/*
 * The one shuffle of everything that is put in random order.  The random
 * numbers are the caller's, so an order follows from his seed and stays what
 * it is: recorded orders depend on it.
 */

#include <stddef.h>
#include <stdint.h>

/**
 * shuffle - put the elements of a list in another order
 * @count: elements, under 2^32
 * @size: bytes of an element
 * @below: draws a number under @limit; called with @count, @count - 1, … 2
 * @state: handed to @below
 *
 * Fisher and Yates, from the last element on: when @below draws every number
 * as often, every order is equally likely.
 */
void shuffle(void *list, size_t count, size_t size,
	     uint32_t (*below)(void *state, uint32_t limit), void *state);

#endif
