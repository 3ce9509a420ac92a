/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAGETABLE_SNAPSHOT_H
#define NUMABOOT_PAGETABLE_SNAPSHOT_H

#include <jansson.h>

#include "lib/error.h"
#include "machine/pagetable.h"
#include "run/workload.h"

/*
 * What one stop leaves in the evidence folder (docs/pagetable.md):
 * pagetable.STOP.json, mapping.STOP.tsv and frames.STOP.tsv.
 */

#define SNAPSHOT_MAPPING "mapping"
#define SNAPSHOT_FRAMES "frames"

/**
 * struct snapshot_counters - the kernel's own count of its direct map
 * @known: the kernel has the symbol, and its memory could be read
 * @pages: by size
 */
struct snapshot_counters {
	bool known;
	uint64_t pages[PAGETABLE_SIZES];
};

/**
 * snapshot_read_counters - read direct_pages_count from a paused guest
 *
 * It is what the guest prints later as DirectMap4k, 2M and 1G.
 */
void snapshot_read_counters(struct snapshot_counters *counters,
			    const struct stop_view *view,
			    const struct pagetable_mode *mode);

/**
 * snapshot_write - write the three files of a stop
 *
 * Return: 0 or -errno.
 */
int snapshot_write(const struct stop_view *view,
		   const struct pagetable *table,
		   const struct snapshot_counters *counters,
		   struct error *err);

/**
 * snapshot_load - read pagetable.STOP.json
 * @snapshot: the object; the caller drops the reference
 *
 * Return: 0, or -EINVAL with file and line.
 */
int snapshot_load(const char *directory, const char *stop,
		  json_t **snapshot, struct error *err);

/** snapshot_stop - the name of its stop */
const char *snapshot_stop(const json_t *snapshot);

/** snapshot_levels - 4 or 5 */
int snapshot_levels(const json_t *snapshot);

/**
 * snapshot_tables - sum over the tables of a part
 * @part: "direct_map", "image" or "rest"
 * @level: as pagetable_level_name() gives it
 * @nid: the node they lie on, -1 for all
 * @field: "pages" or "unused_entries"
 */
uint64_t snapshot_tables(const json_t *snapshot, const char *part,
			 const char *level, int nid, const char *field);

/**
 * snapshot_pages - pages of the direct map
 * @what: "leaves" or "withdrawn"
 * @size: an enum pagetable_size
 */
uint64_t snapshot_pages(const json_t *snapshot, const char *what, int size);

#endif
