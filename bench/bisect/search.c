// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/search.h"

#include <string.h>

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

bool search_is_bad(const struct candidate *list, size_t count, uint64_t value)
{
	return distance(value, list[count - 1].value) <
	       distance(value, list[0].value);
}

/* The ends decide what all others are. */
static bool next_end(const struct candidate *list, size_t count, size_t *next)
{
	*next = list[0].state == CANDIDATE_OPEN ? 0 : count - 1;
	return list[*next].state == CANDIDATE_OPEN;
}

/* The open one between two that is nearest to their middle. */
static bool middle(const struct candidate *list, size_t low, size_t high,
		   size_t *next)
{
	size_t at = low + (high - low) / 2;

	for (size_t off = 0; off < high - low; off++) {
		if (at + off < high &&
		    list[at + off].state == CANDIDATE_OPEN && at + off > low) {
			*next = at + off;
			return true;
		}
		if (at > low + off && list[at - off].state == CANDIDATE_OPEN) {
			*next = at - off;
			return true;
		}
	}
	return false;
}

/* The last good one before the first bad one, as far as is known. */
static void bracket(const struct candidate *list, size_t count, size_t *low,
		    size_t *high)
{
	*low = 0;
	*high = count - 1;
	for (size_t i = 1; i < count; i++) {
		if (list[i].state != CANDIDATE_MEASURED)
			continue;
		if (i == count - 1 ||
		    search_is_bad(list, count, list[i].value)) {
			*high = i;
			return;
		}
		*low = i;
	}
}

bool search_next(const struct candidate *list, size_t count, size_t *next)
{
	size_t low, high;

	if (next_end(list, count, next))
		return true;
	bracket(list, count, &low, &high);
	return middle(list, low, high, next);
}

void search_found(const struct candidate *list, size_t count, size_t *first,
		  size_t *last)
{
	bracket(list, count, first, last);
	++*first;
}

size_t search_after(const struct candidate *list, size_t count, size_t index)
{
	for (size_t i = index + 1; i < count; i++)
		if (list[i].state == CANDIDATE_MEASURED)
			return i;
	return count;
}

bool search_next_share(const struct candidate *list, size_t count,
		       size_t *next)
{
	size_t widest = 0;
	size_t high;

	if (next_end(list, count, next))
		return true;
	for (size_t low = 0; low < count - 1; low = high) {
		size_t found;

		high = search_after(list, count, low);
		if (strcmp(list[low].digest, list[high].digest) == 0 ||
		    high - low <= widest || !middle(list, low, high, &found))
			continue;
		widest = high - low;
		*next = found;
	}
	return widest;
}
