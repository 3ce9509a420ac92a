/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IDENTITY_H
#define NUMABOOT_IDENTITY_H

#include "lib/error.h"

/**
 * identity_read - the machine that a run's counts depend on
 * @evidence: folder of the run
 *
 * QEMU's version and what it was told of machine, accelerator, icount and
 * CPU: counts of two runs may be compared when these are the same.
 *
 * Return: one line that the caller frees, or NULL with the sentence set.
 */
char *identity_read(const char *evidence, struct error *err);

/**
 * identity_title - arm, topology and mapping of a run
 *
 * Return: one line that the caller frees, or NULL with the sentence set.
 */
char *identity_title(const char *evidence, struct error *err);

#endif
