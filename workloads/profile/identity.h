/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IDENTITY_H
#define NUMABOOT_IDENTITY_H

#include "lib/error.h"

/**
 * identity_title - arm, topology and mapping of a run
 *
 * Return: one line that the caller frees, or NULL with the sentence set.
 */
char *identity_title(const char *evidence, struct error *err);

#endif
