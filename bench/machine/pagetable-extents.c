// SPDX-License-Identifier: GPL-2.0-only
#include "machine/pagetable-extents.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"

static bool continues(const struct pagetable_extent *last,
		      const struct pagetable_extent *more)
{
	return last->virtual + last->bytes == more->virtual &&
	       last->physical + last->bytes == more->physical &&
	       last->page == more->page && last->pat == more->pat &&
	       strcmp(last->rights, more->rights) == 0;
}

void pagetable_map_add(struct pagetable_map *map,
		       const struct pagetable_extent *more)
{
	if (map->count && continues(&map->extents[map->count - 1], more)) {
		map->extents[map->count - 1].bytes += more->bytes;
		return;
	}
	map->extents = xgrow(map->extents, map->count, sizeof(*more));
	map->extents[map->count++] = *more;
}

static void write_extent(FILE *out, const struct pagetable_extent *extent)
{
	fprintf(out, "0x%016" PRIx64 "\t0x%" PRIx64 "\t%" PRIu64,
		extent->virtual, extent->physical, extent->bytes);
	if (extent->page != PAGETABLE_SIZES)
		fprintf(out, "\t%s\t%s\t%d",
			pagetable_size_name(extent->page), extent->rights,
			extent->pat);
	fputc('\n', out);
}

char *pagetable_map_text(const struct pagetable_map *map)
{
	bool whole = map->count && map->extents[0].page != PAGETABLE_SIZES;
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	fprintf(out, "virtual\tphysical\tbytes%s\n",
		whole ? "\tpage\trights\tpat" : "");
	for (size_t i = 0; i < map->count; i++)
		write_extent(out, &map->extents[i]);
	memstream_close(out);
	return text;
}
