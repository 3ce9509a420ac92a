/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PERFSTAT_H
#define NUMABOOT_PERFSTAT_H

/*
 * perf stat(1) of the QEMU process, from the guest's first instruction to
 * the end.  Under KVM the guest's own execution is part of it.
 */

#include <stdint.h>
#include <sys/types.h>

#include "lib/error.h"
#include "lib/process.h"

/**
 * struct perf_events - what perf can count of a process on this host
 * @supported: names with commas between, "" for none; owned
 * @unsupported: the others; owned
 * @reason: why perf cannot be used at all, or NULL; owned
 */
struct perf_events {
	char *supported;
	char *unsupported;
	char *reason;
};

/**
 * struct perfstat - perf while it counts one process
 * @control_fd: takes its commands
 * @answer_fd: says when it has done them
 */
struct perfstat {
	struct process perf;
	int control_fd;
	int answer_fd;
};

/** perf_events_probe - try all events that workload wall has metrics for */
void perf_events_probe(struct perf_events *events);

/** perf_events_release - free */
void perf_events_release(struct perf_events *events);

/**
 * perfstat_start - count from now on
 * @pid: all threads that it has and will have
 * @events: from perf_events_probe()
 * @output: the file of comma-separated values
 *
 * Return: 0, -ETIMEDOUT, -EINTR, or -errno; ended by perfstat_finish(),
 * after a failure there is nothing to end.
 */
int perfstat_start(struct perfstat *perfstat, pid_t pid, const char *events,
		   const char *output, uint64_t deadline_ns,
		   struct error *err);

/**
 * perfstat_finish - perf ends when the process has ended; see to it
 *
 * Nothing to do for one that was not started.
 *
 * Return: 0, or -EIO when it did not end well by itself.
 */
int perfstat_finish(struct perfstat *perfstat, struct error *err);

#endif
