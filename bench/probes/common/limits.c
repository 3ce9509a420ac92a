// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/limits.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "probes/common/buffer.h"

void limits_add(struct limits *limits, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	limits->list = xgrow(limits->list, limits->count,
			     sizeof(*limits->list));
	limits->list[limits->count++] = text;
}

void limits_add_host(struct limits *limits, const struct facts *facts)
{
	if (facts->emulated)
		limits_add(limits, "times; this CPU is emulated (QEMU TCG)");
	if (facts->fake_nodes)
		limits_add(
			limits,
			"cross-node access; the kernel was booted with numa=fake, so its nodes are one");
}

static size_t count_pairs(const struct nodes *nodes)
{
	size_t pairs = 0;

	for (size_t i = 0; i < nodes->count; i++)
		for (size_t j = 0; j < nodes->count; j++)
			pairs += i != j && nodes->list[i].cpu_count &&
				 nodes->list[j].bytes;
	return pairs;
}

void limits_add_nodes(struct limits *limits, const struct nodes *nodes)
{
	if (!count_pairs(nodes))
		limits_add(
			limits,
			"cross-node access; found one node, expected two or more");
}

static bool wants_load(const struct latency_options *options)
{
	for (size_t i = 0; i < options->level_count; i++)
		if (options->levels[i])
			return true;
	return false;
}

static void check_nodes(struct limits *limits,
			const struct latency_options *options,
			const struct nodes *nodes)
{
	if (!options->local)
		limits_add_nodes(limits, nodes);
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

static void check_pages(struct limits *limits,
			struct latency_options *options,
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

void limits_find(struct limits *limits, struct latency_options *options,
		 const struct facts *facts, const struct nodes *nodes)
{
	*limits = (struct limits){ 0 };
	if (!options->emulated)
		limits_add_host(limits, facts);
	limits->all = limits->count;
	if (limits->all)
		return;
	check_nodes(limits, options, nodes);
	check_pages(limits, options, nodes);
}

void limits_print(FILE *out, const char *prefix, const struct limits *limits)
{
	for (size_t i = 0; i < limits->count; i++)
		fprintf(out, "%snot measurable here: %s\n", prefix,
			limits->list[i]);
}

void limits_release(struct limits *limits)
{
	for (size_t i = 0; i < limits->count; i++)
		free(limits->list[i]);
	free(limits->list);
	*limits = (struct limits){ 0 };
}
