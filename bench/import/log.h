/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_LOG_H
#define NUMABOOT_IMPORT_LOG_H

/*
 * From the log of a kernel to its machine.  What the kernel did not use, or
 * made up, is not the machine's.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"
#include "machine/described.h"

/** log_is_one - does a text have lines of a kernel that boots? */
bool log_is_one(const char *bytes, size_t size);

/**
 * log_describe - what a log tells
 * @bytes: taken over
 * @boot: which one, from 1; 0 for the last
 *
 * Return: 0, or -EINVAL: the log lacks its beginning, or ends before the
 * kernel had set up its nodes, or as bootlog_read().
 */
int log_describe(char *bytes, size_t size, const char *name,
		 unsigned int boot, struct described *d, struct error *err);

#endif
