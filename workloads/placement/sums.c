// SPDX-License-Identifier: GPL-2.0-only
#include "sums.h"

#include <string.h>

uint64_t sums_class(const struct reservations *list,
		    const struct places *places, const char *class_name,
		    int nid)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct reservation *entry = &list->entries[i];

		if (entry->new_bytes &&
		    strcmp(entry->class_name, class_name) == 0 &&
		    places_nid_of(places, entry->start) == nid)
			bytes += entry->new_bytes;
	}
	return bytes;
}

uint64_t sums_hotpluggable(const struct reservations *list,
			   const struct places *places)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct reservation *entry = &list->entries[i];

		if (entry->searched && entry->before_srat &&
		    places_is_hotpluggable(places, entry->start))
			bytes += entry->new_bytes;
	}
	return bytes;
}

uint64_t sums_below(const struct reservations *list, uint64_t limit)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->entries[i].start < limit)
			bytes += list->entries[i].new_bytes;
	return bytes;
}
