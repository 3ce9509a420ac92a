// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>

#include "probes/direct-map/operations.h"
#include "probes/direct-map/policy.h"

/* Mapped, touched page by page and unmapped in one go. */
#define AREA_BYTES (4ULL << 20)
#define AREA_PAGES (AREA_BYTES / SMALL_PAGE_BYTES)

static char *map_touched(uint64_t pages)
{
	char *area = mmap(NULL, AREA_BYTES, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (area == MAP_FAILED)
		return NULL;
	for (uint64_t i = 0; i < pages; i++)
		((volatile char *)area)[i * SMALL_PAGE_BYTES] = 1;
	return area;
}

static void repeat(struct work *work)
{
	uint64_t done = 0;

	while (done < work->count) {
		uint64_t left = work->count - done;
		uint64_t pages = left < AREA_PAGES ? left : AREA_PAGES;
		char *area = map_touched(pages);

		if (!area || munmap(area, AREA_BYTES)) {
			work->error_number = errno;
			break;
		}
		done += pages;
	}
	work->done = done;
	work->bytes = done * SMALL_PAGE_BYTES;
}

static int prepare(struct work *work, struct error *err)
{
	return policy_bind(work->memory_node->nid, err);
}

/* Where an area like those that are measured gets its pages. */
static int locate(struct work *work, struct error *err)
{
	struct buffer area = {
		.base = map_touched(AREA_PAGES),
		.bytes = AREA_BYTES,
		.nid = work->memory_node->nid,
	};
	uint64_t pages;
	int ret;

	if (!area.base)
		return error_set(err, errno, "mmap: %s", strerror(errno));
	ret = buffer_count_pages(&area, &pages, err);
	munmap(area.base, AREA_BYTES);
	if (ret == 0 && pages != AREA_PAGES)
		ret = error_set(err, EXDEV,
				"found %" PRIu64
				" touched pages on node %d, expected %llu",
				pages, area.nid, AREA_PAGES);
	return ret;
}

/* Huge pages would take one fault for many pages. */
static int check(const struct work *work, struct error *err)
{
	if (work->faults >= work->count)
		return 0;
	return error_set(err, EIO,
			 "found %" PRIu64 " page faults, expected %" PRIu64
			 " at least",
			 work->faults, work->count);
}

const struct operation operation_fault = {
	.name = "fault",
	.placed = true,
	.prepare = prepare,
	.run = repeat,
	.locate = locate,
	.check = check,
};
