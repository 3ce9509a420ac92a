// SPDX-License-Identifier: GPL-2.0-only
#include "kinds.h"

#include <stdlib.h>

#include "kernel/sysmap.h"
#include "lib/alloc.h"

/* The functions by which it is known, with all that they call. */
static const struct {
	enum kind kind;
	const char *name;
} known[] = {
	{ KIND_BEFORE, "[firmware]" },
	{ KIND_BEFORE, "[loader]" },
	{ KIND_INTERRUPT, "[interrupt]" },
	{ KIND_USER, "[user]" },
	/* arch/x86/lib/delay.c */
	{ KIND_WAIT, "__delay" },
	{ KIND_WAIT, "__udelay" },
	{ KIND_WAIT, "__ndelay" },
	{ KIND_WAIT, "__const_udelay" },
	/* init/calibrate.c */
	{ KIND_WAIT, "calibrate_delay" },
	/* arch/x86/kernel/tsc.c */
	{ KIND_WAIT, "native_calibrate_tsc" },
	{ KIND_WAIT, "native_calibrate_cpu" },
	{ KIND_WAIT, "native_calibrate_cpu_early" },
	{ KIND_WAIT, "pit_hpet_ptimer_calibrate_cpu" },
	{ KIND_WAIT, "quick_pit_calibrate" },
	{ KIND_WAIT, "tsc_refine_calibration_work" },
	/* arch/x86/kernel/apic */
	{ KIND_WAIT, "calibrate_APIC_clock" },
	{ KIND_WAIT, "setup_boot_APIC_clock" },
	{ KIND_WAIT, "timer_irq_works" },
	/* drivers/clocksource/acpi_pm.c */
	{ KIND_WAIT, "init_acpi_pm_clocksource" },
	/* drivers/tty/serial/8250, arch/x86/kernel/early_printk.c */
	{ KIND_CONSOLE, "univ8250_console_write" },
	{ KIND_CONSOLE, "serial8250_console_write" },
	{ KIND_CONSOLE, "early_serial_write" },
	/* kernel/sched/idle.c */
	{ KIND_IDLE, "do_idle" },
	{ KIND_IDLE, "cpu_idle_loop" },
	{ KIND_IDLE, "cpu_startup_entry" },
};

const char *kind_name(enum kind kind)
{
	static const char *const names[KIND_COUNT] = {
		[KIND_WORK] = "kernel",
		[KIND_BEFORE] = "firmware and loader",
		[KIND_INTERRUPT] = "interrupts",
		[KIND_WAIT] = "delays and calibration",
		[KIND_CONSOLE] = "console output",
		[KIND_IDLE] = "idle",
		[KIND_USER] = "init",
	};

	return names[kind];
}

static enum kind kind_of_function(const char *name)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (sysmap_name_matches(name, known[i].name))
			return known[i].kind;
	return KIND_WORK;
}

enum kind kind_of(const char *name, enum kind caller)
{
	enum kind own = kind_of_function(name);

	return own == KIND_WORK ? caller : own;
}

enum kind *kinds_of(const struct graph *graph)
{
	enum kind *kinds = xcalloc(graph->path_count, sizeof(*kinds));

	for (uint32_t i = 1; i < graph->path_count; i++)
		kinds[i] = kind_of(graph_name(graph, i),
				   kinds[graph->paths[i].parent]);
	return kinds;
}
