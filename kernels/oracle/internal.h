/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ORACLE_INTERNAL_H
#define ORACLE_INTERNAL_H

/*
 * Stands for mm/internal.h: the simulator's own, but the kernel's end is a
 * variable and warnings are counted.  It is all that is put under a
 * memblock.c, which itself is never changed.
 */

#include "simulator/internal.h"

extern phys_addr_t kernel_end;
extern unsigned long kernel_warnings;

#undef __pa_symbol
#define __pa_symbol(symbol) kernel_end

static inline bool oracle_warn(bool condition)
{
	kernel_warnings += condition;
	return condition;
}

/* As in the kernel, which can clear its section of such flags, too. */
#define oracle_warn_once(condition)                                           \
	({                                                                    \
		static bool warned __section("oracle_once");                  \
		bool now = (condition);                                       \
                                                                               \
		if (now && !warned)                                           \
			warned = oracle_warn(true);                           \
		now;                                                          \
	})

#undef pr_warn
#undef pr_warn_once
#undef WARN
#undef WARN_ON
#undef WARN_ONCE
#undef WARN_ON_ONCE
#define pr_warn(...) ((void)oracle_warn(true))
#define pr_warn_once(...) ((void)oracle_warn_once(true))
#define WARN(condition, ...) oracle_warn(condition)
#define WARN_ON(condition) oracle_warn(condition)
#define WARN_ONCE(condition, ...) oracle_warn_once(condition)
#define WARN_ON_ONCE(condition) oracle_warn_once(condition)

/* Nothing is passed on a command line here. */
#undef early_param
#define early_param(name, function)

#endif
