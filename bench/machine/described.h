/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DESCRIBED_H
#define NUMABOOT_DESCRIBED_H

/*
 * A machine that is somewhere else, as its firmware and its kernel tell of
 * it: what each source says stands beside what the others say, and nothing is
 * concluded here.  Nodes have the numbers of the machine's kernel.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Linux: MAX_NUMNODES of the largest configuration, NR_CPUS likewise. */
#define DESCRIBED_MAX_NODES 1024
#define DESCRIBED_MAX_CPUS 8192
#define DESCRIBED_MAX_SPANS 65536

/**
 * struct span - a stretch of physical addresses
 * @start: first byte
 * @end_inclusive: last byte
 * @nid: its node, -1 where the source has none
 * @hotpluggable: SRAT's flag
 * @non_volatile: SRAT's flag
 */
struct span {
	uint64_t start;
	uint64_t end_inclusive;
	int nid;
	bool hotpluggable;
	bool non_volatile;
};

/** struct spans - @count of them, in the source's order */
struct spans {
	struct span *at;
	size_t count;
};

/**
 * struct described_cpu - where a CPU is
 * @number: the kernel's, or its APIC id where the source has only that
 * @nid: its node
 */
struct described_cpu {
	unsigned int number;
	int nid;
};

/** struct described_cpus - @count of them, in the source's order */
struct described_cpus {
	struct described_cpu *at;
	size_t count;
};

/**
 * struct described_memory - how much a node has, by its kernel
 * @nid: the node
 * @bytes: what the kernel manages: less than there is
 */
struct described_memory {
	int nid;
	uint64_t bytes;
};

/**
 * struct described - what is said of a machine
 * @ram: e820, or another list without nodes: what is RAM
 * @srat: SRAT's ranges of memory
 * @early: what the kernel made of them ("Early memory node ranges")
 * @blocks: memory blocks that are there now, of sysfs
 * @cpus: by the kernel's numbers
 * @groups: by the kernel's numbers; @nid is an ordinal of nodes with CPUs
 * @apics: by APIC id
 * @present: APIC ids in MADT, in its order, of CPUs that are there
 * @present_count: how many
 * @memory: totals of nodes, @memory_count of them
 * @memory_count: how many
 * @distance_nids: the nodes that the rows of @distance are of
 * @distance_count: how many rows and columns
 * @distance: by rows, NULL when not said
 * @cpus_possible: CPUs that a log speaks of, 0 when it does not
 * @srat_corrupt: the last entry is one that Linux gives the table up for
 * @command_line: of the kernel; NULL when not said
 * @notes: sentences about what was found and cannot be kept
 * @note_count: how many
 *
 * Zeros are a machine of which nothing is said.  Free with
 * described_release().
 */
struct described {
	struct spans ram;
	struct spans srat;
	struct spans early;
	struct spans blocks;
	struct described_cpus cpus;
	struct described_cpus groups;
	struct described_cpus apics;
	unsigned int *present;
	size_t present_count;
	struct described_memory *memory;
	size_t memory_count;
	int *distance_nids;
	size_t distance_count;
	uint8_t *distance;
	unsigned int cpus_possible;
	bool srat_corrupt;
	char *command_line;
	char **notes;
	size_t note_count;
};

/** spans_add - append one; those beyond DESCRIBED_MAX_SPANS are dropped */
void spans_add(struct spans *spans, struct span span);

/** spans_sort - by address */
void spans_sort(struct spans *spans);

/** spans_bytes - of all of a node, or of all with -1 */
uint64_t spans_bytes(const struct spans *spans, int nid);

/** spans_node_count - one more than the last node that is named */
int spans_node_count(const struct spans *spans);

/** described_add_cpu - append one */
void described_add_cpu(struct described_cpus *cpus, unsigned int number,
		       int nid);

/** described_add_present - append a CPU of MADT */
void described_add_present(struct described *d, unsigned int apic);

/** described_add_memory - append a node's total */
void described_add_memory(struct described *d, int nid, uint64_t bytes);

/** described_note - append a sentence; the same one stands once */
void described_note(struct described *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** described_release - free all of it */
void described_release(struct described *d);

#endif
