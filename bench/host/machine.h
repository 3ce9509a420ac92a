/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HOST_MACHINE_H
#define NUMABOOT_HOST_MACHINE_H

/*
 * QEMU's command line for an emulated host.  It is not the machine of a boot:
 * it has QEMU's own firmware and tables, devices, and a clock that runs with
 * the real one, and nothing in it is counted.
 */

#include "host/ports.h"
#include "lib/argv.h"
#include "lib/error.h"
#include "machine/topology.h"

/**
 * struct host_machine - all that QEMU must be told
 * @qemu: program
 * @topology: nodes, CPUs, memory, distances
 * @kernel: bzImage
 * @initramfs: with PID 1
 * @console_path: gets what the kernel prints
 * @out: the folder that can be written, or NULL
 * @port_fds: sockets of the ports, which QEMU inherits
 */
struct host_machine {
	const char *qemu;
	const struct topology *topology;
	const char *kernel;
	const char *initramfs;
	const char *console_path;
	const char *out;
	int port_fds[HOST_PORT_COUNT];
};

/**
 * host_machine_check - can a topology be a host?
 *
 * Return: 0, or -EINVAL for what only a guest's firmware can say.
 */
int host_machine_check(const struct topology *topology, struct error *err);

/** host_machine_add_args - the words */
void host_machine_add_args(const struct host_machine *machine,
			   struct argv *argv);

#endif
