// SPDX-License-Identifier: GPL-2.0-only
#include "reconcile.h"

static uint64_t pages_in_call(const struct pagetable_extent *extent,
			      const struct stop_call *call)
{
	uint64_t page = pagetable_size_bytes(extent->page);
	uint64_t end = extent->physical + extent->bytes;
	uint64_t first = call->arguments[0] > extent->physical ?
			 call->arguments[0] : extent->physical;
	uint64_t limit = call->arguments[1] < end ? call->arguments[1] : end;

	if (first >= limit)
		return 0;
	return (limit - 1) / page - first / page + 1;
}

void reconcile_calls(const struct pagetable_map *mapping,
		     const struct stop_call *calls, size_t call_count,
		     uint64_t pages[PAGETABLE_SIZES])
{
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		pages[size] = 0;
	for (size_t i = 0; i < mapping->count; i++)
		for (size_t call = 0; call < call_count; call++)
			pages[mapping->extents[i].page] +=
				pages_in_call(&mapping->extents[i],
					      &calls[call]);
}
