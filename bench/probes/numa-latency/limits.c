// SPDX-License-Identifier: GPL-2.0-only
#include "probes/numa-latency/limits.h"

#include <errno.h>

#include "probes/common/buffer.h"

static bool wants_load(const struct latency_options *options)
{
	for (size_t i = 0; i < options->level_count; i++)
		if (options->levels[i])
			return true;
	return false;
}

static void check_load(struct limits *limits,
		       const struct latency_options *options,
		       const struct nodes *nodes)
{
	for (size_t i = 0; i < nodes->count && wants_load(options); i++)
		if (nodes->list[i].cpu_count == 1)
			limits_add(
				limits,
				"latency under load on node %d; found one CPU, expected two or more",
				nodes->list[i].nid);
}

/* Any other failure will say itself what it is when samples are taken. */
static bool has_pages(uint64_t page_bytes, const struct nodes *nodes,
		      struct error *err)
{
	for (size_t i = 0; i < nodes->count; i++) {
		struct buffer buffer;
		int ret;

		if (!nodes->list[i].bytes)
			continue;
		ret = buffer_create(&buffer, HUGE_PAGE_BYTES,
				    nodes->list[i].nid, page_bytes, err);
		buffer_release(&buffer);
		if (ret == -ENOTSUP)
			return false;
	}
	return true;
}

static void check_pages(struct limits *limits, struct latency_options *options,
			const struct nodes *nodes)
{
	size_t kept = 0;

	for (size_t i = 0; i < options->pages.count; i++) {
		uint64_t page_bytes = options->pages.bytes[i];
		struct error err;

		if (has_pages(page_bytes, nodes, &err))
			options->pages.bytes[kept++] = page_bytes;
		else
			limits_add(limits, "pages of %s; %s",
				   page_bytes == HUGE_PAGE_BYTES ? "2 MiB"
								 : "4 KiB",
				   err.text);
	}
	options->pages.count = kept;
}

void latency_limits_find(struct limits *limits, struct latency_options *options,
			 const struct nodes *nodes)
{
	check_load(limits, options, nodes);
	check_pages(limits, options, nodes);
}
