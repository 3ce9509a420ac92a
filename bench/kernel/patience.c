// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/patience.h"

#include "lib/clock.h"

uint64_t patience_deadline(struct patience *patience, size_t size,
			   uint64_t now_ns)
{
	uint64_t whole = patience->started_ns + PATIENCE_WHOLE_S * NS_PER_S;
	uint64_t silent;

	if (size != patience->size)
		patience->grown_ns = now_ns;
	patience->size = size;
	silent = patience->grown_ns + PATIENCE_SILENT_S * NS_PER_S;
	return silent < whole ? silent : whole;
}

const char *patience_end(const struct patience *patience, uint64_t now_ns)
{
	return now_ns - patience->started_ns >= PATIENCE_WHOLE_S * NS_PER_S ?
		       "no end within 12 hours" :
		       "no new line in its log for 20 minutes";
}
