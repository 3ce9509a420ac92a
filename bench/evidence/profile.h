/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EVIDENCE_PROFILE_H
#define NUMABOOT_EVIDENCE_PROFILE_H

/*
 * A profile.tsv: what a boot executed, by milestone and by function. What is
 * read adds up: functions to the total, and milestones come in the order of
 * the boot. A file that does not is refused, so nobody checks it again.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/**
 * struct profile_count - instructions, rep iterations apart
 * @insns: instructions
 * @rep: executions of rep-prefixed string instructions
 */
struct profile_count {
	uint64_t insns;
	uint64_t rep;
};

/**
 * struct profile_milestone - a point of the boot
 * @name: from kernels/symbols.ini, or "firmware" or "loader"
 * @before: what was executed before it
 */
struct profile_milestone {
	char *name;
	struct profile_count before;
};

/**
 * struct profile_function - what one function executed
 * @name: function or pseudo function
 * @count: what it executed; of workload count, before init did
 * @calls: executions of its first instruction
 */
struct profile_function {
	char *name;
	struct profile_count count;
	uint64_t calls;
};

/**
 * struct profile - a profile.tsv (docs/profile.md)
 * @machine: QEMU's version and what decides what it executes
 * @total: the whole boot, from reset to exit
 * @milestones: in the order in which they were passed; at least one
 * @milestone_count: how many
 * @functions: in the order of addresses
 * @function_count: how many
 */
struct profile {
	char *machine;
	struct profile_count total;
	struct profile_milestone *milestones;
	size_t milestone_count;
	struct profile_function *functions;
	size_t function_count;
};

/**
 * profile_read - read and check a profile
 * @profile: filled; release it with profile_release()
 *
 * The functions must add up to the total, so a file that was cut off is
 * found out, and milestones must not run backwards.
 *
 * Return: 0, -errno of the open, -EINVAL with "file:line: found …,
 * expected …".
 */
int profile_read(struct profile *profile, const char *path,
		 struct error *err);

/** profile_release - free what a profile holds; a zeroed one is fine */
void profile_release(struct profile *profile);

/** profile_find_milestone - a milestone by name, NULL when not passed */
const struct profile_milestone *
profile_find_milestone(const struct profile *profile, const char *name);

#endif
