// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/stream.h"

void stream_fill(uint64_t *words, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		words[i] = i;
}

/* Four sums, so that no addition waits for the one before. */
uint64_t stream_read(const uint64_t *words, uint64_t count)
{
	uint64_t a = 0, b = 0, c = 0, d = 0;

	for (uint64_t i = 0; i < count; i += 8) {
		a += words[i] + words[i + 4];
		b += words[i + 1] + words[i + 5];
		c += words[i + 2] + words[i + 6];
		d += words[i + 3] + words[i + 7];
	}
	return a + b + c + d;
}

uint64_t stream_sum(uint64_t first, uint64_t count)
{
	uint64_t even = count % 2 ? count : count - 1;
	uint64_t half = (count % 2 ? count - 1 : count) / 2;

	return first * count + even * half;
}
