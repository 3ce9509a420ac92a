// SPDX-License-Identifier: GPL-2.0-only
#include "machine/described.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

void spans_add(struct spans *spans, struct span span)
{
	if (spans->count == DESCRIBED_MAX_SPANS)
		return;
	spans->at = xgrow(spans->at, spans->count, sizeof(*spans->at));
	spans->at[spans->count++] = span;
}

static int compare_spans(const void *a, const void *b)
{
	const struct span *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

void spans_sort(struct spans *spans)
{
	if (spans->count)
		qsort(spans->at, spans->count, sizeof(*spans->at),
		      compare_spans);
}

uint64_t spans_bytes(const struct spans *spans, int nid)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < spans->count; i++)
		if (nid < 0 || spans->at[i].nid == nid)
			bytes += spans->at[i].end_inclusive -
				 spans->at[i].start + 1;
	return bytes;
}

int spans_node_count(const struct spans *spans)
{
	int last = -1;

	for (size_t i = 0; i < spans->count; i++)
		if (spans->at[i].nid > last)
			last = spans->at[i].nid;
	return last + 1;
}

void described_add_cpu(struct described_cpus *cpus, unsigned int number,
		       int nid)
{
	if (cpus->count == DESCRIBED_MAX_CPUS)
		return;
	cpus->at = xgrow(cpus->at, cpus->count, sizeof(*cpus->at));
	cpus->at[cpus->count++] = (struct described_cpu){ number, nid };
}

void described_add_present(struct described *d, unsigned int apic)
{
	if (d->present_count == DESCRIBED_MAX_CPUS)
		return;
	d->present = xgrow(d->present, d->present_count, sizeof(*d->present));
	d->present[d->present_count++] = apic;
}

void described_add_memory(struct described *d, int nid, uint64_t bytes)
{
	if (d->memory_count == DESCRIBED_MAX_NODES)
		return;
	d->memory = xgrow(d->memory, d->memory_count, sizeof(*d->memory));
	d->memory[d->memory_count++] =
		(struct described_memory){ nid, bytes };
}

void described_note(struct described *d, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (size_t i = 0; i < d->note_count; i++)
		if (strcmp(d->notes[i], text) == 0)
			return;
	d->notes = xgrow(d->notes, d->note_count, sizeof(*d->notes));
	d->notes[d->note_count++] = xstrdup(text);
}

void described_release(struct described *d)
{
	for (size_t i = 0; i < d->note_count; i++)
		free(d->notes[i]);
	free(d->notes);
	free(d->command_line);
	free(d->distance);
	free(d->distance_nids);
	free(d->memory);
	free(d->present);
	free(d->apics.at);
	free(d->groups.at);
	free(d->cpus.at);
	free(d->blocks.at);
	free(d->early.at);
	free(d->srat.at);
	free(d->ram.at);
	*d = (struct described){ 0 };
}
