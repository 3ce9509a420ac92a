/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INSIDE_H
#define NUMABOOT_INSIDE_H

/*
 * A tree of sources that is built where it lies must not lead out of itself: a
 * build writes through its links, and waits for its pipes.
 */

#include "lib/error.h"

/**
 * inside_check - refuse a tree with a link out of it, a pipe or a device
 * @folder: the tree
 * @label: what sentences call it
 *
 * Return: 0, -EINVAL, or -errno.
 */
int inside_check(const char *folder, const char *label, struct error *err);

#endif
