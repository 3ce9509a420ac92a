// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload pagetable: where the page tables lie and what they map, read from
 * the RAM of a guest that is paused three times; see docs/pagetable.md.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine/pagetable.h"
#include "print.h"
#include "evidence/files.h"
#include "evidence/guestlog.h"
#include "samples.h"
#include "snapshot.h"

/*
 * The direct map when it is finished, when SRAT has been read, and when the
 * kernel is about to leave the CPU to the first program.
 */
static const struct stop_point stops[] = {
	{ "init_mem_mapping.return", "init_mem_mapping", true,
	  "init_memory_mapping" },
	{ "initmem_init.return", "initmem_init", true, NULL },
	{ "run_init_process", "run_init_process", false, NULL },
	{ .name = NULL },
};

#define STOP_COUNT (sizeof(stops) / sizeof(stops[0]) - 1)

/* DirectMap4k, 2M and 1G of /proc/meminfo, in pages of that size. */
static int take_direct_map(void *context, const char *record,
			   const json_t *object, struct error *err)
{
	static const char *const keys[PAGETABLE_SIZES] = {
		"DirectMap4k", "DirectMap2M", "DirectMap1G",
	};
	const json_t *fields = json_object_get(object, "fields");
	uint64_t *pages = context;

	(void)err;
	if (strcmp(record, "meminfo"))
		return 0;
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		pages[size] = (uint64_t)json_integer_value(
				      json_object_get(fields, keys[size])) *
			      1024 / pagetable_size_bytes(size);
	return 0;
}

static int read_direct_map(const char *directory,
			   uint64_t pages[PAGETABLE_SIZES], struct error *err)
{
	char *path = evidence_path(directory, EVIDENCE_GUEST);
	int ret = guestlog_each(path, take_direct_map, pages, err);

	free(path);
	return ret;
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	json_t *snapshots[STOP_COUNT] = { NULL };
	uint64_t guest[PAGETABLE_SIZES] = { 0 };
	int ret = read_direct_map(evidence->directory, guest, err);

	for (size_t i = 0; i < STOP_COUNT && ret == 0; i++) {
		ret = snapshot_load(evidence->directory, stops[i].name,
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
};
