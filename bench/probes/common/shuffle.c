// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/shuffle.h"

#include <string.h>

#include "probes/common/random.h"

#define MOST_SIZE 256

void shuffle(void *array, size_t count, size_t size, uint64_t *seed)
{
	char moved[MOST_SIZE];

	for (size_t i = count; i > 1; i--) {
		char *last = (char *)array + (i - 1) * size;
		char *other = (char *)array + random_below(seed, i) * size;

		memcpy(moved, last, size);
		memmove(last, other, size);
		memcpy(other, moved, size);
	}
}
