/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FLAME_H
#define NUMABOOT_FLAME_H

/*
 * The call paths of a boot as one picture: SVG that needs nothing from anywhere
 * else.  Below a bar of the phases it shows the folded stacks and nothing else,
 * so that what other tools draw from their file is the same picture, but for
 * what comes before the kernel, which is folded into a strip at the left.
 */

#include <stdio.h>

#include "folded.h"

/**
 * struct flame - what is drawn
 * @title: what was profiled
 * @stacks: the call paths
 * @phases: of the boot, in order; a bar above the stacks
 * @phase_count: how many
 * @rep: iterations of string instructions, of which only the number is told
 */
struct flame {
	const char *title;
	const struct folded *stacks;
	const struct graph_phase *phases;
	size_t phase_count;
	uint64_t rep;
};

/**
 * flame_print - draw it
 *
 * An icicle: outermost callers on top, callees below their callers in the
 * order in which they first ran, widths in instructions.  Pointing at a frame
 * shows its whole name and cost; flame-script.h is what a click does.
 */
void flame_print(const struct flame *flame, FILE *file);

#endif
