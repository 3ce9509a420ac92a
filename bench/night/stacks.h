/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_STACKS_H
#define NUMABOOT_NIGHT_STACKS_H

/*
 * Two boots' folded stacks (docs/profile.md) together: for each call path what
 * both executed in it.  What all paths changed by themselves adds up to the
 * change of the whole.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/**
 * struct path - a call path of either boot
 * @stack: "start_kernel;setup_arch;…"; the text of a file has it
 * @insns: what the last function of it executed itself: before, now
 */
struct path {
	const char *stack;
	int64_t insns[2];
};

/**
 * struct stacks - of both boots
 * @list: @count of them, in the order of their stacks
 * @texts: of both files
 */
struct stacks {
	struct path *list;
	size_t count;
	char *texts[2];
};

/**
 * stacks_read - read the folded stacks of two runs
 * @files: before, now
 *
 * Return: 0 or -errno; stacks_release() in both cases.
 */
int stacks_read(struct stacks *paths, const char *const files[2],
	       struct error *err);

/**
 * stacks_path_of - the path on which a function changed most
 *
 * Return: its last callers with ` > ` between them, "" without one; the caller
 * frees.
 */
char *stacks_path_of(const struct stacks *paths, const char *function);

/** stacks_release - free; a zeroed one is fine */
void stacks_release(struct stacks *paths);

/**
 * stacks_file - the folded stacks of a run's cell, or NULL where there are none
 * @folder: of the run
 *
 * The caller frees.
 */
char *stacks_file(const char *folder, const char *arm, const char *topology,
		 const char *mapping);

#endif
