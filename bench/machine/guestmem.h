/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GUESTMEM_H
#define NUMABOOT_GUESTMEM_H

/*
 * The RAM of a guest, which the host reads while QEMU has it.  Reading changes
 * nothing: no byte of the guest, and no page that it never touched becomes
 * backed.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"
#include "machine/topology.h"

/**
 * struct guestmem - a guest's RAM, shared with the QEMU that runs it
 * @topology: the guest's physical map; not owned
 * @fds: one file for each node that has memory, in the order of the nodes,
 *	or one for all without an SRAT; the list ends with 0
 *
 * The files are memfds (memfd_create(2)): they have no name, so nothing of
 * them outlives the last process that has them open, however that one
 * ends, and they take memory of the host only for pages that the guest has
 * touched.
 */
struct guestmem {
	const struct topology *topology;
	int fds[TOPOLOGY_MAX_PIECES + 1];
};

/**
 * guestmem_open - make the files, empty and as large as the nodes
 *
 * Return: 0 or -errno; closed by guestmem_close() in both cases.
 */
int guestmem_open(struct guestmem *memory, const struct topology *topology,
		  struct error *err);

/**
 * guestmem_position - where a physical address lies in the files
 * @address: physical address
 * @fd: the file
 * @offset: in the file
 *
 * Return: 0, or -EFAULT where the guest has no RAM.
 */
int guestmem_position(const struct guestmem *memory, uint64_t address,
		      int *fd, uint64_t *offset);

/**
 * guestmem_read - copy from the guest's RAM
 * @address: physical address
 * @size: bytes, all in one page of 4 KiB
 *
 * The guest should be paused.  Nothing is written, and pages that it never
 * touched stay unbacked.
 *
 * Return: 0, -EFAULT where the guest has no RAM, or -errno of the file.
 */
int guestmem_read(const struct guestmem *memory, uint64_t address,
		  void *buffer, size_t size, struct error *err);

/**
 * guestmem_touched_bytes - what the guest's RAM takes of the host's memory
 *
 * Return: bytes of all pages that something has touched.
 */
uint64_t guestmem_touched_bytes(const struct guestmem *memory);

/** guestmem_close - close the files; QEMU's stay open */
void guestmem_close(struct guestmem *memory);

#endif
