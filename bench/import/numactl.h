/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_NUMACTL_H
#define NUMABOOT_IMPORT_NUMACTL_H

/*
 * What `numactl --hardware` prints: nodes, their CPUs, sizes and distances.
 */

#include <stdbool.h>

#include "lib/error.h"
#include "machine/described.h"

/** numactl_is_text - does a text look so? */
bool numactl_is_text(const char *text);

/**
 * numactl_describe - what it says
 *
 * Return: 0, or -EINVAL with the line that is not as numactl prints it, or
 * when there are fewer nodes than its first line says.
 */
int numactl_describe(const char *text, const char *name, struct described *d,
		     struct error *err);

#endif
