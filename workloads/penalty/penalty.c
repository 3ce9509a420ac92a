// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload penalty: what a boot, and operations of a program after it, fetch
 * from which node's memory, by a model of TLB and caches that walks the
 * guest's own page tables; see docs/penalty.md.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../accesses/translation.h"
#include "../placement/trace.h"
#include "modelled.h"
#include "lib/alloc.h"
#include "workload/output.h"

static const struct metric metrics[] = {
	{ "walk.count", "count", false, "less", 0.001,
	  "page walks, by stage or operation, what was translated and size of "
	  "the page",
	  .show = "apart", .role = "walks" },
	{ "walk.references", "count", false, "none", 0.001,
	  "entries that walks read, by stage or operation, what was translated "
	  "and level of the table, and node of the table",
	  .show = "apart", .role = "table-references" },
	{ "walk.fetches", "count", false, "none", 0.001,
	  "those of them that no cache of the mmu held",
	  .show = "apart", .role = "table-fetches" },
	{ "walk.unmapped.count", "count", false, "less", 0,
	  "walks that found no page: the mmu followed wrong tables" },
	{ "tlb.accesses.count", "count", false, "none", 0.001,
	  "loads and stores that the mmu translated, by stage or operation",
	  .show = "apart" },
	{ "tlb.misses.count", "count", false, "none", 0.001,
	  "those of them that the TLB's first level did not have",
	  .show = "apart" },
	{ "access.fetches", "count", false, "none", 0.001,
	  "lines that loads and stores fetched from memory by the mmu, by "
	  "stage or operation and what they are of, and node of the memory",
	  .show = "apart", .role = "memory-fetches" },
	{ "operation.count", "count", false, "none", 0,
	  "how many operations were done",
	  .show = "condition", .role = "operations" },
	{ "node.cpus.count", "count", false, "none", 0,
	  "CPUs of a node, as the topology has them",
	  .show = "condition", .role = "node-cpus" },
	{ "node.distance.tenths", "tenths", false, "none", 0,
	  "distance from CPUs of a node to memory of a node by SLIT: 10 is "
	  "local",
	  .show = "condition", .role = "node-distance" },
	{ "mmu.entries", "entries", false, "none", 0,
	  "size of the mmu's TLBs and paging-structure caches",
	  .show = "condition", .role = "cache-entries" },
	{ "mmu.bytes", "bytes", false, "none", 0,
	  "size of the mmu's caches of lines",
	  .show = "condition", .role = "cache-bytes" },
	{ 0 },
};

static const char *const level_names[PAGETABLE_LEVELS] = {
	"", "pte", "pmd", "pud", "pgd", "",
};

static void put_level(struct sample_output *output, const char *item,
		      const struct walked_tables tables[TOPOLOGY_MAX_NODES])
{
	for (int nid = 0; nid < TOPOLOGY_MAX_NODES; nid++) {
		sample_put_some(output, "walk.references", item, nid,
				tables[nid].references);
		sample_put_some(output, "walk.fetches", item, nid,
				tables[nid].fetches);
	}
}

static uint64_t count_leaves(
	const struct walked_tables tables[TOPOLOGY_MAX_NODES])
{
	uint64_t leaves = 0;

	for (int nid = 0; nid < TOPOLOGY_MAX_NODES; nid++)
		leaves += tables[nid].leaves;
	return leaves;
}

/* A leaf of level 1 maps 4K, of 2 2M, of 3 1G. */
static void put_region(struct sample_output *output, const char *stage,
		       const char *region,
		       const struct walked_tables
		       tables[PAGETABLE_LEVELS][TOPOLOGY_MAX_NODES])
{
	for (int level = 1; level < PAGETABLE_LEVELS; level++) {
		char *item = xasprintf("%s.%s.%s", stage, region,
				       level_names[level]);

		put_level(output, item, tables[level]);
		free(item);
		if (level > PAGETABLE_SIZES)
			continue;
		item = xasprintf("%s.%s.%s", stage, region,
				 pagetable_size_name(level - 1));
		sample_put_some(output, "walk.count", item, -1,
				count_leaves(tables[level]));
		free(item);
	}
}

static void put_walks(struct sample_output *output,
		      const struct walked *walked, const char *name,
		      int stage)
{
	char *user = xasprintf("%s.%s.4K", name,
			       walked_region_name(REGION_LOW));

	sample_put_some(output, "walk.count", user, -1, walked->user[stage]);
	free(user);
	for (int region = REGION_DIRECT; region < REGION_COUNT; region++)
		put_region(output, name, walked_region_name(region),
			   walked->tables[stage][region]);
	sample_put_some(output, "tlb.accesses.count", name, -1,
			walked->accesses[stage]);
	sample_put_some(output, "tlb.misses.count", name, -1,
			walked->tlb_misses[stage]);
}

static void put_fetches(struct sample_output *output,
			const struct joined *joined, const char *name,
			int stage)
{
	for (int i = 0; join_class_name(i); i++) {
		char *item = xasprintf("%s.%s", name, join_class_name(i));

		for (int node = 0; node < JOIN_NODES; node++)
			sample_put_some(output, "access.fetches", item,
					node == JOIN_NO_NODE ? -1 : node,
					joined->sums[stage][i][node].fetches);
		free(item);
	}
}

static void put_stage(struct sample_output *output,
		      const struct penalty *penalty, int stage)
{
	const char *name = penalty_stage_name(penalty, stage);

	if (!name)
		return;
	put_walks(output, &penalty->walked, name, stage);
	put_fetches(output, &penalty->joined, name, stage);
	if (stage >= STAGE_MARKED)
		sample_put(output, "operation.count", name, -1,
			   penalty->operations.list[stage - STAGE_INIT].count);
}

static void put_distances(struct sample_output *output,
			  const struct topology *topology, unsigned int from)
{
	char *item = xasprintf("node%u", from);

	sample_put(output, "node.cpus.count", "", (int)from,
		   topology->nodes[from].cpus);
	for (unsigned int to = 0; to < topology->node_count; to++)
		sample_put(output, "node.distance.tenths", item, (int)to,
			   topology->distance[from][to]);
	free(item);
}

static int put_cache(void *context, const char *name,
		     const struct cache_geometry *geometry, struct error *err)
{
	struct sample_output *output = context;
	bool lines = strncmp(name, "cache.", strlen("cache.")) == 0;

	(void)err;
	sample_put(output, lines ? "mmu.bytes" : "mmu.entries", name, -1,
		   geometry->entries * (lines ? MMU_LINE_BYTES : 1));
	return 0;
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct sample_output output = { .sink = sink, .err = err };
	struct penalty *penalty = xcalloc(1, sizeof(*penalty));

	output.ret = penalty_read(penalty, evidence, err);
	for (int stage = STAGE_BEFORE_SRAT; stage < STAGE_MAX && !output.ret;
	     stage++)
		put_stage(&output, penalty, stage);
	sample_put(&output, "walk.unmapped.count", "", -1,
		   penalty->walked.unmapped);
	for (unsigned int nid = 0; nid < evidence->topology->node_count; nid++)
		put_distances(&output, evidence->topology, nid);
	mmu_parameters_each(&penalty->parameters, put_cache, &output, err);
	free(penalty);
	return output.ret;
}

const struct workload workload_penalty = {
	.name = "penalty",
	.question =
		"what a boot and a program fetch from which node, by a modelled mmu",
	.engines = ENGINES_EXACT,
	.plugin = PLUGIN_MMU,
	.parameters = TRACE_PARAMETERS,
	.stops = translation_stops,
	.visit = translation_write,
	.program = "direct-map",
	.arguments = "--mark --bytes 32M --reads 10000 --forks 30",
	.metrics = metrics,
	.read_samples = read_samples,
};
