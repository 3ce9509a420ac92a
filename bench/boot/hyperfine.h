/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HYPERFINE_H
#define NUMABOOT_HYPERFINE_H

/*
 * hyperfine(1) times a whole boot, from the start of QEMU to its end.  It is
 * given one run at a time, so that arms take turns as the plan says.
 */

#include <stdint.h>

#include "lib/argv.h"
#include "lib/error.h"

/**
 * hyperfine_probe - is it there?
 *
 * Return: NULL, or a sentence that says why not; the caller frees.
 */
char *hyperfine_probe(void);

/**
 * hyperfine_wrap - a command line that times another one
 * @argv: QEMU's; becomes hyperfine's.  QEMU then dies with hyperfine, which
 *	dies with us.
 * @output: the JSON file with the times
 */
void hyperfine_wrap(struct argv *argv, const char *output);

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
 * hyperfine_read - read the times of a run's hyperfine.json
 *
 * Return: 0, or -EINVAL with a sentence.
 */
int hyperfine_read(const char *directory, struct hyperfine_times *times,
		   struct error *err);

#endif
