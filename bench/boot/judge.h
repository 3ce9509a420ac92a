/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_JUDGE_H
#define NUMABOOT_JUDGE_H

/*
 * The end state of a boot, from what it left behind.  Nothing completes that
 * did not say so itself, on the machine that was asked for, with evidence that
 * can be read.
 */

#include "machine/qemu.h"
#include "boot/boot.h"

/**
 * struct judge_expected - what a guest is held to beside its topology
 * @profile: file that the plugin had to write, or NULL
 * @cpus_online: as in struct boot
 * @keeps_memory: likewise
 */
struct judge_expected {
	const char *profile;
	unsigned int cpus_online;
	bool keeps_memory;
};

/**
 * judge_reach - the end state of a boot, from what it left behind
 * @machine: what was booted
 * @evidence: its folder
 * @expected: of it
 * @map: symbols that name where a guest hangs, or NULL
 * @outcome: as watch_run() left it
 *
 * Completed means: QEMU ended by itself, the guest's last record says so,
 * and the guest saw the topology that was described and no larger pages in
 * its direct map than were asked for.
 */
void judge_reach(const struct machine *machine,
		 const struct run_evidence *evidence,
		 const struct judge_expected *expected,
		 const struct sysmap *map, struct outcome *outcome);

/**
 * judge_symbols - fail a completed guest that its symbols are not of
 * @map: symbols, NULL or empty when none are used
 * @banner: the "Linux version …" that they belong to, or NULL
 * @evidence: its folder
 * @outcome: as judge_reach() left it
 *
 * The console's own banner must be that one, where it has one, and the kernel
 * must lie where they say: with KASLR it would be elsewhere.
 */
void judge_symbols(const struct sysmap *map, const char *banner,
		   const struct run_evidence *evidence,
		   struct outcome *outcome);

/**
 * judge_check - fail a completed guest whose evidence cannot be read
 * @workload: what was to be measured, or NULL
 * @evidence: its folder, not sealed yet
 * @outcome: as judge_reach() left it
 *
 * A console that was cut off is one run's failure, not that of all samples.
 */
void judge_check(const struct workload *workload,
		 const struct run_evidence *evidence, struct outcome *outcome);

#endif
