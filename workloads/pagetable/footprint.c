// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload footprint: the page tables of the finished direct map, on guests
 * of any size.  The boot ends there, so that a guest costs the host hardly
 * more than its page tables; see docs/pagetable.md.
 */
#include <errno.h>
#include <inttypes.h>

#include "print.h"
#include "samples.h"
#include "snapshot.h"

#define MIB(n) ((uint64_t)(n) << 20)

/* Firmware keeps some of the RAM below 4 GiB to itself. */
#define FIRMWARE_MAX MIB(32)

static const struct stop_point stops[] = {
	{ BOOT_DIRECT_MAP, "init_mem_mapping", true,
	  "init_memory_mapping" },
	{ .function = NULL },
};

/* What QEMU's RAM is and e820 says at this point of the boot. */
static uint64_t expected_bytes(const struct topology *topology)
{
	uint64_t bytes = 0;

	for (unsigned int nid = 0; nid < topology->node_count; nid++)
		if (!topology->nodes[nid].hot_added)
			bytes += topology->nodes[nid].memory_bytes -
				 topology_hole_bytes(topology, nid);
	return bytes;
}

/*
 * The guest is gone before it could say what it saw: the direct map itself
 * must cover the RAM of the topology, by pages no larger than asked for.
 */
static int check_direct_map(const struct stop_view *view,
			    const struct pagetable *table, struct error *err)
{
	static const enum pagetable_size sizes[MAPPING_COUNT] = {
		[MAPPING_1G] = PAGETABLE_1G,
		[MAPPING_2M] = PAGETABLE_2M,
		[MAPPING_4K] = PAGETABLE_4K,
	};
	const uint64_t *leaves = table->parts[PAGETABLE_DIRECT].leaves;
	uint64_t bytes[MAPPING_COUNT];
	uint64_t expected = expected_bytes(view->topology);
	uint64_t mapped = 0;

	for (int size = 0; size < PAGETABLE_SIZES; size++)
		mapped += leaves[size] * pagetable_size_bytes(size);
	if (mapped + FIRMWARE_MAX < expected)
		return error_set(err, EINVAL,
				 "guest: found a direct map of %" PRIu64
				 " MiB, expected %" PRIu64 " MiB",
				 mapped >> 20, expected >> 20);
	for (int i = 0; i < MAPPING_COUNT; i++)
		bytes[i] = leaves[sizes[i]] * pagetable_size_bytes(sizes[i]);
	return mapping_check(view->mapping, bytes, view->topology, err);
}

static int visit(const struct stop_view *view, struct error *err)
{
	struct pagetable table;
	int ret = snapshot_walk(&table, view, err);

	if (ret == 0)
		ret = check_direct_map(view, &table, err);
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
