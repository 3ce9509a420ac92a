/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TOPOLOGY_LOADING_H
#define NUMABOOT_TOPOLOGY_LOADING_H

/*
 * A .topo file while it is read: topology-load.c takes its entries one by one,
 * topology-rules.c judges what only the whole file shows.  What the guest must
 * report, [guest N], is read and judged in topology-guest.c.  For these files
 * only; what leaves them is a struct topology that is whole and checked.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lib/error.h"
#include "lib/inifile.h"
#include "machine/topology.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)
#define TIB(n) ((uint64_t)(n) << 40)

#define MEMORY_BLOCK MIB(128)
/* What Linux can address with four levels of page tables. */
#define MEMORY_MAX TIB(64)
#define PAGE 4096

/* Below it: the kernel's image, unpacked at 16 MiB, and what it needs. */
#define HOLE_LOWEST MIB(64)
/* Firmware tables and the initrd lie at the end of RAM below 4 GiB. */
#define FIRMWARE_SHARE MIB(32)

#define LOCAL_DISTANCE 10
#define REMOTE_DISTANCE 20
#define DISTANCE_MAX 254

enum section_id {
	IN_TOPOLOGY, IN_NODE, IN_HOLE, IN_GUEST, IN_DISTANCE, SECTIONS
};
enum whole_key {
	WHOLE_DESCRIPTION, WHOLE_SRAT, WHOLE_PARAMETERS, WHOLE_HOST_NODE
};
enum node_key {
	NODE_MEMORY, NODE_CPUS, NODE_HOTPLUGGABLE, NODE_HOT_ADD, NODE_START
};
enum hole_key { HOLE_START, HOLE_SIZE };
enum guest_key { GUEST_MEMORY, GUEST_CPUS, GUEST_DISTANCES };

#define MAX_KEYS 5

/* An entry as it stood, for sentences about it after the whole file is read */
struct setting {
	int line;
	char key[16];
	char value[48];
};

/**
 * struct loading - a topology and where its parts stood in the file
 * @settings: by section, number of the section, and key
 * @numbered: the file gives the numbers of the node's CPUs
 * @node_starts: where the file says that nodes begin
 * @row_lines: line of each row of distances, 0 for none
 * @row_lengths: how many distances that row has
 * @default_distance: between nodes without a row
 */
struct loading {
	struct topology *t;
	struct setting settings[SECTIONS][TOPOLOGY_MAX_NODES][MAX_KEYS];
	bool numbered[TOPOLOGY_MAX_NODES];
	uint64_t node_starts[TOPOLOGY_MAX_NODES];
	int row_lines[TOPOLOGY_MAX_NODES];
	unsigned int row_lengths[TOPOLOGY_MAX_NODES];
	uint8_t default_distance;
	unsigned int guest_row_lengths[TOPOLOGY_MAX_NODES];
};

/**
 * loading_reject_file - "FILE: …"
 *
 * Return: -EINVAL.
 */
int loading_reject_file(const struct loading *l, struct error *err,
			const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** loading_reject - "FILE:LINE: found `KEY = VALUE`, expected …", likewise */
int loading_reject(const struct loading *l, const struct setting *setting,
		   struct error *err, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * loading_count_sections - those of [NAME 0], [NAME 1] … with an entry
 * @limit: how many there may be
 * @count: the result
 *
 * Return: 0, or -EINVAL when their numbers have a gap.
 */
int loading_count_sections(const struct loading *l, enum section_id id,
			   const char *name, unsigned int limit,
			   unsigned int *count, struct error *err);

/** loading_check_nodes - numbers, memory and CPUs of nodes and holes */
int loading_check_nodes(struct loading *l, struct error *err);

/** loading_check_distances - complete them, then look at the whole matrix */
int loading_check_distances(struct loading *l, struct error *err);

/** loading_check_places - the physical map against what the file says */
int loading_check_places(struct loading *l, struct error *err);

/** loading_read_guest_memory - `memory` of [guest @index] */
int loading_read_guest_memory(struct loading *l, unsigned int index,
			      const struct inifile_entry *entry,
			      struct error *err);

/** loading_read_guest_cpus - `cpus` of [guest @index] */
int loading_read_guest_cpus(struct loading *l, unsigned int index,
			    const struct inifile_entry *entry,
			    struct error *err);

/** loading_read_guest_distances - `distances` of [guest @index] */
int loading_read_guest_distances(struct loading *l, unsigned int index,
				 const struct inifile_entry *entry,
				 struct error *err);

/**
 * loading_read_cpu_list - "0-1,4", as the kernel prints a set
 *
 * Return: whether it is one, of CPUs that there can be.
 */
bool loading_read_cpu_list(const char *text, uint64_t *cpus);

/** loading_check_guest - judge [guest N], or derive it from the nodes */
int loading_check_guest(struct loading *l, struct error *err);

#endif
