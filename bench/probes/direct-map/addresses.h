/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_ADDRESSES_H
#define NUMABOOT_DIRECT_ADDRESSES_H

/*
 * Addresses of this program that are the same in every run, since an emulator
 * that counts sees page tables and caches, which depend on them.
 */

#include <stdbool.h>

/**
 * addresses_fix - have stack and mappings where every run has them
 *
 * Executes this program once more without randomization (personality(2)).
 * Where that is forbidden, as in some containers, it goes on as it is.
 */
void addresses_fix(const char **argv);

/** addresses_are_fixed - has this program no random addresses? */
bool addresses_are_fixed(void);

#endif
