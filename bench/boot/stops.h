/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_STOPS_H
#define NUMABOOT_STOPS_H

/*
 * Pauses of a boot at a workload's stops, by QEMU's gdb stub.  The guest stands
 * still while it is looked at, and executes the same instructions as without.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/era.h"
#include "kernel/sysmap.h"
#include "lib/error.h"
#include "machine/gdbstub.h"
#include "machine/guestmem.h"
#include "machine/qmp.h"
#include "workload/workload.h"

/** enum stops_phase - what the guest does on its way to a stop */
enum stops_phase {
	STOPS_BEFORE,	/* it has not entered the stop's function */
	STOPS_INSIDE,	/* it is in the function */
	STOPS_IN_CALLEE,	/* … and in the callee */
};

/**
 * struct stops_place - where a breakpoint is expected to be reached
 * @address: of the instruction
 * @stack: the stack pointer there, 0 when it does not matter
 */
struct stops_place {
	uint64_t address;
	uint64_t stack;
};

/**
 * struct stops - the stops of one boot, from the first to the last
 * @workload: has the stops and looks at the guest
 * @era: what holds for the guest's kernel
 * @map: symbols of the guest's kernel
 * @directory: evidence folder
 * @mapping: the largest page that the direct map may have
 * @memory: the guest's RAM, shared with QEMU
 * @stub: QEMU's gdb stub
 * @log: what is said to and by it
 * @stub_fd: our end of its socket until stops_start(), then -1
 * @qemu_fd: QEMU's end until stops_release_qemu_fds(), then -1
 * @passed_fds: what QEMU must inherit; ends with 0
 * @at: index of the stop that comes next
 * @phase: on the way to it
 * @target: entry of the stop's function, then the return from it
 * @callee: entry of the callee; address 0 when there is none
 * @callee_return: the return from it
 * @calls: of the callee so far
 * @call_count: how many
 */
struct stops {
	const struct workload *workload;
	const struct era *era;
	const struct sysmap *map;
	const char *directory;
	enum mapping mapping;
	struct guestmem memory;
	struct gdbstub stub;
	FILE *log;
	int stub_fd;
	int qemu_fd;
	int passed_fds[TOPOLOGY_MAX_PIECES + 2];
	size_t at;
	enum stops_phase phase;
	struct stops_place target;
	struct stops_place callee;
	struct stops_place callee_return;
	struct stop_call *calls;
	size_t call_count;
};

/**
 * stops_check - does a kernel have every function that a workload stops at
 *
 * Return: 0, or -ENOENT with a sentence that names what is missing.
 */
int stops_check(const struct workload *workload, const struct era *era,
		const struct sysmap *map, struct error *err);

/**
 * stops_open - make what QEMU must be started with
 * @machine: its topology and mapping
 * @directory: of the evidence; gets gdb.log
 *
 * Return: 0 or -errno; closed by stops_close() in both cases.
 */
int stops_open(struct stops *stops, const struct workload *workload,
	       const struct era *era, const struct sysmap *map,
	       const struct machine *machine, const char *directory,
	       struct error *err);

/** stops_release_qemu_fds - QEMU has them, or never will */
void stops_release_qemu_fds(struct stops *stops);

/**
 * stops_start - arm the first stop and let the guest go
 *
 * Return: 0 or as gdbstub_open().
 */
int stops_start(struct stops *stops, uint64_t deadline_ns,
		struct error *err);

/** stops_fd - readable when the guest has stopped; -1: no stop will come */
int stops_fd(const struct stops *stops);

/**
 * stops_handle - take a stop, look at the guest, let it go on
 * @qmp: for the registers, and to end a boot at its last stop
 *
 * To be called when stops_fd() is readable.
 *
 * Return: 0, also when the guest has ended instead; -EINVAL when what the
 * workload saw is the guest's fault; -ETIMEDOUT, -EINTR, -EPIPE, -EPROTO or
 * -EREMOTEIO as gdbstub_open(); another -errno is a failure of this host.
 */
int stops_handle(struct stops *stops, struct qmp *qmp, uint64_t deadline_ns,
		 struct error *err);

/** stops_next - the name of the stop that has not come yet, or NULL */
const char *stops_next(const struct stops *stops);

/** stops_ended_boot - the workload wanted no more: QEMU was told to quit */
bool stops_ended_boot(const struct stops *stops);

/** stops_close - close everything; a zeroed struct is fine */
void stops_close(struct stops *stops);

#endif
