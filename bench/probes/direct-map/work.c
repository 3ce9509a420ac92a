// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/work.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

int work_locate_buffer(struct work *work, struct error *err)
{
	uint64_t all = work->buffer.bytes / SMALL_PAGE_BYTES;
	uint64_t pages = 0, huge = 0;
	int ret = buffer_count_pages(&work->buffer, &pages, err);

	if (ret == 0)
		ret = buffer_huge_bytes(&work->buffer, &huge, err);
	if (ret)
		return ret;
	if (pages == all && !huge)
		return 0;
	return error_set(err, EXDEV,
			 "found %" PRIu64 " pages on node %d and %" PRIu64
			 " bytes in pages of 2 MiB, expected %" PRIu64 " and 0",
			 pages, work->buffer.nid, huge, all);
}

void work_release(struct work *work)
{
	buffer_release(&work->buffer);
	if (work->fd >= 0)
		close(work->fd);
	work->fd = -1;
}
