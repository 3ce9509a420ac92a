/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HOST_H
#define NUMABOOT_HOST_H

/*
 * An emulated host that runs one command: made, booted, watched to its end.
 * Each phase has a deadline, QEMU is gone afterwards, and nothing stays but what
 * the command wrote to the folder out.
 */

#include <stdint.h>

#include "lib/argv.h"
#include "lib/error.h"
#include "machine/topology.h"

/**
 * struct host_job - what runs where
 * @qemu: program
 * @topology: the host's nodes, CPUs, memory and distances
 * @command: its words; it is looked for there as here
 * @out: absolute path of the only folder whose files stay, or NULL
 * @console: gets what the host's kernel prints, or NULL
 * @timeout_ns: for the command, without the host's boot
 */
struct host_job {
	const char *qemu;
	const struct topology *topology;
	const struct argv *command;
	const char *out;
	const char *console;
	uint64_t timeout_ns;
};

/**
 * host_run - boot it, run the command, switch it off
 * @code: the command's exit code, 128 + signal
 *
 * What the command prints comes on our stdout and stderr while it runs; it reads
 * nothing.  Its working folder and environment are ours.
 *
 * Return: 0, -EINVAL for a topology that can be no host, -ETIMEDOUT, -EINTR,
 * -EIO for a host that did not come up or ended before the command did, or
 * -errno.
 */
int host_run(const struct host_job *job, int *code, struct error *err);

#endif
