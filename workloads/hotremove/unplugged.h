/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_UNPLUGGED_H
#define NUMABOOT_UNPLUGGED_H

/*
 * DIMMs that were taken out. Out is only what both sides call so: the guest
 * has no memory block of the node left, and QEMU says that the device is
 * deleted.
 */

#include <stdbool.h>

#include "evidence/run.h"
#include "lib/error.h"
#include "machine/topology.h"

/**
 * struct unplugged - which nodes' DIMMs were taken out
 * @tried: the guest asked for it
 * @gone: the guest has no block of the node, and QEMU said DEVICE_DELETED
 */
struct unplugged {
	bool tried[TOPOLOGY_MAX_NODES];
	bool gone[TOPOLOGY_MAX_NODES];
};

/**
 * unplugged_read - from the evidence of a run: guest.jsonl, qmp.log
 *
 * Event: QEMU's qapi/qdev.json, DEVICE_DELETED.
 *
 * A DIMM that QEMU deletes after the guest has stopped waiting is not gone.
 *
 * Return: 0, -errno of a file, or -EINVAL with one sentence when the guest
 * has no block left and QEMU did not delete the DIMM.
 */
int unplugged_read(struct unplugged *unplugged, const struct run_evidence *evidence,
		   struct error *err);

#endif
