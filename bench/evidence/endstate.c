// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/endstate.h"

#include <errno.h>
#include <string.h>

static const char *const names[END_STATE_COUNT] = {
	[END_COMPLETED] = "completed",
	[END_GUEST_FAILED] = "guest-failed",
	[END_GUEST_PANIC] = "guest-panic",
	[END_TIMEOUT] = "timeout",
	[END_FLOODED] = "flooded",
	[END_QEMU_DIED] = "qemu-died",
	[END_QEMU_KILLED] = "qemu-killed",
	[END_SKIPPED] = "skipped",
};

const char *end_state_name(enum end_state state)
{
	return names[state];
}

bool end_state_is_failure(enum end_state state)
{
	return state != END_COMPLETED && state != END_SKIPPED;
}

int end_state_parse(const char *name, enum end_state *state)
{
	for (int i = 0; i < END_STATE_COUNT; i++) {
		if (strcmp(names[i], name) == 0) {
			*state = i;
			return 0;
		}
	}
	return -EINVAL;
}
