/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PACE_H
#define NUMABOOT_PACE_H

/*
 * How much longer than others a kernel may take to boot: one that checks itself
 * (KASAN, KMSAN, KCSAN, UBSAN, lockdep, DEBUG_VM) or is preemptible throughout
 * (PREEMPT_RT) executes several times as much.  Its configuration tells, and
 * where that is not known its functions and symbols.
 */

#include <stdbool.h>

#include "kernel/facts.h"
#include "kernel/sysmap.h"

/**
 * pace_slowed_by - what makes a kernel slower than others
 * @facts: what is known of it, or NULL
 * @map: its symbols, or NULL; looked at where the configuration is not known
 *
 * Return: the option's name, "KASAN", or NULL for a kernel like others.
 */
const char *pace_slowed_by(const struct facts *facts,
			   const struct sysmap *map);

/**
 * pace_factor - by how much the default timeout of a boot is multiplied
 * @slowed_by: of pace_slowed_by()
 *
 * Return: 10 for a kernel that is slower, else 1.
 */
unsigned int pace_factor(const char *slowed_by);

/**
 * pace_keeps_memory - does a kernel keep a part of its memory for that?
 * @slowed_by: of pace_slowed_by()
 *
 * KASAN an eighth (Documentation/dev-tools/kasan.rst, "Shadow memory").
 */
bool pace_keeps_memory(const char *slowed_by);

#endif
