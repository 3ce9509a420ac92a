// SPDX-License-Identifier: GPL-2.0-only
#include "samples.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/guestrecords.h"
#include "lib/alloc.h"
#include "machine/pagetable.h"
#include "machine/topology.h"
#include "snapshot.h"

#define ENTRY_BYTES (PAGETABLE_BYTES / PAGETABLE_ENTRIES)

const struct metric pagetable_metrics[] = {
	{ "pagetable.pages", "pages", false, "less", 0,
	  "tables of the direct map at a stop, by level and node",
	  .role = "tables" },
	{ "pagetable.other.pages", "pages", false, "none", 0,
	  "tables of everything but the direct map, by level and node",
	  .role = "other-tables" },
	{ "pagetable.hotpluggable.bytes", "bytes", false, "less", 0,
	  "bytes of all tables that lie on hotpluggable nodes",
	  .role = "hotpluggable-table-bytes" },
	{ "pagetable.low.bytes", "bytes", false, "less", 0,
	  "bytes of all tables that lie below 4 GiB",
	  .role = "low-table-bytes" },
	{ "pagetable.wasted.bytes", "bytes", false, "less", 0,
	  "bytes of empty entries in the direct map's tables, by level" },
	{ "pagetable.touched.bytes", "bytes", false, "none", 0,
	  "guest RAM that was touched when the direct map was finished",
	  .role = "touched-bytes" },
	{ "pagetable.leaves", "count", false, "none", 0,
	  "entries of the direct map that map a page, by its size" },
	{ "pagetable.withdrawn", "count", false, "none", 0,
	  "entries of the direct map that are not present but keep their frame" },
	{ "pagetable.leaf.bytes", "bytes", false, "none", 0,
	  "memory that leaves and withdrawn entries cover, by page size" },
	{ "pagetable.digest", "digest", false, "none", 0,
	  "first 48 bits of the SHA-256 of a mapping: equal or not, no amount",
	  .role = "mapping-digest" },
	{ "pagetable.steps.calls", "calls", false, "none", 0,
	  "calls that built the direct map" },
	{ "pagetable.recounted.pages", "pages", false, "none", 0,
	  "pages that the kernel counted more than once, by size" },
	{ "pagetable.unexplained.pages", "pages", false, "less", 0,
	  "difference of the kernel's counters from what the walk explains" },
	{ .name = NULL },
};

/* One metric of one stop: the item is STOP.DETAIL. */
static int emit(const struct sample_sink *sink, const char *metric,
		const char *stop, const char *detail, int nid,
		uint64_t value, struct error *err)
{
	char item[96];

	snprintf(item, sizeof(item), "%s%s%s", stop, *detail ? "." : "",
		 detail);
	return sample_emit(sink, metric, item, nid, value, err);
}

static uint64_t number(const json_t *object, const char *key)
{
	return (uint64_t)json_integer_value(json_object_get(object, key));
}

static uint64_t pages_outside(const json_t *snapshot, const char *level,
			      int nid)
{
	return snapshot_tables(snapshot, "image", level, nid, "pages") +
	       snapshot_tables(snapshot, "rest", level, nid, "pages");
}

/* Nodes without tables are said, too: a zero is a result. */
static int emit_level(const json_t *snapshot, const char *level,
		      const struct topology *topology,
		      const struct sample_sink *sink, struct error *err)
{
	const char *stop = snapshot_stop(snapshot);
	int nodes = (int)topology->node_count;
	int ret = emit(sink, "pagetable.wasted.bytes", stop, level, -1,
		       ENTRY_BYTES * snapshot_tables(snapshot, "direct_map", level,
						-1, "unused_entries"), err);

	for (int nid = 0; nid < nodes && ret == 0; nid++) {
		ret = emit(sink, "pagetable.pages", stop, level, nid,
			   snapshot_tables(snapshot, "direct_map", level, nid,
				      "pages"), err);
		if (ret == 0)
			ret = emit(sink, "pagetable.other.pages", stop, level,
				   nid, pages_outside(snapshot, level, nid),
				   err);
	}
	return ret;
}

static bool is_hotpluggable(const struct topology *topology, uint64_t nid)
{
	return nid < topology->node_count &&
	       topology->nodes[nid].hotpluggable;
}

/* Bytes of all tables on hotpluggable nodes, and of all below 4 GiB. */
static void sum_tables(const json_t *snapshot,
		       const struct topology *topology,
		       uint64_t *hotpluggable, uint64_t *low)
{
	static const char *const parts[] = { "direct_map", "image", "rest" };

	*hotpluggable = *low = 0;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const json_t *tables = json_object_get(
			json_object_get(snapshot, parts[i]), "tables");
		const json_t *row;
		size_t index;

		json_array_foreach(tables, index, row) {
			*low += PAGETABLE_BYTES * number(row, "low_pages");
			if (is_hotpluggable(topology, number(row, "node")))
				*hotpluggable += PAGETABLE_BYTES *
						 number(row, "pages");
		}
	}
}

static int emit_sums(const json_t *snapshot, const struct topology *topology,
		     const struct sample_sink *sink, struct error *err)
{
	uint64_t hotpluggable, low;
	int ret;

	sum_tables(snapshot, topology, &hotpluggable, &low);
	ret = emit(sink, "pagetable.hotpluggable.bytes",
		   snapshot_stop(snapshot), "", -1, hotpluggable, err);
	return ret ? ret : emit(sink, "pagetable.low.bytes",
				snapshot_stop(snapshot), "", -1, low, err);
}

static int emit_size(const json_t *snapshot, int size,
		     const struct sample_sink *sink, struct error *err)
{
	const char *name = pagetable_size_name((enum pagetable_size)size);
	uint64_t leaves = snapshot_pages(snapshot, "leaves", size);
	uint64_t withdrawn = snapshot_pages(snapshot, "withdrawn", size);
	int ret = emit(sink, "pagetable.leaves", snapshot_stop(snapshot), name, -1,
		       leaves, err);

	if (ret == 0)
		ret = emit(sink, "pagetable.withdrawn", snapshot_stop(snapshot),
			   name, -1, withdrawn, err);
	if (ret == 0)
		ret = emit(sink, "pagetable.leaf.bytes", snapshot_stop(snapshot),
			   name, -1, (leaves + withdrawn) *
			   pagetable_size_bytes((enum pagetable_size)size),
			   err);
	return ret;
}

/* A double holds 48 bits exactly, so that no reader rounds two to one. */
static int emit_digest(const json_t *snapshot, const char *kind,
		       const struct sample_sink *sink, struct error *err)
{
	char *key = xasprintf("%s_sha256", kind);
	const char *hex = json_string_value(json_object_get(snapshot, key));
	uint64_t value;
	int ret;

	if (hex && sscanf(hex, "%12" SCNx64, &value) == 1)
		ret = emit(sink, "pagetable.digest", snapshot_stop(snapshot), kind,
			   -1, value, err);
	else
		ret = error_set(err, EINVAL, "stop %s: found no %s",
				snapshot_stop(snapshot), key);
	free(key);
	return ret;
}

int pagetable_emit(const json_t *snapshot, const struct topology *topology,
		   const struct sample_sink *sink, struct error *err)
{
	const struct pagetable_mode mode = {
		.levels = snapshot_levels(snapshot),
	};
	int ret = emit_sums(snapshot, topology, sink, err);

	for (int level = 1; level <= mode.levels && ret == 0; level++)
		ret = emit_level(snapshot, pagetable_level_name(&mode, level),
				 topology, sink, err);
	for (int size = 0; size < PAGETABLE_SIZES && ret == 0; size++)
		ret = emit_size(snapshot, size, sink, err);
	if (ret == 0)
		ret = emit_digest(snapshot, SNAPSHOT_MAPPING, sink, err);
	if (ret == 0)
		ret = emit_digest(snapshot, SNAPSHOT_FRAMES, sink, err);
	return ret;
}

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/*
 * What the counter of a size must say at the last stop.  Each table below
 * the image's 2 MiB pages is one of those that was split, which the kernel
 * takes from the direct map's counters, too, unless that of 2 MiB is 0
 * (arch/x86/mm/pat/set_memory.c, split_page_count()).  Old kernels do then, too,
 * and are @below_zero.
 */
static uint64_t expected_count(const json_t *last, const json_t *in_calls,
			       uint64_t recounted, int size, bool below_zero)
{
	uint64_t split = snapshot_tables(last, "image", "pte", -1, "pages");
	uint64_t count = snapshot_pages(last, "leaves", size) +
			 snapshot_pages(last, "withdrawn", size) + recounted;

	if (!number(in_calls, pagetable_size_name(PAGETABLE_2M)) &&
	    !below_zero)
		return count;
	if (size == PAGETABLE_4K)
		count += PAGETABLE_ENTRIES * split;
	return size == PAGETABLE_2M ? count - split : count;
}

static int emit_counter(const json_t *first, const json_t *last, int size,
			const int64_t guest[PAGETABLE_SIZES],
			const struct sample_sink *sink, struct error *err)
{
	bool below_zero = guest[PAGETABLE_2M] == GUEST_IMPOSSIBLE;
	const char *name = pagetable_size_name((enum pagetable_size)size);
	const json_t *counters = json_object_get(first, "kernel_counters");
	const json_t *in_calls = json_object_get(first, "pages_in_calls");
	uint64_t counted = number(in_calls, name);
	uint64_t recounted = counted - snapshot_pages(first, "leaves", size);
	int ret = sample_emit(sink, "pagetable.recounted.pages", name, -1,
			      recounted, err);

	if (ret == 0 && json_is_object(counters))
		ret = emit(sink, "pagetable.unexplained.pages",
			   snapshot_stop(first), name, -1,
			   distance(number(counters, name), counted), err);
	if (ret == 0 && guest[size] >= 0)
		ret = emit(sink, "pagetable.unexplained.pages", snapshot_stop(last),
			   name, -1,
			   distance((uint64_t)guest[size],
				    expected_count(last, in_calls, recounted,
						   size, below_zero)),
			   err);
	return ret;
}

int pagetable_emit_steps(const json_t *snapshot,
			 const struct sample_sink *sink, struct error *err)
{
	size_t calls = snapshot_calls(snapshot);

	/* A kernel that has the callee inlined leaves this unmeasured. */
	return calls ? sample_emit(sink, "pagetable.steps.calls", "", -1,
				   calls, err) : 0;
}

int pagetable_emit_touched(const json_t *snapshot,
			   const struct sample_sink *sink, struct error *err)
{
	return emit(sink, "pagetable.touched.bytes", snapshot_stop(snapshot),
		    "", -1, number(snapshot, "touched_bytes"), err);
}

int pagetable_emit_counters(const json_t *first, const json_t *last,
			    const int64_t guest[PAGETABLE_SIZES],
			    const struct sample_sink *sink,
			    struct error *err)
{
	int ret = pagetable_emit_steps(first, sink, err);

	if (!snapshot_calls(first))
		return ret;
	for (int size = 0; size < PAGETABLE_SIZES && ret == 0; size++)
		ret = emit_counter(first, last, size, guest, sink, err);
	return ret;
}
