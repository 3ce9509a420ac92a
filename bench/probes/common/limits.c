// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/limits.h"

#include <stdarg.h>
#include <stdlib.h>

#include "lib/alloc.h"

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

static void add_host(struct limits *limits, const struct host_facts *facts)
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

static void add_nodes(struct limits *limits, const struct nodes *nodes)
{
	if (!count_pairs(nodes))
		limits_add(
			limits,
			"cross-node access; found one node, expected two or more");
}

void limits_find(struct limits *limits, const struct probe_options *options,
		 const struct host_facts *facts, const struct nodes *nodes)
{
	*limits = (struct limits){ 0 };
	if (options->untimed)
		return;
	if (!options->emulated)
		add_host(limits, facts);
	limits->all = limits->count;
	if (!limits->all && !options->local)
		add_nodes(limits, nodes);
}

void limits_release(struct limits *limits)
{
	for (size_t i = 0; i < limits->count; i++)
		free(limits->list[i]);
	free(limits->list);
	*limits = (struct limits){ 0 };
}
