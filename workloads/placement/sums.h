/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SUMS_H
#define NUMABOOT_SUMS_H

/*
 * Bytes that early reservations hold at the end; over all of them, each byte
 * counts once.
 */

#include <stdint.h>

#include "places.h"
#include "reservations.h"

/** sums_class - of a class that begin on a node; -1 is where no RAM is */
uint64_t sums_class(const struct reservations *list,
		    const struct places *places, const char *class_name,
		    int nid);

/** sums_hotpluggable - chosen on hotpluggable nodes before SRAT was read */
uint64_t sums_hotpluggable(const struct reservations *list,
			   const struct places *places);

/** sums_below - of those that begin below an address */
uint64_t sums_below(const struct reservations *list, uint64_t limit);

#endif
