/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HOST_WATCH_H
#define NUMABOOT_HOST_WATCH_H

/*
 * An emulated host while it runs: its output passes through, its status is
 * read, its deadlines are kept.
 */

#include <stdint.h>

#include "host/ports.h"
#include "lib/error.h"
#include "lib/process.h"

/**
 * host_watch - wait for the command's end
 * @qemu: reaped when it has ended
 * @fds: our ends of the ports
 * @timeout_ns: from the host's word that it is up
 * @code: the command's exit code
 *
 * Return: 0, -ETIMEDOUT, -EINTR, -EIO when the host ended without saying how
 * the command did, or -errno of our own output.
 */
int host_watch(struct process *qemu, const int fds[HOST_PORT_COUNT],
	       uint64_t timeout_ns, int *code, struct error *err);

#endif
