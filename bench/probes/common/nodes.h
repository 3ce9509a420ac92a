/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NODES_H
#define NUMABOOT_NODES_H

/*
 * The NUMA nodes of the machine that this program runs on, as Linux shows them
 * in sysfs.  A CPU belongs to one node.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"

#define NODES_SYSFS "/sys/devices/system/node"

/**
 * struct node - a node as Linux shows it
 * @cpus: @cpu_count numbers of those CPUs that this process may use
 * @bytes: memory of the node
 * @free_bytes: what can be had of it at once: free pages and page cache
 * @distances: the kernel's line, as many numbers as there are nodes
 */
struct node {
	int nid;
	int *cpus;
	size_t cpu_count;
	uint64_t bytes;
	uint64_t free_bytes;
	char *distances;
};

/** struct nodes - @count nodes that are online, by number */
struct nodes {
	struct node *list;
	size_t count;
};

/**
 * nodes_read - read the nodes of a sysfs folder
 * @directory: NODES_SYSFS, or one made like it
 *
 * CPUs are those that the file lists, see nodes_keep_allowed().
 *
 * Return: 0, -ENOENT when there is no such folder, or -EINVAL with "file:
 * found …, expected …"; free with nodes_release() in any case.
 */
int nodes_read(struct nodes *nodes, const char *directory, struct error *err);

/**
 * nodes_keep_allowed - drop the CPUs that this process may not use
 *
 * Return: 0 or -errno.
 */
int nodes_keep_allowed(struct nodes *nodes, struct error *err);

/**
 * nodes_check_room - has each node with memory so much to spare?
 *
 * Return: 0, or -ENOMEM.
 */
int nodes_check_room(const struct nodes *nodes, uint64_t bytes,
		     struct error *err);

/** node_last_cpu - the first one has most of the interrupts */
int node_last_cpu(const struct node *node);

/** nodes_print - a line that begins with # for each node */
void nodes_print(FILE *out, const struct nodes *nodes);

/** nodes_release - free what nodes_read() allocated */
void nodes_release(struct nodes *nodes);

#endif
