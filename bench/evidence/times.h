/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TIMES_H
#define NUMABOOT_TIMES_H

/*
 * Whether a time may be called one.  Emulated CPUs and nodes that are none of
 * the host's give numbers of another name.
 */

#include <stdbool.h>

#include "evidence/run.h"
#include "lib/error.h"

/**
 * times_are_real - whether a time that a program took in a guest is one
 * @real: its CPUs are not emulated, nor its nodes where it has several: those
 *	of numa=fake are, and those that are not bound to nodes of the host
 *
 * Return: 0, or -errno when the evidence cannot be read.
 */
int times_are_real(const struct run_evidence *evidence, bool *real,
		   struct error *err);

#endif
