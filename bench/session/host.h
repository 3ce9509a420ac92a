/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SESSION_HOST_H
#define NUMABOOT_SESSION_HOST_H

/*
 * What this host makes of a plan: which accelerator really runs its guests,
 * on which CPUs and nodes, and what counts and times QEMU.  Under the exact
 * engine the host makes no difference, and there is nothing to find out.
 */

#include "boot/boot.h"
#include "boot/perfstat.h"
#include "plan/cells.h"

/**
 * struct session_host - how this host runs a plan's guests
 * @accelerator: what really runs them
 * @places: for each topology, where this host keeps its guests; NULL under
 *	the exact engine
 * @unpinned_reasons: for each topology why its guests have no CPUs of their
 *	own, or NULL
 * @topology_count: entries of both
 * @perf: what perf counts of timed boots here
 * @no_hyperfine: why it does not time boots, or NULL
 * @skip_reason: why nothing can run, or NULL
 * @turn_fd: of a timed run while others wait for it, or 0
 */
struct session_host {
	enum accelerator accelerator;
	struct host_places *places;
	char **unpinned_reasons;
	int topology_count;
	struct perf_events perf;
	char *no_hyperfine;
	char *skip_reason;
	int turn_fd;
};

/**
 * host_open - find out how this host runs a plan
 * @trial: a guest that is booted to see whether KVM works, when that is not
 *	known yet
 * @qemu_version: first line of `qemu --version`
 * @allow_tcg: a timed plan may run under plain emulation
 *
 * Another timed run on this host is waited for.  A guest that is to be bound to
 * nodes of this host is refused where that
 * cannot be; one that just has more CPUs than this host runs without its own.
 *
 * Return: 0 or -errno; freed by host_close() in both cases.
 */
int host_open(struct session_host *host, const struct plan *plan,
	      const struct boot *trial, const char *qemu_version,
	      bool allow_tcg, struct error *err);

/** host_place_of - where a topology's guests are kept, NULL for anywhere */
const struct host_places *host_place_of(const struct session_host *host,
				      int topology);

/** host_end_turn - nothing more is booted: let the next timed run begin */
void host_end_turn(struct session_host *host);

/** host_close - free */
void host_close(struct session_host *host);

#endif
