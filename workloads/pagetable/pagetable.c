// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload pagetable: where the page tables lie and what they map, read from
 * the RAM of a guest that is paused three times; see docs/pagetable.md.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "machine/pagetable.h"
#include "machine/topology.h"
#include "samples/sample.h"
#include "snapshot.h"

static const struct metric metrics[] = {
	{ .name = NULL },
};

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

/* What is wrong with the tables is the guest's fault, whatever it is. */
static int blame_guest(int ret)
{
	return ret == -EFAULT || ret == -ENOENT ? -EINVAL : ret;
}

static int visit(const struct stop_view *view, struct error *err)
{
	struct snapshot_counters counters;
	struct pagetable_mode mode;
	struct pagetable table = { 0 };
	int ret = pagetable_mode_of(&mode, view->vcpu, err);

	if (ret)
		return ret;
	ret = blame_guest(pagetable_walk(&table, view->memory, &mode, err));
	if (ret == 0) {
		snapshot_read_counters(&counters, view, &mode);
		ret = snapshot_write(view, &table, &counters, err);
	}
	pagetable_release(&table);
	return ret;
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	(void)evidence; (void)sink; (void)err;
	return 0;
}

const struct workload workload_pagetable = {
	.name = "pagetable",
	.parameters = "quiet",
	.stops = stops,
	.visit = visit,
	.metrics = metrics,
	.read_samples = read_samples,
};
