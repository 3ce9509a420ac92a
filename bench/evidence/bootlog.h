/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BOOTLOG_H
#define NUMABOOT_BOOTLOG_H

/*
 * What a kernel's log tells of its machine without memblock=debug: e820, SRAT,
 * CPUs, what the kernel made of them.  Lines of x86 and of arm64 from Linux
 * 2.6.39 on are known.  A line of these that was cut or written into is
 * refused, since a range that is missing makes another machine.
 */

#include <stdbool.h>
#include <stdint.h>

#include "evidence/klog.h"
#include "lib/error.h"
#include "machine/described.h"

#define BOOTLOG_ZONES 8

/**
 * struct bootlog_zone - a line of "Zone ranges:"
 * @name: "DMA32"
 * @start: first byte
 * @end_inclusive: last byte
 */
struct bootlog_zone {
	char name[16];
	uint64_t start;
	uint64_t end_inclusive;
};

/**
 * struct bootlog - a boot of a machine, told by its kernel
 * @machine: e820, SRAT, early node ranges, CPUs, command line
 * @node_data: where NODE_DATA of each node lies; the line of older kernels
 *	names no node: -1
 * @zones: @zone_count of them
 * @zone_count: how many
 * @memory_kib: the line "Memory: …": reserved, then all; 0 without one.  What
 *	is available there may be little: the rest is freed later
 * @command_line: as the kernel got it, "" when the log has none; part of
 *	@machine
 * @version: "Linux version …", part of the log
 * @srat_refused: what the kernel says of an SRAT that it does not use, part
 *	of the log; or NULL
 * @foreign: what shows that it is no x86, a constant; or NULL
 * @cpus_started: as the kernel counts them, 0 when it does not say
 * @numa_off: nodes were switched off, or made up, on the command line
 * @mapped: the kernel had set up its nodes before the log ends
 *
 * Free with bootlog_release(), before the log.
 */
struct bootlog {
	struct described machine;
	struct spans node_data;
	struct bootlog_zone zones[BOOTLOG_ZONES];
	size_t zone_count;
	uint64_t memory_kib[2];
	const char *command_line;
	const char *version;
	const char *srat_refused;
	const char *foreign;
	unsigned int cpus_started;
	bool numa_off;
	bool mapped;
};

/**
 * bootlog_read - what a log tells
 * @boot: overwritten; also to be released after a failure
 *
 * A log may lack its beginning: klog_check_head() is for the caller.
 *
 * Return: 0, or -EINVAL with the line: one of those that tell was cut or
 * written into, or the log says that lines were dropped before its kernel
 * had set up its nodes.
 */
int bootlog_read(struct bootlog *boot, const struct klog *log,
		 struct error *err);

/**
 * bootlog_settle_cpus - from all lines of CPUs to which there are
 *
 * Lines of CPUs that start lack the one that boots.  Where they are fewer
 * than the kernel counts, per-CPU areas say it.  @machine has the CPUs
 * afterwards, and notes of what is not known.
 */
void bootlog_settle_cpus(struct bootlog *boot);

/**
 * bootlog_foreign_cpu - does a console come from another architecture?
 *
 * Return: what says so ("aarch64"), a constant, or NULL for x86.
 */
const char *bootlog_foreign_cpu(const struct console *console);

/**
 * bootlog_tells_of_loss - the kernel or the journal dropped lines
 *
 * Linux 3.16 to 4.x say so in the middle of another line.
 */
bool bootlog_tells_of_loss(const char *line);

/** bootlog_release - free what bootlog_read() made */
void bootlog_release(struct bootlog *boot);

#endif
