/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TOPOLOGY_LOADING_H
#define NUMABOOT_TOPOLOGY_LOADING_H

#include <stdint.h>

#include "lib/error.h"
#include "machine/topology.h"

/*
 * A .topo file while it is read: topology-load.c takes its entries one by
 * one, topology-rules.c judges what only the whole file shows.
 */

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

#define MEMORY_BLOCK MIB(128)
#define MEMORY_MAX GIB(512)
#define PAGE 4096

/* Below it: the kernel's image, unpacked and packed, and what it needs. */
#define HOLE_LOWEST MIB(256)
/* Firmware tables and the initrd lie at the end of RAM below 4 GiB. */
#define FIRMWARE_SHARE MIB(32)

#define LOCAL_DISTANCE 10
#define REMOTE_DISTANCE 20
#define DISTANCE_MAX 254

enum section_id { IN_TOPOLOGY, IN_NODE, IN_HOLE, IN_DISTANCE, SECTIONS };
enum node_key { NODE_MEMORY, NODE_CPUS, NODE_HOTPLUGGABLE, NODE_START };
enum hole_key { HOLE_START, HOLE_SIZE };

#define MAX_KEYS 4

/* An entry as it stood, for sentences about it after the whole file is read */
struct setting {
	int line;
	char key[16];
	char value[48];
};

/**
 * struct loading - a topology and where its parts stood in the file
 * @settings: by section, number of the section, and key
 * @node_starts: where the file says that nodes begin
 * @row_lines: line of each row of distances, 0 for none
 * @row_lengths: how many distances that row has
 * @default_distance: between nodes without a row
 */
struct loading {
	struct topology *t;
	struct setting settings[SECTIONS][TOPOLOGY_MAX_NODES][MAX_KEYS];
	uint64_t node_starts[TOPOLOGY_MAX_NODES];
	int row_lines[TOPOLOGY_MAX_NODES];
	unsigned int row_lengths[TOPOLOGY_MAX_NODES];
	uint8_t default_distance;
};

/** loading_check_nodes - numbers, memory and CPUs of nodes and holes */
int loading_check_nodes(struct loading *l, struct error *err);

/** loading_check_distances - complete them, then look at the whole matrix */
int loading_check_distances(struct loading *l, struct error *err);

/** loading_check_places - the physical map against what the file says */
int loading_check_places(struct loading *l, struct error *err);

#endif
