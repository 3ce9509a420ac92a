// SPDX-License-Identifier: GPL-2.0-only
#include "lib/shuffle.h"

static void swap(char *one, char *other, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char moved = one[i];

		one[i] = other[i];
		other[i] = moved;
	}
}

void shuffle(void *list, size_t count, size_t size,
	     uint32_t (*below)(void *state, uint32_t limit), void *state)
{
	char *first = list;

	for (size_t i = count; i > 1; i--)
		swap(first + (i - 1) * size, first + below(state, i) * size,
		     size);
}
