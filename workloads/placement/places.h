/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLACES_H
#define NUMABOOT_PLACES_H

/*
 * Which node an address is on: of a guest by its topology, of another machine
 * by its log.  A machine may have more nodes than a guest.
 */

#include <stdbool.h>
#include <stdint.h>

#include "evidence/bootlog.h"
#include "machine/topology.h"

/**
 * struct places - a machine's RAM by nodes
 * @spans: each on a node
 * @node_count: the highest number, and one
 *
 * Free with places_release().
 */
struct places {
	struct spans spans;
	unsigned int node_count;
};

/** places_of_topology - those of a guest */
void places_of_topology(struct places *places, const struct topology *t);

/**
 * places_of_log - those of a log's machine
 *
 * By SRAT where the kernel used it, else by what the kernel made; without
 * either all of e820 is node 0.
 */
void places_of_log(struct places *places, const struct bootlog *boot);

/** places_nid_of - the node of an address, -1 where no RAM is */
int places_nid_of(const struct places *places, uint64_t address);

/** places_is_hotpluggable - does SRAT say so of the address? */
bool places_is_hotpluggable(const struct places *places, uint64_t address);

/** places_has_hotpluggable - does it of any memory of a node? */
bool places_has_hotpluggable(const struct places *places, int nid);

/** places_release - free them */
void places_release(struct places *places);

#endif
