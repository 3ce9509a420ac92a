/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HOSTNODES_H
#define NUMABOOT_HOSTNODES_H

/*
 * NUMA nodes and CPUs of this machine, and which of them a guest gets.  It is
 * a plan of places: nothing is bound or moved here.  No two vCPUs share a CPU.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"
#include "machine/topology.h"

/**
 * struct hostnode - a node of this machine that has memory
 * @nid: its number
 * @memory_bytes: all of it, free or not
 */
struct hostnode {
	int nid;
	uint64_t memory_bytes;
};

/**
 * struct hostcpu - a CPU that this process may use
 * @number: as Linux counts
 * @nid: its node
 * @first_thread: no lower CPU shares its core
 */
struct hostcpu {
	int number;
	int nid;
	bool first_thread;
};

/**
 * struct hostnodes - this machine
 * @nodes: @node_count of them, ascending
 * @cpus: @cpu_count of them, ascending; owned
 * @claimed_cpu: one that several nodes say to have, -1 for none
 */
struct hostnodes {
	struct hostnode nodes[TOPOLOGY_MAX_NODES];
	size_t node_count;
	struct hostcpu *cpus;
	size_t cpu_count;
	int claimed_cpu;
};

/**
 * struct host_places - where a guest runs
 * @bound: its nodes' RAM is bound to nodes of this machine
 * @nids: for each node of the guest, when @bound
 * @cpus: for each vCPU; distinct
 */
struct host_places {
	bool bound;
	int nids[TOPOLOGY_MAX_NODES];
	int cpus[TOPOLOGY_MAX_CPUS];
};

/**
 * hostnodes_read - look at this machine
 *
 * Source: libnuma; CPUs by sched_getaffinity(2), their cores by sysfs.
 *
 * Return: 0 or -errno; released by hostnodes_release() in both cases.
 */
int hostnodes_read(struct hostnodes *host, struct error *err);

/**
 * hostnodes_place - choose CPUs for a guest, and nodes where it wants them
 *
 * A guest with `host-node = auto` gets a node of the host, one with CPUs, for
 * each of its own, in order, and CPUs of that node; another one gets any CPUs.  Cores
 * are used once before their second threads are.
 *
 * Return: 0, or -ENODEV with a sentence that says what is too few.
 */
int hostnodes_place(const struct hostnodes *host,
		    const struct topology *topology,
		    struct host_places *places, struct error *err);

/**
 * hostnodes_tell_free - how much memory a bound guest's nodes have here, and want
 *
 * Return: "node 0 of this host has 700 MiB free and is to give 896 MiB to
 * guest node 0, …"; the caller frees.
 */
char *hostnodes_tell_free(const struct topology *topology,
			  const struct host_places *places);

/** hostnodes_release - free */
void hostnodes_release(struct hostnodes *host);

#endif
