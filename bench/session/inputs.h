/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INPUTS_H
#define NUMABOOT_INPUTS_H

#include "kernel/catalog.h"
#include "lib/error.h"

struct session;
struct topology;

/* The plugin that profiles a boot; made by `make build`. */
#define INPUTS_PLUGIN "build/profile.so"

/*
 * What the boots of a session read.  Each step fills in its part of the
 * session and returns 0 or -errno; session_close() frees all of it.
 */

/** inputs_find_kernels - the kernel of each arm, built where it is missing */
int inputs_find_kernels(struct session *session,
			const struct catalog *catalog, struct error *err);

/** inputs_load_maps - each kernel's symbols, when a workload needs them */
int inputs_load_maps(struct session *session, struct error *err);

/**
 * inputs_hash - one hash over all that decides what is measured
 *
 * A session is resumed only with the same of all this.
 */
int inputs_hash(struct session *session, struct error *err);

/**
 * inputs_write_kernels - images and symbols, as they were when hashed
 *
 * The boots read these copies: the user may build the next kernel while a
 * session runs.
 */
int inputs_write_kernels(struct session *session, struct error *err);

/**
 * inputs_write_initramfs - one initramfs for each topology, and one more for
 * each workload whose guests run a program
 */
int inputs_write_initramfs(struct session *session, struct error *err);

/** inputs_topology - path of the kept topology file; the caller frees */
char *inputs_topology(const struct session *session,
		      const struct topology *topology);

#endif
