/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COST_INTERNAL_H
#define COST_INTERNAL_H

/*
 * Stands for mm/internal.h: the simulator's own, but what it leaves out of a
 * memblock.c is there again, so that the compiler makes of it what it makes in
 * a kernel: warnings, messages, boot options.  It is all that is put under a
 * memblock.c, which itself is never changed.
 */

#include "simulator/internal.h"

extern phys_addr_t kernel_end;
extern unsigned long cost_warnings;

#undef __pa_symbol
#define __pa_symbol(symbol) kernel_end

/* Like the kernel's ud2: one instruction that keeps no register busy. */
#define cost_trap() asm volatile("incq cost_warnings")

int cost_printk(const char *format, ...);
int cost_ratelimit(void *state);

#undef printk
#define printk cost_printk
#undef pr_warn_ratelimited
#define pr_warn_ratelimited(...)                                               \
	({                                                                     \
		static unsigned long state;                                    \
                                                                               \
		if (cost_ratelimit(&state))                                    \
			cost_printk(__VA_ARGS__);                              \
	})
#undef pr_warn_once
#define pr_warn_once(...) cost_once(true, cost_printk(__VA_ARGS__))

#define cost_once(condition, action)                                           \
	({                                                                     \
		static bool warned;                                            \
		bool now = !!(condition);                                      \
                                                                               \
		if (unlikely(now && !warned)) {                                \
			warned = true;                                         \
			action;                                                \
		}                                                              \
		unlikely(now);                                                 \
	})

#undef WARN
#undef WARN_ON
#undef WARN_ONCE
#undef WARN_ON_ONCE
#define WARN(condition, ...)                                                   \
	({                                                                     \
		bool now = !!(condition);                                      \
                                                                               \
		if (unlikely(now)) {                                           \
			cost_printk(__VA_ARGS__);                              \
			cost_trap();                                           \
		}                                                              \
		unlikely(now);                                                 \
	})
#define WARN_ON(condition)                                                     \
	({                                                                     \
		bool now = !!(condition);                                      \
                                                                               \
		if (unlikely(now))                                             \
			cost_trap();                                           \
		unlikely(now);                                                 \
	})
#define WARN_ONCE(condition, ...)                                              \
	cost_once(condition, ({                                                \
			  cost_printk(__VA_ARGS__);                            \
			  cost_trap();                                         \
		  }))
#define WARN_ON_ONCE(condition) cost_once(condition, cost_trap())


/* The kernel's own order of comparisons (include/linux/minmax.h). */
#undef clamp
#define clamp(value, low, high)                                                \
	({                                                                     \
		__auto_type clamped = (value);                               \
		__auto_type lowest = (low);                                    \
		__auto_type highest = (high);                                 \
                                                                               \
		clamped >= highest ? highest :                                 \
		clamped <= lowest  ? lowest :                                  \
				     clamped;                                  \
	})

#undef BUG_ON
#define BUG_ON(condition)                                                      \
	do {                                                                   \
		if (unlikely(condition)) {                                     \
			asm volatile("ud2");                                   \
			__builtin_unreachable();                               \
		}                                                              \
	} while (0)

/* `memblock=debug` could be given: its messages stay in the code. */
#undef early_param
#define early_param(name, function) int (*cost_##function)(char *) = function

/* Where the direct map is: physical memory that memblock writes to. */
#define COST_DIRECT_MAP 0x100000000000UL
#undef __va
#undef __pa
#define __va(x) ((void *)((unsigned long)(x) + COST_DIRECT_MAP))
#define __pa(x) ((unsigned long)(x) - COST_DIRECT_MAP)
#define phys_to_virt(x) __va(x)
#define virt_to_phys(x) __pa(x)

/* Moves of whole arrays: functions of their own, as in the kernel. */
void *cost_memset(void *to, int byte, unsigned long size);
void *cost_memcpy(void *to, const void *from, unsigned long size);
void *cost_memmove(void *to, const void *from, unsigned long size);
#undef memset
#undef memcpy
#undef memmove
#define memset cost_memset
#define memcpy cost_memcpy
#define memmove cost_memmove

#endif
