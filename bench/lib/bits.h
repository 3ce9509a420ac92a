/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BITS_H
#define NUMABOOT_BITS_H

/*
 * Sets of small numbers, such as nodes: bit n of 64 is number n.  As text
 * they are a list with commas, ascending and without ranges.
 */

#include <stdint.h>

/** bits_list - "1,2,3", "" for an empty set; the caller frees */
char *bits_list(uint64_t bits);

#endif
