/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_LSTOPO_H
#define NUMABOOT_IMPORT_LSTOPO_H

/*
 * What lstopo writes as XML, versions 1 to 3: NUMA nodes, their memory, CPUs
 * and distances.  Packages, caches and devices are not kept, and told of.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"
#include "machine/described.h"

/** lstopo_is_xml - do the bytes begin as XML? */
bool lstopo_is_xml(const char *bytes, size_t size);

/**
 * lstopo_describe - what it says
 *
 * From version 2 on a node of memory only has the CPUs that are near to it.
 * A CPU is the one of the first node that has it; the others have none.
 *
 * Return: 0, or -EINVAL: no XML, or no topology of hwloc.
 */
int lstopo_describe(const char *bytes, size_t size, const char *name,
		    struct described *d, struct error *err);

#endif
