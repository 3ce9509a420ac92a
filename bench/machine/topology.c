// SPDX-License-Identifier: GPL-2.0-only
#include "machine/topology.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

/* RAM of the nodes that are, or are not, hot-added. */
static uint64_t ram_bytes(const struct topology *t, bool hot_added)
{
	uint64_t bytes = 0;

	for (unsigned int nid = 0; nid < t->node_count; nid++) {
		if (t->nodes[nid].hot_added == hot_added)
			bytes += t->nodes[nid].memory_bytes;
	}
	return bytes;
}

/*
 * What q35 keeps below the PCI hole.  With less than 2.75 GiB everything
 * fits there; otherwise the split is at 2 GiB, so that gigabyte pages can
 * map both parts (QEMU, hw/i386/pc_q35.c, pc_q35_init()).
 */
uint64_t topology_low_end(const struct topology *t)
{
	uint64_t bytes = ram_bytes(t, false);

	return bytes >= 0xb0000000 ? GIB(2) : bytes;
}

/* Where QEMU's memory devices begin (hw/i386/pc.c, pc_memory_init()). */
static uint64_t device_memory_start(const struct topology *t)
{
	uint64_t end = GIB(4) + ram_bytes(t, false) - topology_low_end(t);

	return (end + GIB(1) - 1) & ~(GIB(1) - 1);
}

static void add_range(struct topology *t, unsigned int nid, uint64_t start,
		      uint64_t end)
{
	if (start >= end)
		return;
	t->ranges[t->range_count++] = (struct topology_range){
		.start = start,
		.end_inclusive = end - 1,
		.nid = (int)nid,
		.hotpluggable = t->nodes[nid].hotpluggable,
	};
}

static uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* RAM from @start to @end of the nodes laid end to end, put in its place. */
static void lay_out_node(struct topology *t, unsigned int nid, uint64_t start,
			 uint64_t end)
{
	const uint64_t low_end = topology_low_end(t);
	const uint64_t shift = GIB(4) - low_end;

	add_range(t, nid, start, min_u64(end, KIB(640)));
	add_range(t, nid, max_u64(start, MIB(1)), min_u64(end, low_end));
	add_range(t, nid, max_u64(start, low_end) + shift, end + shift);
}

uint64_t topology_piece_bytes(const struct topology *t, unsigned int nid,
			      unsigned int round)
{
	const struct topology_node *node = &t->nodes[nid];
	uint64_t bytes = node->memory_bytes;

	if (round)
		return node->later_bytes[round - 1];
	for (unsigned int i = 0; i < TOPOLOGY_MAX_ROUNDS - 1; i++)
		bytes -= node->later_bytes[i];
	return bytes;
}

/* One round over the nodes; Return: where the next one begins. */
static uint64_t lay_out_round(struct topology *t, unsigned int round,
			      uint64_t start)
{
	for (unsigned int nid = 0; nid < t->node_count; nid++) {
		uint64_t end = start + topology_piece_bytes(t, nid, round);

		if (t->nodes[nid].hot_added)
			continue;
		lay_out_node(t, nid, start, end);
		start = end;
	}
	return start;
}

void topology_lay_out(struct topology *t)
{
	uint64_t start = 0, device_start = device_memory_start(t);

	for (unsigned int round = 0; round < TOPOLOGY_MAX_ROUNDS; round++)
		start = lay_out_round(t, round, start);
	for (unsigned int nid = 0; nid < t->node_count; nid++) {
		uint64_t end = device_start + t->nodes[nid].memory_bytes;

		if (!t->nodes[nid].hot_added)
			continue;
		add_range(t, nid, device_start, end);
		device_start = end;
	}
}

static const struct topology_range *find_range(const struct topology *t,
					       uint64_t address)
{
	for (unsigned int i = 0; i < t->range_count; i++) {
		if (address >= t->ranges[i].start &&
		    address <= t->ranges[i].end_inclusive)
			return &t->ranges[i];
	}
	return NULL;
}

int topology_nid_of(const struct topology *t, uint64_t address)
{
	const struct topology_range *range = find_range(t, address);

	return range ? range->nid : -1;
}

bool topology_is_hotpluggable(const struct topology *t, uint64_t address)
{
	const struct topology_range *range = find_range(t, address);

	return range && range->hotpluggable;
}

uint64_t topology_hole_bytes(const struct topology *t, unsigned int nid)
{
	uint64_t bytes = 0;

	for (unsigned int i = 0; i < t->hole_count; i++) {
		if (t->holes[i].nid == (int)nid)
			bytes += t->holes[i].size_bytes;
	}
	return bytes;
}

/* RAM of QEMU's own, or in the file that comes next; maybe on a host's node. */
static void add_backend(unsigned int id, unsigned int nid, uint64_t bytes,
			struct topology_backing *backing, struct argv *argv)
{
	char place[64] = ",reserve=off", file[64] = "";

	if (backing->host_nids)
		snprintf(place, sizeof(place),
			 ",prealloc=on,host-nodes=%d,policy=bind",
			 backing->host_nids[nid]);
	if (backing->ram_fds)
		snprintf(file, sizeof(file), ",share=on,mem-path=/dev/fd/%d",
			 *backing->ram_fds++);
	argv_add(argv, "-object");
	argv_add(argv, "memory-backend-%s,id=ram%u,size=%" PRIu64 "M%s%s",
		 *file ? "file" : "ram", id, bytes >> 20, place, file);
}

/* ",cpus=0-3,cpus=8-11": QEMU takes one option for each run of numbers. */
static char *cpu_options(uint64_t set)
{
	char *options = xstrdup("");

	for (unsigned int first = 0, last; first < 64; first = last + 1) {
		char *longer;

		last = first;
		if (!(set >> first & 1))
			continue;
		while (last < 63 && set >> (last + 1) & 1)
			last++;
		longer = xasprintf("%s,cpus=%u-%u", options, first, last);
		free(options);
		options = longer;
	}
	return options;
}

static void add_node_args(const struct topology *t, unsigned int nid,
			  struct topology_backing *backing, struct argv *argv)
{
	const struct topology_node *node = &t->nodes[nid];
	uint64_t bytes = topology_piece_bytes(t, nid, 0);
	char memory[32] = "", *cpus = cpu_options(node->cpu_set);

	if (bytes)
		add_backend(nid, nid, bytes, backing, argv);
	if (bytes && !node->hot_added)
		snprintf(memory, sizeof(memory), ",memdev=ram%u", nid);
	argv_add(argv, "-numa");
	argv_add(argv, "node,nodeid=%u%s%s", nid, cpus, memory);
	free(cpus);
}

/*
 * QEMU lays out RAM by its nodes, each in one piece: the later pieces are
 * nodes of their own to it, behind the others.  The guest's SRAT is ours.
 */
static void add_later_pieces(const struct topology *t,
			     struct topology_backing *backing,
			     struct argv *argv)
{
	unsigned int count = t->node_count;

	for (unsigned int i = t->node_count;
	     i < t->node_count * TOPOLOGY_MAX_ROUNDS; i++) {
		unsigned int nid = i % t->node_count;
		uint64_t bytes = topology_piece_bytes(t, nid,
						      i / t->node_count);

		if (!bytes)
			continue;
		add_backend(count, nid, bytes, backing, argv);
		argv_add(argv, "-numa");
		argv_add(argv, "node,nodeid=%u,memdev=ram%u", count, count);
		count++;
	}
}

/* A DIMM for each hot-added range; QEMU itself would choose its address. */
static void add_dimms(const struct topology *t, struct argv *argv)
{
	for (unsigned int i = 0; i < t->range_count; i++) {
		unsigned int nid = (unsigned int)t->ranges[i].nid;

		if (!t->nodes[nid].hot_added)
			continue;
		argv_add(argv, "-device");
		argv_add(argv,
			 "pc-dimm,id=dimm%u,memdev=ram%u,node=%u,addr=0x%" PRIx64,
			 nid, nid, nid, t->ranges[i].start);
	}
}

static void add_memory_size(const struct topology *t, struct argv *argv)
{
	unsigned int slots = 0;

	for (unsigned int nid = 0; nid < t->node_count; nid++)
		slots += t->nodes[nid].hot_added;
	argv_add(argv, "-m");
	if (slots)
		argv_add(argv, "%" PRIu64 "M,slots=%u,maxmem=%" PRIu64 "M",
			 ram_bytes(t, false) >> 20, slots,
			 t->memory_bytes >> 20);
	else
		argv_add(argv, "%" PRIu64 "M", t->memory_bytes >> 20);
}

/* QEMU is told of no distance: the tables are ours. */
static void add_nodes(const struct topology *t,
		      struct topology_backing *backing, struct argv *argv)
{
	for (unsigned int nid = 0; nid < t->node_count; nid++)
		add_node_args(t, nid, backing, argv);
	add_later_pieces(t, backing, argv);
}

void topology_add_qemu_args(const struct topology *t,
			    enum topology_vcpus vcpus,
			    struct topology_backing backing,
			    struct argv *argv)
{
	add_memory_size(t, argv);
	/* One core per socket makes the APIC id of a CPU its number. */
	argv_add(argv, "-smp");
	argv_add(argv, "%u,sockets=%u,maxcpus=%u",
		 vcpus == TOPOLOGY_VCPUS_FIRST ? 1 : t->cpu_count,
		 t->cpu_count, t->cpu_count);
	if (t->srat != TOPOLOGY_SRAT_NONE) {
		add_nodes(t, &backing, argv);
	} else {
		add_backend(0, 0, t->memory_bytes, &backing, argv);
		argv_add(argv, "-machine");
		argv_add(argv, "memory-backend=ram0");
	}
	add_dimms(t, argv);
}

/* @line and @word with a blank between; frees @line. */
static char *append_word(char *line, const char *word)
{
	char *longer = xasprintf("%s%s%s", line, *line && *word ? " " : "",
				 word);

	free(line);
	return longer;
}

char *topology_kernel_parameters(const struct topology *t)
{
	char *parameters = xstrdup("");

	for (unsigned int i = 0; i < t->hole_count; i++) {
		char *hole = xasprintf("memmap=0x%" PRIx64 "$0x%" PRIx64,
				       t->holes[i].size_bytes,
				       t->holes[i].start);

		parameters = append_word(parameters, hole);
		free(hole);
	}
	return append_word(parameters, t->parameters);
}

uint64_t topology_hotpluggable_nodes(const struct topology *t)
{
	uint64_t nodes = 0;

	for (unsigned int nid = 0; nid < t->node_count; nid++)
		if (t->nodes[nid].memory_bytes && t->nodes[nid].hotpluggable)
			nodes |= UINT64_C(1) << nid;
	return nodes;
}

uint64_t topology_hot_added_nodes(const struct topology *t)
{
	uint64_t nodes = 0;

	for (unsigned int nid = 0; nid < t->node_count; nid++)
		if (t->nodes[nid].memory_bytes && t->nodes[nid].hot_added)
			nodes |= UINT64_C(1) << nid;
	return nodes;
}
