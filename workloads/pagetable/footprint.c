// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload footprint: the page tables of the finished direct map, on guests
 * of any size.  The boot ends there, so that a guest costs the host hardly
 * more than its page tables; see docs/pagetable.md.
 */
#include "print.h"
#include "samples.h"
#include "snapshot.h"

static const struct stop_point stops[] = {
	{ BOOT_DIRECT_MAP, "init_mem_mapping", true,
	  "init_memory_mapping" },
	{ .function = NULL },
};

static int visit(const struct stop_view *view, struct error *err)
{
	struct pagetable table;
	int ret = snapshot_walk(&table, view, err);

	if (ret == 0)
		ret = snapshot_check_direct_map(view, &table, err);
	if (ret == 0)
		ret = snapshot_write(view, &table, err);
	pagetable_release(&table);
	return ret;
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	json_t *snapshot;
	int ret = snapshot_load(evidence->directory, boot_stage_name(stops[0].stage),
				&snapshot, err);

	if (ret == 0)
		ret = pagetable_emit(snapshot, evidence->topology, sink, err);
	if (ret == 0)
		ret = pagetable_emit_steps(snapshot, sink, err);
	if (ret == 0)
		ret = pagetable_emit_touched(snapshot, sink, err);
	json_decref(snapshot);
	return ret;
}

static int print(const struct run_evidence *evidence, FILE *out,
		 struct error *err)
{
	return pagetable_print(evidence, stops, out, err);
}

const struct workload workload_footprint = {
	.name = "footprint",
	.question = "how many page tables a guest of any size takes",
	.parameters = "quiet",
	.stops = stops,
	.ends_at_last_stop = true,
	.visit = visit,
	.metrics = pagetable_metrics,
	.read_samples = read_samples,
	.print = print,
};
