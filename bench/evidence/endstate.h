/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ENDSTATE_H
#define NUMABOOT_ENDSTATE_H

/*
 * How a run ended.  The list is closed: tables and run.json have its names, and
 * sealed evidence keeps them.
 */

#include <stdbool.h>

/** enum end_state - how a run ended */
enum end_state {
	END_COMPLETED,		/* the guest did all and said so */
	END_GUEST_FAILED,	/* the guest said why not, or was not as described */
	END_GUEST_PANIC,	/* the kernel panicked or reset without a word */
	END_TIMEOUT,		/* a deadline passed */
	END_FLOODED,		/* something was written without end */
	END_QEMU_DIED,		/* QEMU ended by a fault of its own */
	END_QEMU_KILLED,	/* somebody else ended QEMU: booted again */
	END_SKIPPED,		/* this host cannot run it */
};

#define END_STATE_COUNT 8

/** end_state_name - "completed", "guest-failed", … */
const char *end_state_name(enum end_state state);

/** end_state_is_failure - neither completed nor skipped */
bool end_state_is_failure(enum end_state state);

/** end_state_parse - the reverse; Return: 0 or -EINVAL */
int end_state_parse(const char *name, enum end_state *state);

#endif
