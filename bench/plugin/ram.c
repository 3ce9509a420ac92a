// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/ram.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/alloc.h"

int ram_add(struct ram *ram, const char *spec, struct error *err)
{
	struct ram_range range;
	uint64_t offset;
	int fd, used = 0;

	if (sscanf(spec, "%" SCNu64 ":%" SCNu64 ":%d:%" SCNu64 "%n",
		   &range.start, &range.bytes, &fd, &offset, &used) != 4 ||
	    spec[used])
		return error_set(err, EINVAL,
				 "found ram=%s, expected START:BYTES:FD:OFFSET",
				 spec);
	range.mapped = mmap(NULL, range.bytes, PROT_READ, MAP_SHARED, fd,
			    (off_t)offset);
	if (range.mapped == MAP_FAILED)
		return error_set(err, errno, "ram=%s: mmap: %s", spec,
				 strerror(errno));
	ram->ranges = xgrow(ram->ranges, ram->count, sizeof(range));
	ram->ranges[ram->count++] = range;
	return 0;
}

bool ram_read(const struct ram *ram, uint64_t physical, uint64_t *value)
{
	for (size_t i = 0; i < ram->count; i++) {
		const struct ram_range *range = &ram->ranges[i];

		if (physical - range->start >= range->bytes)
			continue;
		memcpy(value, range->mapped + (physical - range->start),
		       sizeof(*value));
		return true;
	}
	return false;
}
