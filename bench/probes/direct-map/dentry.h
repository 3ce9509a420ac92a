/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_DENTRY_H
#define NUMABOOT_DIRECT_DENTRY_H

/*
 * Where the operation `dentry` looks names up.
 */

#include "lib/error.h"

/**
 * dentry_find_folder - where names are looked up
 *
 * A folder of tmpfs or ramfs: these forget a name that does not exist as
 * soon as nobody uses it, so lookups leave nothing behind.
 *
 * Return: its path, or NULL with a sentence.
 */
const char *dentry_find_folder(struct error *err);

#endif
