/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAIR_H
#define NUMABOOT_PAIR_H

/*
 * Two boots of one cell, compared.  What a guest and the plugin leave behind
 * must be the same to the byte under the exact engine; only what the host
 * adds, its times and paths, may differ.
 */

#include "lib/error.h"

/**
 * pair_compare - did two boots of a cell leave the same behind?
 * @first: evidence folder of one
 * @second: of the other
 *
 * Return: 0; -EBADMSG: they differ, with the file, its line and both texts; or
 * -errno.
 */
int pair_compare(const char *first, const char *second, struct error *err);

#endif
