// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload pagetable: where the page tables lie and what they map, read from
 * the RAM of a guest that is paused three times; see docs/pagetable.md.
 */
#include <errno.h>

#include "machine/pagetable.h"
#include "print.h"
#include "samples.h"
#include "snapshot.h"

/*
 * The direct map when it is finished, when SRAT has been read, and when the
 * kernel is about to leave the CPU to the first program.
 */
static const struct stop_point stops[] = {
	{ BOOT_DIRECT_MAP, "init_mem_mapping", true,
	  "init_memory_mapping" },
	{ BOOT_NUMA, "initmem_init", true, NULL },
	{ BOOT_INIT, "run_init_process", false, NULL },
	{ .function = NULL },
};

#define STOP_COUNT (sizeof(stops) / sizeof(stops[0]) - 1)

/* What the guest says of its direct map, in pages of each size. */
static int read_direct_map(const struct run_evidence *evidence,
			   int64_t pages[PAGETABLE_SIZES], struct error *err)
{
	static const enum guest_page sizes[PAGETABLE_SIZES] = {
		[PAGETABLE_4K] = GUEST_4K,
		[PAGETABLE_2M] = GUEST_2M,
		[PAGETABLE_1G] = GUEST_1G,
	};
	const struct guest_records *guest;
	int ret = evidence_guest(evidence, &guest, err);

	if (ret)
		return ret;
	for (int size = 0; size < PAGETABLE_SIZES && guest->meminfo_count;
	     size++) {
		int64_t kib = guest->meminfo.direct_map_kib[sizes[size]];

		pages[size] = kib == GUEST_IMPOSSIBLE ? kib :
			      (int64_t)(guest_kib(kib) * 1024 /
					pagetable_size_bytes(size));
	}
	return 0;
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	json_t *snapshots[STOP_COUNT] = { NULL };
	int64_t guest[PAGETABLE_SIZES] = { 0 };
	int ret = read_direct_map(evidence, guest, err);

	for (size_t i = 0; i < STOP_COUNT && ret == 0; i++) {
		ret = snapshot_load(evidence->directory, boot_stage_name(stops[i].stage),
				    &snapshots[i], err);
		if (ret == 0)
			ret = pagetable_emit(snapshots[i], evidence->topology,
					     sink, err);
	}
	if (ret == 0)
		ret = pagetable_emit_counters(snapshots[0],
					      snapshots[STOP_COUNT - 1],
					      guest, sink, err);
	for (size_t i = 0; i < STOP_COUNT; i++)
		json_decref(snapshots[i]);
	return ret;
}

static int print(const struct run_evidence *evidence, FILE *out,
		 struct error *err)
{
	return pagetable_print(evidence, stops, out, err);
}

const struct workload workload_pagetable = {
	.name = "pagetable",
	.question = "where a kernel's page tables lie",
	.parameters = "quiet",
	.stops = stops,
	.visit = snapshot_take,
	.metrics = pagetable_metrics,
	.read_samples = read_samples,
	.print = print,
	.legend = "Tables in the guest's memory at three moments: the direct map finished, nodes\n"
		  "known, init about to run. pte maps 4K pages, pmd 2M, pud 1G; others: of the\n"
		  "kernel's image and all else. * a hotpluggable node; withdrawn: not mapped any\n"
		  "more; digest: equal where the same is mapped (docs/pagetable.md).\n",
};
