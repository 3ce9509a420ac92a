/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_UNPLUG_H
#define NUMABOOT_UNPLUG_H

/*
 * Takes DIMMs out of a running guest when it asks for it by a record.  Each
 * request is served once, in the order of the records.
 */

#include <stdint.h>

#include "lib/error.h"
#include "machine/qmp.h"

/**
 * struct unplug - takes DIMMs out when the guest asks for it
 * @records_path: the guest's records, as far as they are written
 * @read: bytes of them that have been looked at
 */
struct unplug {
	const char *records_path;
	long read;
};

/**
 * unplug_serve - look at new records; for `unplug`, tell QEMU
 *
 * Command device_del of the device dimm<node>.  QEMU answers at once, asks the
 * guest's kernel by ACPI, and says DEVICE_DELETED when it has let go.
 *
 * Return: 0; -ETIMEDOUT when QEMU has not answered within 10 s; -EINTR;
 * -EPIPE when it has gone; -EREMOTEIO when it refuses, which says nothing
 * about the guest; or -errno.
 */
int unplug_serve(struct unplug *unplug, struct qmp *qmp,
		 uint64_t deadline_ns, struct error *err);

#endif
