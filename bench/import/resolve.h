/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_RESOLVE_H
#define NUMABOOT_IMPORT_RESOLVE_H

/*
 * What a machine is, concluded from all that is said of it.  Nodes are in the
 * order that a guest has them in: those with CPUs first.  What is not kept
 * becomes a note.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lib/error.h"
#include "machine/described.h"
#include "machine/topology.h"

/* What a guest's memory comes in. */
#define RESOLVED_UNIT (UINT64_C(128) << 20)

/**
 * struct resolved_node - a node of the machine
 * @nid: its number there
 * @cpus: how many
 * @bytes: RAM of all its stretches
 * @hotpluggable: SRAT says so of all of it
 * @hot_added: it was not there when the kernel began
 */
struct resolved_node {
	int nid;
	unsigned int cpus;
	uint64_t bytes;
	bool hotpluggable;
	bool hot_added;
};

/**
 * struct resolved_stretch - RAM of one node up to where another's begins
 * @index: of the node
 * @bytes: holes left out
 */
struct resolved_stretch {
	unsigned int index;
	uint64_t bytes;
};

/**
 * struct resolved - a machine
 * @nodes: @node_count of them
 * @node_count: 1 to TOPOLOGY_MAX_NODES
 * @stretches: @stretch_count of them, by address, without hot-added ones
 * @stretch_count: how many
 * @cpus: @nid is an index of @nodes; by number, without a gap
 * @numbered: the numbers are the kernel's
 * @distance: [from][to]
 * @has_distances: they are the machine's
 * @low_bytes: RAM below 4 GiB, 0 when addresses are not known
 * @srat_corrupt: as of struct described
 *
 * Free with resolved_release().
 */
struct resolved {
	struct resolved_node nodes[TOPOLOGY_MAX_NODES];
	unsigned int node_count;
	struct resolved_stretch *stretches;
	size_t stretch_count;
	struct described_cpus cpus;
	bool numbered;
	uint8_t distance[TOPOLOGY_MAX_NODES][TOPOLOGY_MAX_NODES];
	bool has_distances;
	uint64_t low_bytes;
	bool srat_corrupt;
};

/**
 * resolve - conclude
 * @r: overwritten; also to be released after a failure
 * @d: gets notes; its spans are sorted
 *
 * Return: 0, or -EINVAL: no memory, no CPUs, more nodes than a guest has.
 */
int resolve(struct resolved *r, struct described *d, struct error *err);

/** resolved_bytes - RAM of all nodes */
uint64_t resolved_bytes(const struct resolved *r);

/** resolved_release - free what resolve() made */
void resolved_release(struct resolved *r);

#endif
