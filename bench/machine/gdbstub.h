/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GDBSTUB_H
#define NUMABOOT_GDBSTUB_H

/*
 * QEMU's gdb stub, for stopping a guest at an instruction and looking at it
 * there.  Nothing in the guest changes for that, and every wait has a
 * deadline.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"

/* The longest packet that we send or take; all of ours are far below. */
#define GDBSTUB_PACKET_SIZE 4096

/**
 * struct gdbstub - a connection to a stub of the GDB remote serial protocol
 * @fd: our end of the socket, -1 when there is none
 * @log: every packet in both directions is written here; not owned
 * @buffer: bytes received and not yet parsed
 * @used: number of those
 *
 * Source: GDB manual, appendix "GDB Remote Serial Protocol".  One command
 * at a time, acknowledged; QEMU stops a running guest for any byte that
 * acknowledges nothing, so nothing is sent while the guest runs.
 *
 * Every function that waits returns 0, -ETIMEDOUT at the deadline
 * (CLOCK_MONOTONIC), -EINTR when the user wants to stop, -EPIPE when the
 * stub closed the connection, -EPROTO when it said something else than
 * the protocol, or -EREMOTEIO when it refused.
 */
struct gdbstub {
	int fd;
	FILE *log;
	char buffer[GDBSTUB_PACKET_SIZE];
	size_t used;
};

/**
 * gdbstub_open - meet a stub whose guest is paused
 * @fd: connected socket; owned by @stub from now on, also on failure
 */
int gdbstub_open(struct gdbstub *stub, int fd, FILE *log,
		 uint64_t deadline_ns, struct error *err);

/**
 * gdbstub_break - stop at an instruction, before it runs
 * @address: virtual address
 *
 * A hardware breakpoint: nothing in the guest's memory changes, it can be
 * set before the code is there, and KVM has it, too.
 */
int gdbstub_break(struct gdbstub *stub, uint64_t address,
		  uint64_t deadline_ns, struct error *err);

/** gdbstub_unbreak - take a breakpoint out again */
int gdbstub_unbreak(struct gdbstub *stub, uint64_t address,
		    uint64_t deadline_ns, struct error *err);

/** gdbstub_read_u64 - read 8 bytes at a virtual address */
int gdbstub_read_u64(struct gdbstub *stub, uint64_t address, uint64_t *value,
		     uint64_t deadline_ns, struct error *err);

/** gdbstub_continue - let the guest run; the stub answers when it stops */
int gdbstub_continue(struct gdbstub *stub, uint64_t deadline_ns,
		     struct error *err);

/**
 * gdbstub_wait_stop - take the word that the guest has stopped
 * @cpu: the CPU that reached a breakpoint, from 0; asked for when the stop
 *	does not name it
 *
 * Return: as above; -ENODATA when the guest has ended instead.
 */
int gdbstub_wait_stop(struct gdbstub *stub, unsigned int *cpu,
		      uint64_t deadline_ns, struct error *err);

/** gdbstub_close - close; a zeroed struct is fine */
void gdbstub_close(struct gdbstub *stub);

#endif
