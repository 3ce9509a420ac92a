/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAGETABLE_SNAPSHOT_H
#define NUMABOOT_PAGETABLE_SNAPSHOT_H

/*
 * What one stop leaves in the evidence folder (docs/pagetable.md):
 * pagetable.STOP.json, mapping.STOP.tsv and frames.STOP.tsv.  The guest is
 * paused, so the three are of the same moment.
 */

#include <jansson.h>

#include "lib/error.h"
#include "machine/pagetable.h"
#include "workload/workload.h"

#define SNAPSHOT_MAPPING "mapping"
#define SNAPSHOT_FRAMES "frames"

/**
 * snapshot_walk - walk the page tables of a paused guest
 * @table: overwritten; release it in every case
 *
 * Return: 0; -EINVAL for tables that are wrong, which is the guest's fault;
 * or -errno.
 */
int snapshot_walk(struct pagetable *table, const struct stop_view *view,
		  struct error *err);

/**
 * snapshot_write - write the three files of a stop
 *
 * With what the guest's memory says that the kernel counted, which is what
 * the guest prints later as DirectMap4k, 2M and 1G.
 *
 * Return: 0 or -errno.
 */
int snapshot_write(const struct stop_view *view,
		   const struct pagetable *table, struct error *err);

/**
 * snapshot_take - walk and write
 *
 * Return: as both.
 */
int snapshot_take(const struct stop_view *view, struct error *err);

/**
 * snapshot_load - read pagetable.STOP.json
 * @snapshot: the object; the caller drops the reference; NULL after a failure
 *
 * Return: 0, or -EINVAL with file and line, also for another version.
 */
int snapshot_load(const char *directory, const char *stop,
		  json_t **snapshot, struct error *err);

/** snapshot_stop - the name of its stop */
const char *snapshot_stop(const json_t *snapshot);

/** snapshot_calls - how many calls of the stop's callee were seen */
size_t snapshot_calls(const json_t *snapshot);

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

/**
 * snapshot_check_direct_map - is it the direct map that was asked for
 * @table: of snapshot_walk(), when the direct map is finished
 *
 * For guests that are ended before they could say what they saw.
 *
 * Return: 0, or -EINVAL.
 */
int snapshot_check_direct_map(const struct stop_view *view,
			      const struct pagetable *table,
			      struct error *err);

#endif
