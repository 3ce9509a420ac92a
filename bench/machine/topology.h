/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TOPOLOGY_H
#define NUMABOOT_TOPOLOGY_H

/*
 * The machine that a guest is given: nodes, CPUs, memory, holes, distances.  A
 * topology is a value: nothing in it is allocated, and once loaded it has been
 * checked and does not change.  What QEMU, firmware tables and kernel are told
 * is derived from it, so that they agree.
 */

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/argv.h"
#include "lib/error.h"

#define TOPOLOGY_MAX_NODES 64
#define TOPOLOGY_MAX_CPUS 64
#define TOPOLOGY_MAX_HOLES 8

/* Stretches of RAM that a node has, one in each round over the nodes. */
#define TOPOLOGY_MAX_ROUNDS 4

/* More files than QEMU has nodes: include/sysemu/numa.h, MAX_NODES. */
#define TOPOLOGY_MAX_PIECES 128

/* RAM is cut at most twice: at 640 KiB and at the hole below 4 GiB. */
#define TOPOLOGY_MAX_RANGES (TOPOLOGY_MAX_PIECES + 2)

/**
 * enum topology_srat - the firmware's table of nodes
 * @TOPOLOGY_SRAT_GOOD: describes the nodes
 * @TOPOLOGY_SRAT_CORRUPT: its last entry is one that Linux gives it up for
 * @TOPOLOGY_SRAT_NONE: there is none, as on a machine without NUMA
 */
enum topology_srat {
	TOPOLOGY_SRAT_GOOD,
	TOPOLOGY_SRAT_CORRUPT,
	TOPOLOGY_SRAT_NONE,
};

/**
 * struct topology_node - what one node was given
 * @memory_bytes: RAM, 0 for a node of CPUs only
 * @later_bytes: of these, what lies behind the RAM of other nodes, by round
 * @cpu_set: its CPUs, bit N stands for CPU N
 * @cpus: how many CPUs it has, 0 for a node of memory only
 * @hotpluggable: its memory carries SRAT's hot-pluggable flag
 * @hot_added: its memory is a DIMM that e820 does not list: Linux adds it
 *             when its ACPI driver finds the device
 */
struct topology_node {
	uint64_t memory_bytes;
	uint64_t later_bytes[TOPOLOGY_MAX_ROUNDS - 1];
	uint64_t cpu_set;
	unsigned int cpus;
	bool hotpluggable;
	bool hot_added;
};

/**
 * struct topology_guest_node - a node as the guest is to report it
 * @memory_bytes: what its kernel is given, without holes
 * @cpus: bit N stands for CPU N
 * @distance: to each of the guest's nodes
 * @hot_added: nothing was put there before it came: all of it is managed
 */
struct topology_guest_node {
	uint64_t memory_bytes;
	uint64_t cpus;
	uint8_t distance[TOPOLOGY_MAX_NODES];
	bool hot_added;
};

/**
 * struct topology_hole - RAM that the kernel is told to leave alone
 * @start: first byte, a multiple of 4 KiB
 * @size_bytes: a multiple of 4 KiB
 * @nid: the node whose RAM it is taken from
 */
struct topology_hole {
	uint64_t start;
	uint64_t size_bytes;
	int nid;
};

/**
 * struct topology_range - a stretch of the guest's physical RAM
 * @start: first byte
 * @end_inclusive: last byte
 * @nid: the node it belongs to
 * @hotpluggable: as its node
 */
struct topology_range {
	uint64_t start;
	uint64_t end_inclusive;
	int nid;
	bool hotpluggable;
};

/**
 * struct topology - a machine as a .topo file describes it
 * @path: the file, as the caller named it, or what it would be called
 * @name: the file's name without directory and ".topo"
 * @uniform: there is no file: the name says it all (topology-uniform.h)
 * @description: one line for people, "" when not given
 * @nodes: @node_count of them, the index is the node's number
 * @node_count: 1 to 64
 * @cpu_count: CPUs of all nodes
 * @memory_bytes: RAM of all nodes
 * @srat: what the firmware says of the nodes
 * @parameters: for the kernel's command line, "" for none
 * @host_bound: timed boots bind each node to a node of the host
 * @distance: as SLIT has it, [from][to]; 10 is local
 * @holes: @hole_count of them, outside of which all RAM is the kernel's
 * @hole_count: 0 to 8
 * @ranges: the physical map, ascending, without 640 KiB to 1 MiB and the
 *          hole below 4 GiB; the @holes are part of it
 * @range_count: how many
 * @guest_nodes: @guest_node_count of them, which the guest must report
 * @guest_node_count: 1 to 64
 * @guest_differs: they are not @nodes: the file has them in [guest N]
 *
 * Nothing in it is allocated: copy it, and forget it, as any value.
 */
struct topology {
	char path[PATH_MAX];
	char name[64];
	bool uniform;
	char description[160];
	struct topology_node nodes[TOPOLOGY_MAX_NODES];
	unsigned int node_count;
	unsigned int cpu_count;
	uint64_t memory_bytes;
	enum topology_srat srat;
	char parameters[160];
	bool host_bound;
	uint8_t distance[TOPOLOGY_MAX_NODES][TOPOLOGY_MAX_NODES];
	struct topology_hole holes[TOPOLOGY_MAX_HOLES];
	unsigned int hole_count;
	struct topology_range ranges[TOPOLOGY_MAX_RANGES];
	unsigned int range_count;
	struct topology_guest_node guest_nodes[TOPOLOGY_MAX_NODES];
	unsigned int guest_node_count;
	bool guest_differs;
};

/**
 * topology_load - read a .topo file (docs/topology.md) and check it
 * @t: the result, undefined after a failure
 * @path: the file
 * @err: one sentence with the file, and the line where one entry is wrong
 *
 * Return: 0, -errno of the open, -ENAMETOOLONG, or -EINVAL.
 */
int topology_load(struct topology *t, const char *path, struct error *err);

/**
 * topology_parse - the same of a text in memory
 * @path: what the file would be called
 */
int topology_parse(struct topology *t, const char *path, const char *text,
		   struct error *err);

/**
 * topology_load_uniform - the same of a topology that needs no file
 * @name: one that topology_uniform_text() knows
 */
int topology_load_uniform(struct topology *t, const char *name,
			  struct error *err);

/**
 * topology_text - what a topology's file says, or would say
 * @text: the caller frees
 *
 * Return: 0 or -errno of reading the file.
 */
int topology_text(const struct topology *t, char **text, struct error *err);

/**
 * topology_low_end - where RAM below 4 GiB ends
 *
 * Return: the first address above it, as QEMU's q35 chooses it.
 */
uint64_t topology_low_end(const struct topology *t);

/**
 * topology_lay_out - derive the physical map from the nodes
 * @t: nodes are set, ranges are empty
 *
 * RAM follows the nodes' numbers, round by round, without a gap but for 640 KiB to 1 MiB
 * and the hole below 4 GiB.  Hot-added memory follows the rest, from the
 * next multiple of 1 GiB at or above 4 GiB.  topology_load() does it.
 */
void topology_lay_out(struct topology *t);

/** topology_piece_bytes - RAM that a node has in a round, from 0 */
uint64_t topology_piece_bytes(const struct topology *t, unsigned int nid,
			      unsigned int round);

/**
 * topology_nid_of - the node whose RAM holds a physical address
 *
 * Return: the node's number, -1 where there is no RAM.
 */
int topology_nid_of(const struct topology *t, uint64_t address);

/** topology_hotpluggable_nodes - the set of nodes with such memory */
uint64_t topology_hotpluggable_nodes(const struct topology *t);

/** topology_hot_added_nodes - the same for those whose memory is a DIMM */
uint64_t topology_hot_added_nodes(const struct topology *t);

/** topology_is_hotpluggable - whether SRAT calls an address hot-pluggable */
bool topology_is_hotpluggable(const struct topology *t, uint64_t address);

/** topology_hole_bytes - how much of a node's RAM its holes take */
uint64_t topology_hole_bytes(const struct topology *t, unsigned int nid);

/**
 * struct topology_backing - what the nodes' RAM is made of
 * @ram_fds: files for it, descriptors that QEMU inherits, one for each
 *	piece of memory, round by round in the order of the nodes; NULL: memory of its own
 * @host_nids: for each node the one of the host that it is bound to and
 *	allocated on before the guest starts; NULL: none
 */
struct topology_backing {
	const int *ram_fds;
	const int *host_nids;
};

/**
 * enum topology_vcpus - which CPUs of a topology QEMU makes
 *
 * The guest's tables have all of them in both cases.  Some QEMUs do not give
 * several vCPUs their turns reproducibly, even when only one has work.
 */
enum topology_vcpus {
	TOPOLOGY_VCPUS_ALL,
	TOPOLOGY_VCPUS_FIRST,	/* the kernel must not start another one */
};

/**
 * topology_add_qemu_args - the machine's memory, CPUs and nodes as options
 *
 * For QEMU's q35, 7.2 or later.  Memory that is not bound is not reserved on
 * the host either, so a guest may be larger than it.
 */
void topology_add_qemu_args(const struct topology *t,
			    enum topology_vcpus vcpus,
			    struct topology_backing backing,
			    struct argv *argv);

/**
 * topology_kernel_parameters - what the guest's command line must say
 *
 * Return: the holes as "memmap=SIZE$START …", then the file's parameters,
 * "" without both; a string that the caller frees.
 */
char *topology_kernel_parameters(const struct topology *t);

#endif
