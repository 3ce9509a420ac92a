/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CYCLE_H
#define NUMABOOT_CYCLE_H

/*
 * A walk in which each step needs the one before: pointers that lead through
 * all slots of some memory in random order and back.  The same seed gives the
 * same walk everywhere, in memory and in a prediction.
 */

#include <stdbool.h>
#include <stdint.h>

/* Extra instructions per step that there is a walk for. */
#define CYCLE_EXTRAS { 0, 8, 16, 32, 64 }

/**
 * cycle_shuffle - make one random cycle through all slots
 * @next: which slot comes after each one; overwritten
 * @count: slots, at least 1
 *
 * Sattolo's algorithm, a shuffle that leaves no slot in place: every permutation that is a single cycle is equally
 * likely, so a walk comes back only after @count steps.
 */
void cycle_shuffle(uint32_t *next, uint32_t count, uint64_t seed);

/**
 * cycle_link - write the cycle into memory as pointers
 * @base: @count slots of @stride bytes, one pointer in each
 * @stride: bytes, a multiple of 8
 * @places: words of a slot that its pointer may lie in: @stride / 8 for any,
 *	    1 for the first
 * @seed: chooses among them
 *
 * Return: where a walk begins.
 */
void **cycle_link(void *base, uint64_t stride, const uint32_t *next,
		  uint32_t count, uint32_t places, uint64_t seed);

/**
 * cycle_write - one random cycle through memory, cycle_shuffle() and
 *	cycle_link()
 * @bytes: what is left behind the last whole slot is unused
 * @aligned: pointers lie at the start of their slots, not anywhere in them
 *
 * Return: where a walk begins, NULL when there is no memory to shuffle in.
 */
void **cycle_write(void *base, uint64_t bytes, uint64_t stride, bool aligned,
		   uint64_t seed);

/**
 * cycle_walk - follow the pointers until they come back to where they began
 * @limit: give up behind this many steps
 * @extra: further instructions per step, one of CYCLE_EXTRAS, each of which
 *	   needs the result of the one before
 *
 * Return: steps taken, @limit when the walk did not come back, 0 when there
 * is no walk with so many further instructions.
 */
uint64_t cycle_walk(void **start, uint64_t limit, unsigned int extra);

/**
 * cycle_idle - execute only the further instructions of a walk
 *
 * Return: @steps, or 0 as cycle_walk().
 */
uint64_t cycle_idle(uint64_t steps, unsigned int extra);

#endif
