/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PINNING_H
#define NUMABOOT_PINNING_H

/*
 * Keeps a guest's vCPUs and RAM on the CPUs and nodes that were chosen for it,
 * and looks whether they are there before its first instruction.
 */

#include <sys/types.h>

#include "lib/error.h"
#include "machine/hostnodes.h"
#include "machine/qmp.h"

/**
 * pinning_apply - keep every vCPU's thread on its CPU of the host
 * @qmp: of a QEMU whose guest has not been let go
 * @cpu_count: vCPUs
 *
 * Return: 0, -errno of sched_setaffinity(2), or as qmp_execute().
 */
int pinning_apply(struct qmp *qmp, const struct host_places *places,
		  unsigned int cpu_count, uint64_t deadline_ns,
		  struct error *err);

/**
 * pinning_verify - is all of the guest's RAM on the nodes it is bound to?
 * @qemu: the process; its RAM has been preallocated
 * @copy: gets /proc/PID/numa_maps as evidence
 *
 * Return: 0, -EPROTO with a sentence when a page is elsewhere or missing,
 * or -errno.
 */
int pinning_verify(pid_t qemu, const struct topology *topology,
		   const struct host_places *places, const char *copy,
		   struct error *err);

/**
 * pinning_check_maps - the same for the text of a numa_maps file
 *
 * Source: numa(7).
 */
int pinning_check_maps(char *text, const struct topology *topology,
		       const struct host_places *places, struct error *err);

#endif
