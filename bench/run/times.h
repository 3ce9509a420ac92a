/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TIMES_H
#define NUMABOOT_TIMES_H

#include <stdbool.h>

#include "lib/error.h"
#include "run/workload.h"

/**
 * times_are_real - whether a time that a program took in a guest is one
 * @real: it is not under emulation, nor between the nodes of numa=fake
 *
 * Return: 0, or -errno when the evidence cannot be read.
 */
int times_are_real(const struct run_evidence *evidence, bool *real,
		   struct error *err);

#endif
