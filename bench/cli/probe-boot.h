/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROBE_BOOT_H
#define NUMABOOT_PROBE_BOOT_H

/*
 * What a short boot on one node tells of a kernel that nothing else does: it
 * has a serial console, reaches init, knows a parameter, maps large pages.  An
 * answer by a boot stands above one that was read.
 */

#include <jansson.h>
#include <stdbool.h>

#include "kernel/catalog.h"
#include "lib/error.h"

/**
 * probe_boot - boot a kernel and mend what kernel_check() said of it
 * @spec: as of kernel_find(), not a .config; built when it is not
 * @symbols: of an image, or NULL
 * @all: nothing in particular was asked: there is an answer `console`, too
 * @said: of kernel_check(); gets `boot` (end_state, reason, folder), and answers
 *	by the boot
 *
 * A parameter that the kernel is known not to know is not tried.
 *
 * Return: 0, also when the guest fails; -EINVAL with the sentence when the
 * kernel cannot be booted here at all, or -errno.
 */
int probe_boot(const struct catalog *catalog, const char *spec,
	       const char *symbols, bool all, json_t *said,
	       struct error *err);

#endif
