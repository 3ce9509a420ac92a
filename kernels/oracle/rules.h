/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ORACLE_RULES_H
#define ORACLE_RULES_H

/*
 * The oracle: what memblock has to answer, found by trying address by address.
 * It shares no code, table or idea with memblock, so that both are hardly
 * wrong in the same way; being slow is its virtue.
 */

#include "map.h"

/**
 * enum rules - by which rules a kernel searches bottom-up
 * @RULES_TOP_DOWN: not at all: it has no such mode, or the option is off
 * @RULES_SERIES: from the kernel's end on; when that fails one warning for
 *	all times and the whole range top-down
 * @RULES_MAINLINE: from the first page on, as Linux does since 5.11
 */
enum rules { RULES_TOP_DOWN, RULES_SERIES, RULES_MAINLINE };

/**
 * rules_usable - may this cell be handed out?
 * @cell: the cell
 * @nid: node that is asked for, or MAP_ANY_NODE
 * @skip_hotplug: hotpluggable memory is to be left alone
 *
 * Return: true if a request may be served from it.
 */
bool rules_usable(const struct cell *cell, int nid, bool skip_hotplug);

/**
 * rules_find - what memblock has to answer, found the slow way
 * @rules: the rules
 * @map: the memory
 * @setting: what the search depends on
 * @query: the request
 * @warn: set to true when the rules want a warning, else left alone
 *
 * Tries address by address. Knows nothing of memblock's regions.
 *
 * Return: address of the area, 0 if there is none.
 */
uint64_t rules_find(enum rules rules, const struct map *map,
		    const struct setting *setting, const struct query *query,
		    bool *warn);

#endif
