/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WATCH_H
#define NUMABOOT_WATCH_H

/*
 * A running QEMU, from its start to its end.  Each phase has a deadline, and
 * QEMU is gone when watch_run() returns, however that was.
 */

#include <stdint.h>

#include "lib/argv.h"
#include "lib/error.h"
#include "machine/hostnodes.h"
#include "boot/boot.h"
#include "boot/stops.h"

/**
 * struct watch - where a running QEMU leaves its traces, and how long it may
 * @timeout_ns: from `cont` to QEMU's end
 * @records_path: the guest's records; its growth dates the first one
 * @console_path: what the kernel prints; its last words end the boot
 * @log_path: receives the kernel's log buffer when the guest is silent
 * @map: symbols of the kernel, or NULL
 * @qemu_log_path: receives QEMU's stdout and stderr
 * @qmp_log_path: receives the QMP conversation
 * @stops: where to pause the guest, or NULL
 * @is_timed: nothing may disturb the guest while it measures
 * @unplugs: the guest may ask for DIMMs to be taken out
 * @topology: what the guest is given
 * @places: CPUs and nodes of the host that it is kept on, or NULL
 * @by_hyperfine: @argv is hyperfine's, which runs QEMU
 * @hyperfine_path: receives its times
 * @perf_events: what perf counts of QEMU from `cont` on, "" for nothing
 * @perf_path: receives it
 * @numa_maps_path: receives where its memory is, when it is bound
 */
struct watch {
	uint64_t timeout_ns;
	const char *records_path;
	const char *console_path;
	char *log_path;
	const struct sysmap *map;
	char *qemu_log_path;
	char *qmp_log_path;
	struct stops *stops;
	bool is_timed;
	bool unplugs;
	const struct topology *topology;
	const struct host_places *places;
	bool by_hyperfine;
	char *hyperfine_path;
	const char *perf_events;
	char *perf_path;
	char *numa_maps_path;
};

/**
 * watch_run - run QEMU from start to end
 * @argv: its command line; the guest is paused at first
 * @ends: QMP socket pair; ends[0] is ours, ends[1] is inherited by QEMU;
 *	both are closed
 * @outcome: state is END_COMPLETED when QEMU ended by itself with exit
 *	code 0; otherwise END_TIMEOUT, END_FLOODED, END_QEMU_DIED,
 *	END_QEMU_KILLED or, by what was seen at a stop, END_GUEST_FAILED with
 *	the reason; END_GUEST_PANIC when the kernel died and does not reset,
 *	its reason left to judge_reach()
 *
 * Return: 0, -EINTR, or -errno when QEMU cannot be started.  QEMU is gone
 * in every case.
 */
int watch_run(const struct watch *watch, const struct argv *argv,
	      const int ends[2], struct outcome *outcome, struct error *err);

#endif
