/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_FIT_H
#define NUMABOOT_IMPORT_FIT_H

/*
 * A machine made small enough for a guest: memory in what a topology has it
 * in, by a factor if asked for, CPUs as many as there can be.  What is lost by
 * it becomes a note.
 */

#include <stdbool.h>
#include <stdint.h>

#include "import/resolve.h"
#include "lib/error.h"
#include "machine/described.h"

/**
 * struct fit_scale - what is asked of memory
 * @factor: 1 or less; 0: not asked
 * @largest: take the largest factor with which it fits, and boots soon: at
 *	most 32 GiB
 * @limit_bytes: of all RAM, where nothing or @largest is asked
 */
struct fit_scale {
	double factor;
	bool largest;
	uint64_t limit_bytes;
};

/**
 * struct fitted - the nodes of a guest
 * @pieces: RAM in bytes by node and round (docs/topology.md); a hot-added node
 *	has the first only
 * @cpus: by node
 * @numbered: CPUs keep their numbers
 */
struct fitted {
	uint64_t pieces[TOPOLOGY_MAX_NODES][TOPOLOGY_MAX_ROUNDS];
	unsigned int cpus[TOPOLOGY_MAX_NODES];
	bool numbered;
};

/**
 * fit_parse_scale - "fit", "0.25", "1/16"
 *
 * Return: 0, or -EINVAL.
 */
int fit_parse_scale(const char *text, struct fit_scale *scale,
		    struct error *err);

/** fit_host_limit - RAM that a guest on this host can have and boots with */
uint64_t fit_host_limit(void);

/**
 * fit - make it so
 * @f: overwritten
 * @d: gets notes
 *
 * Return: 0, or -E2BIG when it is too large and nothing was asked.
 */
int fit(struct fitted *f, const struct resolved *r,
	const struct fit_scale *scale, struct described *d,
	struct error *err);

#endif
