/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RANDOM_H
#define NUMABOOT_RANDOM_H

/*
 * Random numbers that a seed determines, on every host: orders, walks and
 * places in memory can be had again.
 */

#include <stdint.h>

/**
 * random_next - 64 random bits from a seed that moves on
 *
 * SplitMix64: G. Steele, D. Lea, C. Flood, Fast Splittable Pseudorandom
 * Number Generators, OOPSLA 2014.
 */
static inline uint64_t random_next(uint64_t *seed)
{
	uint64_t mixed = *seed += 0x9e3779b97f4a7c15;

	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
	return mixed ^ mixed >> 31;
}

/**
 * random_below - a random number under @limit, for shuffle(), too
 * @seed: as random_next()
 */
static inline uint32_t random_below(void *seed, uint32_t limit)
{
	return (random_next(seed) >> 32) * limit >> 32;
}

#endif
