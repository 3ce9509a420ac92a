// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/cycle.h"

#include <stddef.h>
#include <stdlib.h>

#include "lib/shuffle.h"
#include "probes/common/random.h"

/* No slot may stay where it is: then it would be a cycle of its own. */
static uint32_t below_last(void *seed, uint32_t limit)
{
	return random_below(seed, limit - 1);
}

void cycle_shuffle(uint32_t *next, uint32_t count, uint64_t seed)
{
	for (uint32_t i = 0; i < count; i++)
		next[i] = i;
	shuffle(next, count, sizeof(*next), below_last, &seed);
}

/* The same for a slot whenever it is asked for. */
static uint64_t offset(uint32_t index, uint32_t places, uint64_t seed)
{
	seed += index;
	return random_below(&seed, places) * sizeof(void *);
}

void **cycle_link(void *base, uint64_t stride, const uint32_t *next,
		  uint32_t count, uint32_t places, uint64_t seed)
{
	char *slots = base;

	for (uint32_t i = 0; i < count; i++) {
		char *from = slots + i * stride + offset(i, places, seed);

		*(void **)from = slots + next[i] * stride +
				 offset(next[i], places, seed);
	}
	return (void **)(slots + offset(0, places, seed));
}

void **cycle_write(void *base, uint64_t bytes, uint64_t stride, bool aligned,
		   uint64_t seed)
{
	uint32_t count = bytes / stride;
	uint32_t *next = malloc(count * sizeof(*next));
	void **start;

	if (!next)
		return NULL;
	cycle_shuffle(next, count, seed);
	start = cycle_link(base, stride, next, count,
			   aligned ? 1 : stride / sizeof(void *), seed);
	free(next);
	return start;
}

/*
 * A product with 1 is the value again, three cycles later, and no CPU knows
 * that beforehand.
 */
#define CHAIN(extra, value)                                            \
	__asm__ volatile(".rept " #extra "\n\timul $1, %0, %0\n.endr" \
			 : "+r"(value))

#define DEFINE_WALK(extra)                                              \
	static uint64_t walk_##extra(void **start, uint64_t limit)      \
	{                                                               \
		void **at = start;                                      \
		uint64_t steps = 0;                                     \
									\
		do {                                                    \
			at = *at;                                       \
			CHAIN(extra, at);                               \
			steps++;                                        \
		} while (at != start && steps < limit);                 \
		return steps;                                           \
	}                                                               \
									\
	static uint64_t idle_##extra(void **start, uint64_t limit)      \
	{                                                               \
		uint64_t steps = 0;                                     \
									\
		for (; steps < limit; steps++)                          \
			CHAIN(extra, start);                            \
		return steps;                                           \
	}

DEFINE_WALK(0)
DEFINE_WALK(8)
DEFINE_WALK(16)
DEFINE_WALK(32)
DEFINE_WALK(64)

static const struct walk {
	unsigned int extra;
	uint64_t (*walk)(void **start, uint64_t limit);
	uint64_t (*idle)(void **start, uint64_t limit);
} walks[] = {
	{ 0, walk_0, idle_0 },	  { 8, walk_8, idle_8 },
	{ 16, walk_16, idle_16 }, { 32, walk_32, idle_32 },
	{ 64, walk_64, idle_64 },
};

static const struct walk *find_walk(unsigned int extra)
{
	for (size_t i = 0; i < sizeof(walks) / sizeof(walks[0]); i++)
		if (walks[i].extra == extra)
			return &walks[i];
	return NULL;
}

uint64_t cycle_walk(void **start, uint64_t limit, unsigned int extra)
{
	const struct walk *walk = find_walk(extra);

	return walk ? walk->walk(start, limit) : 0;
}

uint64_t cycle_idle(uint64_t steps, unsigned int extra)
{
	const struct walk *walk = find_walk(extra);

	return walk ? walk->idle(NULL, steps) : 0;
}
