/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GUESTRECORDS_H
#define NUMABOOT_GUESTRECORDS_H

/*
 * All that a guest said of itself (docs/guest.md), read once: a struct for
 * each kind of record that somebody asks for.  Kinds and keys of guest.jsonl
 * are known here and nowhere else on the host.  Texts are never NULL
 * where nothing else is said.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evidence/guestlog.h"
#include "lib/error.h"

/*
 * Of a number: the key is not there; there is something else under it; it is
 * more than any machine has: a counter of the kernel's that went below 0.
 */
#define GUEST_ABSENT (-1)
#define GUEST_WRONG (-2)
#define GUEST_IMPOSSIBLE (-3)

/** enum guest_page - sizes of the pages of the direct map */
enum guest_page {
	GUEST_4K,
	GUEST_2M,
	GUEST_1G,
	GUEST_PAGES,
};

/**
 * struct guest_meminfo - /proc/meminfo, in KiB; or GUEST_ABSENT, …
 * @direct_map_kib: DirectMap4k, 2M and 1G; the kernel leaves out the line of
 *	a size that the CPU cannot map
 */
struct guest_meminfo {
	int64_t total_kib;
	int64_t direct_map_kib[GUEST_PAGES];
};

/** struct guest_zone - a zone of a node, in pages; numbers as above */
struct guest_zone {
	const char *zone;
	int64_t nid;
	int64_t start_pfn;
	int64_t spanned;
	int64_t managed;
	int64_t free;
};

/** struct guest_iomem - a range of /proc/iomem, both ends in it */
struct guest_iomem {
	const char *name;
	uint64_t start;
	uint64_t end;
};

/**
 * struct guest_node - a node that is online
 * @line: of the file
 * @nid: 0 without @has_nid
 * @memory_kib: 0 without @has_memory_kib
 * @cpus: as the kernel prints a set, NULL when it is no text
 * @distances: @distance_count of them, to node 0, 1, …; NULL when it is no
 *	list; owned
 */
struct guest_node {
	int line;
	bool has_nid;
	int64_t nid;
	bool has_memory_kib;
	int64_t memory_kib;
	const char *cpus;
	int64_t *distances;
	size_t distance_count;
};

/**
 * struct guest_possible - sets of nodes and CPUs, as the kernel prints them
 *
 * Each is NULL when it is no text.
 */
struct guest_possible {
	const char *nodes_online;
	const char *nodes_has_memory;
	const char *cpus_present;
};

/**
 * struct guest_memory_block - what became of one memory block
 * @offline: it could be taken offline
 * @error: why not, as strerror() says it, or ""
 * @pfn: page frame that stopped it, 0 when the kernel did not say
 * @flags: of that page, or ""
 * @type: of that page, or ""
 */
struct guest_memory_block {
	int nid;
	uint64_t start;
	uint64_t bytes;
	bool offline;
	const char *error;
	uint64_t pfn;
	const char *flags;
	const char *type;
};

/** struct guest_unplugged - a node whose DIMM was to be taken out */
struct guest_unplugged {
	int64_t nid;
	int64_t memory_blocks_left;
};

/** struct guest_line - what a program printed */
struct guest_line {
	const char *program;
	const char *text;
};

/**
 * struct guest_records - all of a run
 * @path: of the file, for messages; owned
 * @log: how the guest began and ended
 * @meminfo: the last one
 * @meminfo_count: how many there are; a guest writes one
 * @possible: the first one
 * @has_possible: there is one
 * @torn: the first line that is no record
 * @restored: the memory blocks were put online again
 * @lost: memory blocks that were not
 *
 * The rest are lists in the order of the file, and what texts belong to.
 */
struct guest_records {
	char *path;
	struct guestlog log;
	struct guest_meminfo meminfo;
	unsigned int meminfo_count;
	struct guest_possible possible;
	bool has_possible;
	struct guestlog_torn torn;
	struct guest_node *nodes;
	size_t node_count;
	struct guest_zone *zones;
	size_t zone_count;
	struct guest_iomem *iomem;
	size_t iomem_count;
	struct guest_memory_block *memory_blocks;
	size_t memory_block_count;
	bool restored;
	uint64_t lost;
	struct guest_unplugged *unplugged;
	size_t unplugged_count;
	struct guest_line *lines;
	size_t line_count;
	json_t *objects;
};

/**
 * guest_records_read - read a run's guest.jsonl
 * @records: overwritten; release it in every case
 * @path: the file
 *
 * Return: 0 or -errno, as guestlog_each().
 */
int guest_records_read(struct guest_records *records, const char *path,
		       struct error *err);

/** guest_records_release - free them; zeroed ones are fine */
void guest_records_release(struct guest_records *records);

/**
 * guest_kib - a number of meminfo, 0 where the guest has no such line or value
 */
uint64_t guest_kib(int64_t kib);

#endif
