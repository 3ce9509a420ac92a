// SPDX-License-Identifier: GPL-2.0-only
/* The control: a call that touches next to nothing. */
#include <sys/syscall.h>
#include <unistd.h>

#include "probes/direct-map/operations.h"

static void repeat(struct work *work)
{
	long parent = getppid();
	uint64_t done;

	for (done = 0; done < work->count; done++)
		if (syscall(SYS_getppid) != parent)
			break;
	work->done = done;
}

static int prepare(struct work *work, struct error *err)
{
	(void)work;
	(void)err;
	return 0;
}

const struct operation operation_syscall = {
	.name = "syscall",
	.prepare = prepare,
	.run = repeat,
};
