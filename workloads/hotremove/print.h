/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HOTREMOVE_PRINT_H
#define NUMABOOT_HOTREMOVE_PRINT_H

/*
 * What can be removed, as a table for people. Nothing is computed here that is
 * not in the samples.
 */

#include <stdio.h>

#include "memory-blocks.h"
#include "machine/topology.h"

/**
 * hotremove_print_nodes - what of each hotpluggable node can be removed
 * @owner: what holds the page that stopped a block
 * @context: passed through to @owner
 */
void hotremove_print_nodes(const struct memory_blocks *blocks,
			   const struct topology *topology,
			   const char *(*owner)(const void *context,
						const struct memory_block *block),
			   const void *context, FILE *out);

#endif
