// SPDX-License-Identifier: GPL-2.0-only
#include "import/resolve.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "import/ram.h"
#include "lib/alloc.h"
#include "machine/acpi-set.h"

#define GIB(n) ((uint64_t)(n) << 30)
/* Below it a hole is RAM that the firmware shadows, 640 KiB to 1 MiB. */
#define SMALL_HOLE (UINT64_C(1) << 20)

/* What is known of each number of a node. */
struct numbered {
	bool has_ram, has_added, cold, hot;
	unsigned int cpus;
	int index;
};

/* CPUs by the kernel's numbers, or by APIC ids in the order of MADT. */
static void find_cpus(struct resolved *r, struct described *d)
{
	r->numbered = d->cpus.count > 0;
	if (r->numbered) {
		for (size_t i = 0; i < d->cpus.count; i++)
			described_add_cpu(&r->cpus, d->cpus.at[i].number,
					  d->cpus.at[i].nid);
		return;
	}
	for (size_t i = 0; i < d->present_count; i++)
		for (size_t j = 0; j < d->apics.count; j++)
			if (d->apics.at[j].number == d->present[i]) {
				described_add_cpu(&r->cpus, (unsigned int)i,
						  d->apics.at[j].nid);
				break;
			}
	r->numbered = r->cpus.count > 0;
	for (size_t i = 0; i < d->apics.count && !r->numbered; i++)
		described_add_cpu(&r->cpus, d->apics.at[i].number,
				  d->apics.at[i].nid);
}

static int compare_cpus(const void *a, const void *b)
{
	const struct described_cpu *left = a, *right = b;

	return (left->number > right->number) - (left->number < right->number);
}

/* SRAT names CPUs that may come, too. */
static void drop_absent(struct resolved *r, struct described *d)
{
	size_t there = d->cpus_possible, all = r->cpus.count, kept = 0;

	if (r->numbered || !there || there >= all)
		return;
	for (size_t i = 0; i < all; i++)
		if ((i + 1) * there / all > i * there / all)
			r->cpus.at[kept++] = r->cpus.at[i];
	r->cpus.count = kept;
	described_note(d, "SRAT names %zu CPUs, of which %zu are there, and not which: each node has its share",
		       all, there);
}

/* By number, each once, without a gap. */
static void number_cpus(struct resolved *r, struct described *d)
{
	size_t kept = 0;
	bool gap = false;

	if (r->cpus.count)
		qsort(r->cpus.at, r->cpus.count, sizeof(*r->cpus.at),
		      compare_cpus);
	for (size_t i = 0; i < r->cpus.count; i++) {
		if (kept && r->cpus.at[i].number == r->cpus.at[kept - 1].number)
			continue;
		gap |= r->cpus.at[i].number != kept;
		r->cpus.at[kept] = r->cpus.at[i];
		kept++;
	}
	r->cpus.count = kept;
	drop_absent(r, d);
	if (!r->numbered && d->apics.count)
		described_note(d, "CPUs are numbered by their APIC ids: their numbers are not told");
	r->numbered |= !gap;
	if (gap && r->numbered)
		described_note(d, "CPUs are numbered anew, since numbers were missing (offline, or not there)");
}

static void mark(struct numbered *nodes, const struct spans *spans, bool added)
{
	for (size_t i = 0; i < spans->count; i++) {
		struct numbered *node = &nodes[spans->at[i].nid];

		node->has_ram |= !added;
		node->has_added |= added;
		node->hot |= spans->at[i].hotpluggable;
		node->cold |= !spans->at[i].hotpluggable;
	}
}

static int add_node(struct resolved *r, struct described *d,
		    struct numbered *node, int nid)
{
	struct resolved_node *made;

	node->index = (int)r->node_count++;
	if (r->node_count > TOPOLOGY_MAX_NODES)
		return -1;
	made = &r->nodes[node->index];
	made->nid = nid;
	made->cpus = node->cpus;
	made->hot_added = node->has_added;
	made->hotpluggable = node->has_added || (node->hot && !node->cold);
	if (node->hot && node->cold)
		described_note(d, "node %d: some of its memory is hot-pluggable, some is not: none is here",
			       nid);
	if (!node->cpus)
		described_note(d, "node %d has memory and no CPUs%s", nid,
			       node->has_added ? ", and came later" : "");
	if (nid != node->index)
		described_note(d, "node %d here is node %d there%s",
			       node->index, nid, node->cpus ? "" :
			       ": nodes without CPUs are last");
	return 0;
}

/* Nodes with CPUs first; what has neither memory nor CPUs is none. */
static void order_nodes(struct resolved *r, struct described *d,
			struct numbered *nodes)
{
	unsigned int added = 0;

	for (int nid = 0; nid < DESCRIBED_MAX_NODES; nid++) {
		added += nodes[nid].has_added;
		if (nodes[nid].has_added && added > ACPI_MEMORY_SLOTS)
			nodes[nid].has_added = false;
	}
	if (added > ACPI_MEMORY_SLOTS)
		described_note(d, "%u nodes have memory that came later: that of the first %d is kept",
			       added, ACPI_MEMORY_SLOTS);
	for (int pass = 0; pass < 2; pass++)
		for (int nid = 0; nid < DESCRIBED_MAX_NODES; nid++) {
			struct numbered *node = &nodes[nid];

			if (!!node->cpus == (pass == 0) &&
			    (node->cpus || node->has_ram || node->has_added))
				add_node(r, d, node, nid);
		}
}

static void add_stretches(struct resolved *r, const struct spans *spans,
			  const struct numbered *nodes)
{
	const struct span *last = NULL;

	for (size_t i = 0; i < spans->count; i++) {
		const struct span *span = &spans->at[i];
		unsigned int index = (unsigned int)nodes[span->nid].index;
		uint64_t bytes = span->end_inclusive - span->start + 1;
		struct resolved_stretch *stretch = r->stretch_count ?
			&r->stretches[r->stretch_count - 1] : NULL;

		if (last && last->nid == span->nid &&
		    span->start > last->end_inclusive &&
		    span->start - last->end_inclusive - 1 <= SMALL_HOLE)
			bytes += span->start - last->end_inclusive - 1;
		if (!last && span->start <= SMALL_HOLE)
			bytes += span->start;
		last = span;
		r->nodes[index].bytes += bytes;
		if (stretch && stretch->index == index) {
			stretch->bytes += bytes;
			continue;
		}
		r->stretches = xgrow(r->stretches, r->stretch_count,
				     sizeof(*r->stretches));
		r->stretches[r->stretch_count++] =
			(struct resolved_stretch){ index, bytes };
	}
}

static bool distance_is_right(const struct resolved *r)
{
	for (unsigned int from = 0; from < r->node_count; from++)
		for (unsigned int to = 0; to < r->node_count; to++)
			if (from == to ? r->distance[from][to] != 10 :
			    r->distance[from][to] <= 10 ||
			    r->distance[from][to] > 254)
				return false;
	return true;
}

static void find_distances(struct resolved *r, struct described *d,
			   const struct numbered *nodes)
{
	for (size_t from = 0; from < d->distance_count && d->distance; from++)
		for (size_t to = 0; to < d->distance_count; to++) {
			int a = d->distance_nids[from], b = d->distance_nids[to];

			if (a < 0 || b < 0 || nodes[a].index < 0 ||
			    nodes[b].index < 0)
				continue;
			r->distance[nodes[a].index][nodes[b].index] =
				d->distance[from * d->distance_count + to];
		}
	r->has_distances = d->distance && distance_is_right(r);
	if (r->has_distances || r->node_count == 1)
		return;
	described_note(d, d->distance ?
		       "distances are not 10 on a node and 11 to 254 between nodes, which Linux ignores: 20 between any two" :
		       "distances are not told (SLIT, or node*/distance of sysfs): 20 between any two");
}

static uint64_t bytes_below(const struct spans *spans, uint64_t limit)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < spans->count; i++)
		if (spans->at[i].start < limit)
			bytes += (spans->at[i].end_inclusive < limit ?
				  spans->at[i].end_inclusive + 1 : limit) -
				 spans->at[i].start;
	return bytes;
}

static int check(const struct resolved *r, struct error *err)
{
	if (r->node_count > TOPOLOGY_MAX_NODES)
		return error_set(err, EINVAL,
				 "found %u nodes with memory or CPUs, expected at most %d: kernels and guests here have no more",
				 r->node_count, TOPOLOGY_MAX_NODES);
	if (!r->cpus.count)
		return error_set(err, EINVAL,
				 "found no line that says on which node CPUs are, expected `.... node #0, CPUs:`, `pcpu-alloc:` or `SRAT: PXM … APIC` (dmesg has them, a console may not): add a copy of /sys/devices/system/node");
	if (!r->stretch_count)
		return error_set(err, EINVAL,
				 "found no node with memory, expected the size of one at least");
	return 0;
}

int resolve(struct resolved *r, struct described *d, struct error *err)
{
	struct numbered *nodes = xcalloc(DESCRIBED_MAX_NODES, sizeof(*nodes));
	struct ram ram;
	int ret;

	*r = (struct resolved){ .srat_corrupt = d->srat_corrupt };
	for (int nid = 0; nid < DESCRIBED_MAX_NODES; nid++)
		nodes[nid].index = -1;
	ram_find(&ram, d);
	find_cpus(r, d);
	number_cpus(r, d);
	mark(nodes, &ram.spans, false);
	mark(nodes, &ram.added, true);
	for (size_t i = 0; i < r->cpus.count; i++)
		nodes[r->cpus.at[i].nid].cpus++;
	order_nodes(r, d, nodes);
	if (r->node_count <= TOPOLOGY_MAX_NODES) {
		add_stretches(r, &ram.spans, nodes);
		for (size_t i = 0; i < ram.added.count; i++) {
			const struct span *span = &ram.added.at[i];

			if (nodes[span->nid].has_added)
				r->nodes[nodes[span->nid].index].bytes +=
					span->end_inclusive - span->start + 1;
		}
		for (size_t i = 0; i < r->cpus.count; i++)
			r->cpus.at[i].nid = nodes[r->cpus.at[i].nid].index;
		find_distances(r, d, nodes);
	}
	if (ram.addressed)
		r->low_bytes = bytes_below(&ram.spans, GIB(4));
	ret = check(r, err);
	ram_release(&ram);
	free(nodes);
	return ret;
}

uint64_t resolved_bytes(const struct resolved *r)
{
	uint64_t bytes = 0;

	for (unsigned int i = 0; i < r->node_count; i++)
		bytes += r->nodes[i].bytes;
	return bytes;
}

void resolved_release(struct resolved *r)
{
	free(r->stretches);
	free(r->cpus.at);
	*r = (struct resolved){ 0 };
}
