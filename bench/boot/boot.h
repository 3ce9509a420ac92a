/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BOOT_H
#define NUMABOOT_BOOT_H

/*
 * One boot, from its evidence folder's first file to the seal.  Whatever guest
 * or QEMU do is an outcome with an end state; whatever happens, QEMU is gone
 * afterwards and the folder is sealed or not there.
 */

#include <jansson.h>
#include <stdbool.h>

#include "boot/plugin.h"
#include "kernel/era.h"
#include "kernel/sysmap.h"
#include "lib/error.h"
#include "machine/hostnodes.h"
#include "machine/qemu.h"
#include "machine/vcpu.h"
#include "evidence/endstate.h"
#include "workload/workload.h"

/**
 * struct boot - one boot, ready to start
 * @machine: for QEMU; its paths, plugin and descriptors are filled in by
 *	boot_run()
 * @topology_file: the topology's file as it was when it was read
 * @cell: what is booted and why, becomes cell.json; not owned
 * @runs: folder that gets the evidence
 * @run_id: name of the evidence folder
 * @timeout_ns: from `cont` to the end of QEMU
 * @by_hyperfine: hyperfine runs QEMU and times it
 * @perf_events: what perf counts of QEMU, or "" (perfstat_start())
 * @places: CPUs and nodes of this host that the guest is kept on, or NULL
 * @cpus_online: CPUs that the kernel may start, 0 for all
 * @workload: where the boot is paused and what looks at it; NULL when it
 *	runs through whatever the workload
 * @era: what holds for the kernel
 * @keeps_memory: the kernel keeps a part of the memory to check itself
 * @map: symbols of the kernel, used with @workload's stops
 * @banner: the "Linux version …" that they belong to, or NULL
 * @plugin: counts what the guest executes, or NULL
 */
struct boot {
	struct machine machine;
	const char *topology_file;
	const json_t *cell;
	const char *runs;
	const char *run_id;
	uint64_t timeout_ns;
	bool by_hyperfine;
	const char *perf_events;
	const struct host_places *places;
	unsigned int cpus_online;
	bool keeps_memory;
	const struct workload *workload;
	const struct era *era;
	const struct sysmap *map;
	const char *banner;
	const struct plugin *plugin;
};

/**
 * struct outcome - how a boot ended
 * @reason: one sentence, "" when it completed
 * @ended_at_stop: QEMU was told to quit at the workload's last stop
 * @cpu: where the boot CPU was when QEMU was last asked
 * @cpu_known: it was, and the guest has said nothing since
 * @missed_stop: the stop of the workload that the guest did not reach, or ""
 * @qemu_version: from QMP
 * @exit_status: of QEMU, as waitpid() gives it
 * @hello_ns: from `cont` to the guest's first record; 0: none came
 * @end_ns: from `cont` to the end of QEMU
 */
struct outcome {
	enum end_state state;
	char reason[2048];
	bool ended_at_stop;
	struct vcpu_rest cpu;
	bool cpu_known;
	char missed_stop[64];
	char qemu_version[32];
	int exit_status;
	uint64_t hello_ns;
	uint64_t end_ns;
};

/**
 * boot_check - do kernel, initramfs and command line fit into the machine?
 *
 * Return: 0, as firmware_check(), or -errno.
 */
int boot_check(const struct machine *machine, struct error *err);

/**
 * boot_run - boot once and seal the evidence
 *
 * Whatever guest or QEMU do is an outcome with an end state; a failure is
 * only what keeps this host from working (disk full, no QEMU, …).
 *
 * Return: 0, -EINTR, or -errno; after a failure no folder is left.
 */
int boot_run(const struct boot *boot, struct outcome *outcome,
	     struct error *err);

/**
 * boot_skip - seal evidence of a boot that this host cannot run
 * @reason: why
 *
 * Return: 0 or -errno.
 */
int boot_skip(const struct boot *boot, const char *reason,
	      struct error *err);

#endif
