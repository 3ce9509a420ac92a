/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_UNPLUGGED_H
#define NUMABOOT_UNPLUGGED_H

#include <stdbool.h>

#include "lib/error.h"
#include "machine/topology.h"

/**
 * struct unplugged - which nodes' DIMMs were taken out
 * @tried: the guest asked for it
 * @gone: QEMU said DEVICE_DELETED and the guest has no block of the node
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
 * Return: 0 or -errno with @err set.
 */
int unplugged_read(struct unplugged *unplugged, const char *directory,
		   struct error *err);

#endif
