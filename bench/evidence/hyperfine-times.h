/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HYPERFINE_TIMES_H
#define NUMABOOT_HYPERFINE_TIMES_H

/*
 * The times of a run that hyperfine(1) took, from its JSON file: one run each,
 * the whole of QEMU.
 */

#include <stdint.h>

#include "lib/error.h"

/**
 * struct hyperfine_times - of one run, in ns
 * @wall_ns: from start to end
 * @user_ns: CPU time in user mode, a guest's included
 * @system_ns: CPU time in the kernel
 */
struct hyperfine_times {
	uint64_t wall_ns;
	uint64_t user_ns;
	uint64_t system_ns;
};

/**
 * hyperfine_times_read - read the times of a run's hyperfine.json
 *
 * Return: 0, or -EINVAL with a sentence.
 */
int hyperfine_times_read(const char *directory, struct hyperfine_times *times,
			 struct error *err);

#endif
