/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SYMBOLS_H
#define NUMABOOT_SYMBOLS_H

/*
 * kernels/symbols.ini: which functions are counted as a group and which make a
 * milestone, by their names in the source.  The same table serves kernels of
 * all generations: it lists alternatives, and what a kernel does not have is
 * left out.  GCC's clones of a function belong to it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "kernel/era.h"
#include "kernel/sysmap.h"
#include "lib/error.h"

/**
 * struct symbols - kernels/symbols.ini: groups of functions, milestones
 *
 * The same table serves kernels of all generations: it lists alternatives
 * and what a kernel does not have is left out.
 */
struct symbols;

/**
 * symbols_read - read the table
 * @symbols: the table; the caller frees it with symbols_free()
 *
 * Return: 0 or -errno with the sentence set, @symbols then NULL.
 */
int symbols_read(struct symbols **symbols, const char *path,
		 struct error *err);

/** symbols_free - free the table; NULL is fine */
void symbols_free(struct symbols *symbols);

/**
 * symbols_check - does a kernel have something of every group and milestone
 * @era: what holds for the kernel: further names of milestones
 *
 * Return: 0, -ENOENT with a sentence that names what is missing.
 */
int symbols_check(const struct symbols *symbols, const struct era *era,
		  const struct sysmap *map, struct error *err);

/**
 * symbols_group_has - is a function of the profile in a group
 * @group: name of the group, such as "memblock.find"
 * @function: name from a map or a profile
 */
bool symbols_group_has(const struct symbols *symbols, const char *group,
		       const char *function);

/**
 * symbols_group_is_called - do a function's calls count as the group's
 * @inlined: in a kernel that has none of the usual functions, since GCC
 *	inlined them into their callers
 *
 * The cold part of a function is entered by a jump and the part that GCC
 * split off (.part.N) from the function itself: neither is a call.
 */
bool symbols_group_is_called(const struct symbols *symbols,
			     const char *group, const char *function,
			     bool inlined);

/**
 * symbols_find_function - a function of the source in a kernel
 * @name: its name in the source
 *
 * Return: the function, else the first clone of it that is entered by a
 * call, else NULL.
 */
const struct sysmap_function *symbols_find_function(const struct sysmap *map,
						    const char *name);

/**
 * symbols_has_group - is there a group of that name
 */
bool symbols_has_group(const struct symbols *symbols, const char *group);

/**
 * symbols_plugin_option - the argument of QEMU's -plugin for one kernel
 * @era: what holds for the kernel
 * @map: the kernel's symbols, for finding its milestones
 * @plugin: path of the plugin
 * @map_path: where sysmap_write() put @map
 * @out: where the profile goes
 * @option: the argument; the caller frees it
 *
 * Commas in paths are doubled, as QEMU wants them.
 *
 * Return: 0 or what symbols_check() returns, @option then NULL.
 */
int symbols_plugin_option(const struct symbols *symbols,
			  const struct era *era, const struct sysmap *map,
			  const char *plugin, const char *map_path,
			  const char *out, char **option, struct error *err);

#endif
