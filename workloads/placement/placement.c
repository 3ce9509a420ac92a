// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where did every early allocation land?  Read from the console of a boot
 * with memblock=debug; see docs/placement.md.
 */
#include <inttypes.h>
#include <string.h>

#include "classes.h"
#include "log.h"
#include "machine/topology.h"
#include "print.h"
#include "reservations.h"
#include "workload/sample.h"
#include "workload/table.h"
#include "steps.h"
#include "sums.h"
#include "trace.h"

static const struct metric metrics[] = {
	{ "placement.bytes", "bytes", false, "none", 0,
	  "bytes of early reservations that are still held at the end, by "
	  "what they are for and the node they begin on",
	  .show = "apart", .role = "early-bytes" },
	{ "placement.reservations", "count", false, "none", 0,
	  "early reservations made, by what they are for" },
	{ "placement.hotpluggable.bytes", "bytes", false, "less", 0,
	  "bytes that the kernel chose to take on hotpluggable nodes before "
	  "SRAT was read and still holds at the end",
	  .role = "early-hotpluggable-bytes" },
	{ "placement.below_16m.bytes", "bytes", false, "less", 0,
	  "bytes of early reservations that begin below 16 MiB, held at the "
	  "end",
	  .role = "early-bytes-below-16m",
	  .title = "Bytes taken below 16 MiB" },
	{ "placement.below_4g.bytes", "bytes", false, "less", 0,
	  "bytes of early reservations that begin below 4 GiB, held at the "
	  "end",
	  .role = "early-bytes-below-4g",
	  .title = "Bytes taken below 4 GiB" },
	{ "placement.steps.up", "count", false, "none", 0,
	  "searches that went above the one before where a search from the "
	  "top would have had to go below it" },
	{ "placement.steps.down", "count", false, "none", 0,
	  "searches that went below the one before where a search from the "
	  "bottom would have had to go above it" },
	{ .name = NULL },
};

static const struct table tables[] = {
	{ "placements.csv",
	  "sequence,start,end,bytes,node,hotpluggable,class,caller,"
	  "before_srat,released" },
	{ 0 },
};

static void row_write(const struct early *early,
		      const struct reservation *entry, FILE *out)
{
	int nid = places_nid_of(&early->places, entry->start);
	char node[16] = "";

	if (nid >= 0)
		snprintf(node, sizeof(node), "%d", nid);
	fprintf(out, "%zu,0x%" PRIx64 ",0x%" PRIx64 ",%" PRIu64
		",%s,%d,%s,%s,%d,%d\n",
		entry->sequence, entry->start, entry->end_inclusive,
		entry->end_inclusive - entry->start + 1, node,
		places_is_hotpluggable(&early->places, entry->start),
		entry->class_name, entry->caller, entry->before_srat,
		entry->released);
}

static void rows_write(const struct early *early,
		       const struct sample_sink *sink)
{
	for (size_t i = 0; i < early->list.count; i++)
		row_write(early, &early->list.entries[i], table_row(sink, 0));
}

void placement_print_rows(const struct early *early, const char *front,
			  FILE *out)
{
	fprintf(out, "run_id,block,arm,kernel,topology,mapping,%s\n",
		tables[0].columns);
	for (size_t i = 0; i < early->list.count; i++) {
		fputs(front, out);
		row_write(early, &early->list.entries[i], out);
	}
}

static uint64_t class_reservations(const struct reservations *list,
				   const char *class_name)
{
	uint64_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct reservation *entry = &list->entries[i];

		if (i > 0 && entry[-1].sequence == entry->sequence)
			continue;
		count += strcmp(entry->class_name, class_name) == 0;
	}
	return count;
}

/* Nodes and classes without bytes are said, too: a zero is a result. */
static int class_emit(const struct reservations *list,
		      const struct places *places, const char *class_name,
		      const struct sample_sink *sink, struct error *err)
{
	int ret = sample_emit(sink, "placement.reservations", class_name, -1,
			      class_reservations(list, class_name), err);

	for (int nid = -1; ret == 0 && nid < (int)places->node_count;
	     nid++) {
		uint64_t bytes = sums_class(list, places, class_name, nid);

		if (nid >= 0 || bytes)
			ret = sample_emit(sink, "placement.bytes", class_name,
					  nid, bytes, err);
	}
	return ret;
}

static int samples_emit(const struct reservations *list,
			const struct places *places,
			const struct sample_sink *sink, struct error *err)
{
	int ret = 0;

	if (class_reservations(list, CLASSES_UNKNOWN))
		ret = class_emit(list, places, CLASSES_UNKNOWN, sink, err);
	for (size_t i = 0; ret == 0 && classes_names[i]; i++)
		ret = class_emit(list, places, classes_names[i], sink, err);
	if (ret == 0)
		ret = sample_emit(sink, "placement.hotpluggable.bytes", "", -1,
				  sums_hotpluggable(list, places), err);
	if (ret == 0)
		ret = sample_emit(sink, "placement.below_16m.bytes", "", -1,
				  sums_below(list, 16ULL << 20), err);
	if (ret == 0)
		ret = sample_emit(sink, "placement.below_4g.bytes", "", -1,
				  sums_below(list, 4ULL << 30), err);
	return ret;
}

static int steps_emit(const struct trace *trace,
		      const struct places *places,
		      const struct sample_sink *sink, struct error *err)
{
	/* Without an SRAT nothing is before it. */
	const char *const items[STEPS_STAGES] = {
		[STEPS_BEFORE_SRAT] = trace->srat_read ? "before-srat" :
							 "before-numa",
		[STEPS_AFTER_SRAT] = trace->srat_read ? "after-srat" :
							"after-numa",
	};
	struct steps steps[STEPS_STAGES];
	int ret = 0;

	steps_count(trace, places, steps);
	for (int i = 0; ret == 0 && i < STEPS_STAGES; i++) {
		ret = sample_emit(sink, "placement.steps.up", items[i], -1,
				  steps[i].up, err);
		if (ret == 0)
			ret = sample_emit(sink, "placement.steps.down",
					  items[i], -1, steps[i].down, err);
	}
	return ret;
}

static int placement_read_samples(const struct run_evidence *evidence,
				  const struct sample_sink *sink,
				  struct error *err)
{
	const struct early *early;
	int ret = reservations_of(evidence, &early, err);

	if (ret)
		return ret;
	rows_write(early, sink);
	ret = samples_emit(&early->list, &early->places, sink, err);
	if (ret == 0)
		ret = steps_emit(&early->trace, &early->places, sink, err);
	return ret;
}

static int placement_check(const struct run_evidence *evidence,
			   struct error *err)
{
	const struct early *early;

	return reservations_of(evidence, &early, err);
}

const struct workload workload_placement = {
	.name = "placement",
	.question = "where a kernel's early allocations lie",
	.parameters = TRACE_PARAMETERS,
	.check = placement_check,
	.metrics = metrics,
	.tables = tables,
	.read_samples = placement_read_samples,
	.print = placement_print,
	.legend = "KiB that memblock handed out and nobody gave back, by what they are for\n"
		  "(docs/placement.md) and by node; * a node that SRAT marks hotpluggable.\n",
	.print_difference = placement_print_difference,
	.print_log = placement_print_log,
};
