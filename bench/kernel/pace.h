/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PACE_H
#define NUMABOOT_PACE_H

/*
 * How much longer than others a kernel may take to boot: one that checks itself
 * (KASAN, KMSAN, KCSAN, UBSAN, lockdep, DEBUG_VM) or is preemptible throughout
 * (PREEMPT_RT) executes several times as much.  Its symbols tell.
 */

#include "kernel/sysmap.h"

/**
 * pace_factor - by how much the default timeout of a boot is multiplied
 * @map: the kernel's symbols; empty ones are those of a kernel like others
 *
 * Return: 10 for a kernel that checks itself, else 1.
 */
unsigned int pace_factor(const struct sysmap *map);

#endif
