// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probes/direct-map/operations.h"
#include "probes/direct-map/policy.h"

/* What the parent has, beside itself: page tables that each child copies. */
#define PARENT_BYTES (4ULL << 20)

/* Without what fork() does for locks and atfork handlers. */
static bool fork_once(void)
{
	int status;
	pid_t child = _Fork();

	if (child == 0)
		_exit(0);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	errno = 0;
	return status == 0;
}

static void repeat(struct work *work)
{
	uint64_t done;

	for (done = 0; done < work->count; done++)
		if (!fork_once()) {
			work->error_number = errno;
			break;
		}
	work->done = done;
	work->bytes = PARENT_BYTES;
}

static int prepare(struct work *work, struct error *err)
{
	int nid = work->memory_node->nid;
	int ret = buffer_create(&work->buffer, PARENT_BYTES, nid,
				SMALL_PAGE_BYTES, err);

	if (ret == 0)
		ret = policy_bind(nid, err);
	if (ret == 0 && !fork_once())
		ret = error_set(err, errno ? errno : ECHILD,
				"the first fork: %s",
				errno ? strerror(errno) : "its child failed");
	return ret;
}

const struct operation operation_fork = {
	.name = "fork",
	.placed = true,
	.prepare = prepare,
	.run = repeat,
	.locate = work_locate_buffer,
};
