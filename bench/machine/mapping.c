// SPDX-License-Identifier: GPL-2.0-only
#include "machine/mapping.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define MIB(bytes) ((bytes) >> 20)
#define GIB (UINT64_C(1) << 30)

static const struct {
	const char *name;
	const char *kernel_parameters;
	const char *cpu_flags;
} mappings[MAPPING_COUNT] = {
	[MAPPING_1G] = { "1G", "", ",pdpe1gb=on" },
	[MAPPING_2M] = { "2M", "", ",pdpe1gb=off" },
	[MAPPING_4K] = { "4K", "debug_pagealloc=on", ",pdpe1gb=off" },
};

const char *mapping_name(enum mapping mapping)
{
	return mappings[mapping].name;
}

int mapping_parse(const char *name, enum mapping *mapping)
{
	for (int i = 0; i < MAPPING_COUNT; i++) {
		if (strcmp(name, mappings[i].name) == 0) {
			*mapping = i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *mapping_kernel_parameters(enum mapping mapping)
{
	return mappings[mapping].kernel_parameters;
}

const char *mapping_cpu_flags(enum mapping mapping)
{
	return mappings[mapping].cpu_flags;
}

static bool is_hot_added(const struct topology *topology,
			 const struct topology_range *range)
{
	return topology->nodes[range->nid].hot_added;
}

/* Of RAM from @start to @end; the firmware has the last bytes below 4 GiB. */
static unsigned int whole_gib(uint64_t start, uint64_t end)
{
	uint64_t first = (start + GIB - 1) / GIB;
	uint64_t last = (end < 4 * GIB ? end - 1 : end) / GIB;

	return last > first ? (unsigned int)(last - first) : 0;
}

unsigned int mapping_whole_gib(const struct topology *topology)
{
	uint64_t start = 0, end = 0;
	unsigned int whole = 0;

	/* What is next to each other is one, whatever its nodes. */
	for (unsigned int i = 0; i < topology->range_count; i++) {
		const struct topology_range *range = &topology->ranges[i];

		if (is_hot_added(topology, range))
			continue;
		if (range->start != end) {
			whole += whole_gib(start, end);
			start = range->start;
		}
		end = range->end_inclusive + 1;
	}
	return whole + whole_gib(start, end);
}

static int check_larger(enum mapping mapping,
			const uint64_t bytes[MAPPING_COUNT], struct error *err)
{
	if (mapping == MAPPING_4K && (bytes[MAPPING_2M] || bytes[MAPPING_1G]))
		return error_set(err, EINVAL,
				 "guest: found larger pages in the direct map, expected 4K: the kernel lacks CONFIG_DEBUG_PAGEALLOC");
	if (mapping == MAPPING_2M && bytes[MAPPING_1G])
		return error_set(err, EINVAL,
				 "guest: found 1G pages in the direct map, expected 2M");
	return 0;
}

static int check_smaller(enum mapping mapping,
			 const uint64_t bytes[MAPPING_COUNT],
			 const struct topology *topology, struct error *err)
{
	uint64_t large = bytes[MAPPING_1G] + bytes[MAPPING_2M];
	uint64_t all = large + bytes[MAPPING_4K];
	unsigned int fit = mapping_whole_gib(topology);

	if (large < all - large)
		return error_set(err, EINVAL,
				 "guest: found %" PRIu64 " of %" PRIu64 " MiB of the direct map in pages of 4K, expected most of it in larger ones for %s: the kernel has CONFIG_DEBUG_PAGEALLOC_ENABLE_DEFAULT, or CONFIG_DEBUG_PAGEALLOC before Linux 3.19",
				 MIB(bytes[MAPPING_4K]), MIB(all),
				 mapping_name(mapping));
	if (mapping == MAPPING_1G && bytes[MAPPING_1G] / GIB < (fit + 1) / 2)
		return error_set(err, EINVAL,
				 "guest: found %" PRIu64 " pages of 1G in the direct map, expected %u where %u fit: the CPU has none (KVM: that of the host), or the kernel lacks CONFIG_X86_DIRECT_GBPAGES",
				 bytes[MAPPING_1G] / GIB, (fit + 1) / 2, fit);
	return 0;
}

int mapping_check(enum mapping mapping, const uint64_t bytes[MAPPING_COUNT],
		  const struct topology *topology, struct error *err)
{
	int ret = check_larger(mapping, bytes, err);

	if (ret || mapping == MAPPING_4K)
		return ret;
	return check_smaller(mapping, bytes, topology, err);
}
