// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the next read goes is found by the one before: no CPU can do two of
 * them at once, and none can be left out.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "probes/common/stream.h"
#include "probes/direct-map/operations.h"
#include "probes/direct-map/records.h"

/* A page of its own, in a static program's data. */
static _Alignas(
	SMALL_PAGE_BYTES) uint64_t record[SMALL_PAGE_BYTES / STREAM_WORD_BYTES];

static bool read_record(struct work *work, uint64_t at)
{
	ssize_t found =
		pread(work->fd, record, work->read_bytes, work->origin + at);

	if (found < 0)
		work->error_number = errno;
	return found == (ssize_t)work->read_bytes;
}

static void repeat(struct work *work)
{
	uint64_t at = work->position, sum = 0, done;

	for (done = 0; done < work->count; done++) {
		if (!read_record(work, at))
			break;
		sum += stream_read(record,
				   work->read_bytes / STREAM_WORD_BYTES);
		at = record[0];
	}
	work->position = at;
	work->sum = sum;
	work->done = done;
	work->bytes = done * work->read_bytes;
}

static int prepare(struct work *work, struct error *err)
{
	struct records records = {
		.pages = work->buffer_bytes / SMALL_PAGE_BYTES,
		.bytes = work->read_bytes,
		.seed = work->seed,
	};
	int ret = backing_open(work->backing, work->buffer_bytes,
			       work->memory_node->nid, &work->buffer, &work->fd,
			       &work->origin, err);

	if (ret)
		return ret;
	records.base = work->buffer.base;
	ret = records_write(&records, work->count, &work->position,
			    &work->last_position, &work->last_sum, err);
	if (ret == 0 && !read_record(work, work->position))
		ret = error_set(err, EIO, "the first read: %s",
				strerror(work->error_number));
	return ret;
}

static int check(const struct work *work, struct error *err)
{
	if (work->sum == work->last_sum &&
	    work->position == work->last_position)
		return 0;
	return error_set(
		err, EIO,
		"the words that were read have the sum %" PRIu64
		" and end at %" PRIu64 ", expected %" PRIu64 " and %" PRIu64,
		work->sum, work->position, work->last_sum, work->last_position);
}

const struct operation operation_read = {
	.name = "read",
	.placed = true,
	.prepare = prepare,
	.run = repeat,
	.locate = work_locate_buffer,
	.check = check,
};
