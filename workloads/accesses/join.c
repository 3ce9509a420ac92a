// SPDX-License-Identifier: GPL-2.0-only
#include "join.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../placement/classes.h"
#include "lib/alloc.h"

#define ISA_END 0x100000

static const char *const names[JOIN_OWN_CLASSES] = {
	[JOIN_MIXED] = OWNERS_MIXED,
	[JOIN_FREE] = "free",
	[JOIN_NO_RAM] = "no-ram",
	[JOIN_VMALLOC] = "vmalloc",
	[JOIN_VMEMMAP] = "vmemmap",
	[JOIN_OTHER_MAPPING] = "other-mapping",
	[JOIN_USER] = "user",
};

/**
 * struct join - the state of one join_make()
 * @pages: what is joined now
 * @seen: pages of RAM that were accessed before init ran, a byte each
 * @end_page: the first page above all RAM
 */
struct join {
	const struct join_input *input;
	struct joined *joined;
	const struct touched_pages *pages;
	uint8_t *seen;
	uint64_t end_page;
	struct error *err;
};

const char *join_class_name(int class_index)
{
	return class_index < JOIN_OWN_CLASSES ?
		       names[class_index] :
		       classes_names[class_index - JOIN_OWN_CLASSES];
}

static int class_of(const char *name)
{
	int index = 0;

	while (strcmp(join_class_name(index), name) != 0)
		index++;
	return index;
}

static int refuse(const struct join *join, uint64_t address,
		  uint64_t physical, const char *expected)
{
	return error_set(join->err, EINVAL,
			 "%s:%u: found the page 0x%" PRIx64 " at the physical address 0x%" PRIx64 ", expected %s",
			 join->input->touched->path, join->pages->line,
			 address, physical, expected);
}

static void add(struct join *join, int class_index, int nid)
{
	const struct touched_pages *pages = join->pages;
	struct joined *joined = join->joined;
	int node = nid < 0 ? JOIN_NO_NODE : nid;

	access_counts_add(&joined->sums[pages->stage][class_index][node],
			  &pages->counts, 1);
	access_counts_add(&joined->total, &pages->counts, 1);
	joined->cpus[pages->cpu][pages->stage][node] +=
		pages->counts.reads + pages->counts.writes;
}

/* The RAM of a page that was accessed before the stop must be there. */
static int check_backed(struct join *join, uint64_t address,
			uint64_t physical)
{
	uint64_t page = physical / TRANSLATION_PAGE_BYTES, same;

	if (join->pages->stage >= STAGE_INIT)
		return 0;
	join->seen[page] = 1;
	if (translation_find(&join->input->translation->backed, physical,
			     &same))
		return 0;
	return refuse(join, address, physical,
		      "one where the guest's RAM holds something");
}

/* Operations find what init finds. */
static const struct owners *owners_now(const struct join *join)
{
	int stage = join->pages->stage;

	return join->input->owners[stage < STAGE_INIT ? stage : STAGE_INIT];
}

static int add_physical(struct join *join, uint64_t address,
			uint64_t physical)
{
	const char *owner = owners_find(owners_now(join), physical);
	int nid = topology_nid_of(join->input->topology, physical);

	if (owner)
		add(join, class_of(owner), nid);
	else
		add(join, nid < 0 ? JOIN_NO_RAM : JOIN_FREE, nid);
	return nid < 0 ? 0 : check_backed(join, address, physical);
}

/* Firmware and loader run without paging, or with what maps 1:1. */
static int add_low(struct join *join, uint64_t address)
{
	if (join->pages->stage == STAGE_FIRMWARE)
		return add_physical(join, address, address);
	add(join, JOIN_USER, -1);
	return 0;
}

/*
 * Its place follows from the address; the page tables must agree, and but for
 * the first MiB only RAM is mapped so.
 */
static int add_linear(struct join *join, uint64_t address,
		      enum translation_region region, uint64_t offset)
{
	uint64_t physical = address - offset, walked;

	if (!translation_find(&join->input->translation->mapped[region],
			      address, &walked))
		join->joined->unproven += join->pages->counts.reads +
					  join->pages->counts.writes;
	else if (walked != physical)
		return refuse(join, address, physical,
			      "what the guest's page tables say");
	if (physical >= ISA_END &&
	    topology_nid_of(join->input->topology, physical) < 0)
		return refuse(join, address, physical, "RAM");
	return add_physical(join, address, physical);
}

/* Struct pages are mapped page by page: the page tables alone know. */
static int add_vmemmap(struct join *join, uint64_t address)
{
	const struct translation *translation = join->input->translation;
	uint64_t physical;

	if (translation_find(&translation->mapped[REGION_VMEMMAP], address,
			     &physical))
		return add_physical(join, address, physical);
	add(join, JOIN_VMEMMAP, -1);
	return 0;
}

static int add_page(struct join *join, uint64_t address)
{
	const struct translation *translation = join->input->translation;
	enum translation_region region =
		translation_region(translation, address);

	switch (region) {
	case REGION_LOW:
		return add_low(join, address);
	case REGION_DIRECT:
		return add_linear(join, address, region,
				  translation->direct_base);
	case REGION_IMAGE:
		return add_linear(join, address, region,
				  translation->image_offset);
	case REGION_VMEMMAP:
		return add_vmemmap(join, address);
	case REGION_VMALLOC:
		add(join, JOIN_VMALLOC, -1);
		return 0;
	default:
		add(join, JOIN_OTHER_MAPPING, -1);
		return 0;
	}
}

static int add_pages(struct join *join)
{
	const struct touched_pages *pages = join->pages;
	int ret = 0;

	for (uint64_t i = 0; i < pages->pages && ret == 0; i++)
		ret = add_page(join,
			       pages->address + i * TOUCHED_PAGE_BYTES);
	return ret;
}

static void count_seen(struct join *join)
{
	const struct translation_list *backed =
		&join->input->translation->backed;
	struct joined *joined = join->joined;

	for (uint64_t page = 0; page < join->end_page; page++)
		joined->seen_pages += join->seen[page];
	for (size_t i = 0; i < backed->count; i++)
		joined->backed_pages += backed->extents[i].bytes /
					TRANSLATION_PAGE_BYTES;
}

static uint64_t end_page(const struct topology *topology)
{
	const struct topology_range *last =
		&topology->ranges[topology->range_count - 1];

	return last->end_inclusive / TRANSLATION_PAGE_BYTES + 1;
}

int join_make(struct joined *joined, const struct join_input *input,
	      struct error *err)
{
	struct join join = {
		.input = input,
		.joined = joined,
		.end_page = end_page(input->topology),
		.err = err,
	};
	int ret = 0;

	memset(joined, 0, sizeof(*joined));
	join.seen = xcalloc(join.end_page, 1);
	for (size_t i = 0; i < input->touched->count && ret == 0; i++) {
		join.pages = &input->touched->list[i];
		ret = add_pages(&join);
	}
	if (ret == 0)
		count_seen(&join);
	free(join.seen);
	return ret;
}

static int nid_of_cpu(const struct topology *topology, unsigned int cpu)
{
	int nid = 0;

	while (!(topology->nodes[nid].cpu_set >> cpu & 1))
		nid++;
	return nid;
}

uint64_t join_remote(const struct joined *joined,
		     const struct topology *topology, int stage)
{
	uint64_t remote = 0;

	for (unsigned int cpu = 0; cpu < topology->cpu_count; cpu++) {
		int own = nid_of_cpu(topology, cpu);

		for (int nid = 0; nid < TOPOLOGY_MAX_NODES; nid++)
			if (nid != own)
				remote += joined->cpus[cpu][stage][nid];
	}
	return remote;
}
