// SPDX-License-Identifier: GPL-2.0-only
#include "import/ram.h"

#include <inttypes.h>
#include <stdlib.h>

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

/* What firmware keeps for itself at most in one place. */
#define FIRMWARE_SHARE MIB(512)
#define UNIT MIB(128)

static uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/*
 * The parts of @whole where @ram is, and gaps of at most @gap bytes; both are
 * sorted.  Parts have node and flags of @whole.
 */
static void add_common(struct spans *spans, const struct span *whole,
		       const struct spans *ram, uint64_t gap)
{
	struct span part = *whole;
	bool open = false;

	for (size_t i = 0; i < ram->count; i++) {
		uint64_t start = max_u64(ram->at[i].start, whole->start);
		uint64_t end = min_u64(ram->at[i].end_inclusive,
				       whole->end_inclusive);

		if (start > end)
			continue;
		if (open && start > part.end_inclusive &&
		    start - part.end_inclusive - 1 > gap) {
			spans_add(spans, part);
			open = false;
		}
		if (!open)
			part.start = start - whole->start <= gap ?
				     whole->start : start;
		part.end_inclusive = max_u64(end, open ? part.end_inclusive :
							 0);
		open = true;
	}
	if (!open)
		return;
	if (whole->end_inclusive - part.end_inclusive <= gap)
		part.end_inclusive = whole->end_inclusive;
	spans_add(spans, part);
}

static bool has_node(const struct spans *spans, int nid)
{
	for (size_t i = 0; i < spans->count; i++)
		if (spans->at[i].nid == nid)
			return true;
	return false;
}

/* Several nodes may name one slot: what comes there is any one's. */
static bool is_shared(const struct spans *srat, const struct span *span)
{
	for (size_t i = 0; i < srat->count; i++)
		if (srat->at[i].nid != span->nid &&
		    srat->at[i].start <= span->end_inclusive &&
		    span->start <= srat->at[i].end_inclusive)
			return true;
	return false;
}

static const struct described_memory *memory_of(const struct described *d,
						int nid)
{
	for (size_t i = 0; i < d->memory_count; i++)
		if (d->memory[i].nid == nid)
			return &d->memory[i];
	return NULL;
}

static uint64_t align_up(uint64_t bytes, uint64_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

/*
 * Of each page of 4 KiB 64 bytes are the kernel's struct page, and it keeps a
 * little more; old kernels count that in.  Memory comes in large pieces: the
 * largest whose multiple is not further up than that.
 */
uint64_t ram_estimate(uint64_t bytes)
{
	uint64_t unit = GIB(64);

	if (bytes % UNIT == 0 || bytes > UINT64_MAX / 2)
		return bytes;
	while (unit > UNIT && align_up(bytes, unit) - bytes > bytes / 24)
		unit /= 2;
	return align_up(bytes, unit);
}

/* A node's hot-pluggable ranges that e820 has nothing of. */
static void add_later(struct ram *ram, struct described *d)
{
	for (size_t i = 0; i < d->srat.count; i++) {
		struct span span = d->srat.at[i];
		const struct described_memory *now = memory_of(d, span.nid);

		if (span.non_volatile || has_node(&ram->spans, span.nid))
			continue;
		if (!span.hotpluggable || is_shared(&d->srat, &span) ||
		    span.end_inclusive == UINT64_MAX ||
		    (now && !now->bytes) || (d->memory_count && !now)) {
			described_note(d, "node %d has room for memory in SRAT, and none is there",
				       span.nid);
			continue;
		}
		if (now && has_node(&ram->added, span.nid))
			continue;
		if (now)
			span.end_inclusive = span.start +
					     ram_estimate(now->bytes) - 1;
		else
			described_note(d, "node %d: %" PRIu64 " MiB of SRAT that e820 does not list are taken for memory that comes later; it may be an empty slot",
				       span.nid, (span.end_inclusive -
						  span.start + 1) >> 20);
		spans_add(&ram->added, span);
	}
}

static void note_windows(const struct ram *ram, struct described *d)
{
	uint64_t said = spans_bytes(&d->srat, -1);
	uint64_t there = spans_bytes(&ram->spans, -1) +
			 spans_bytes(&ram->added, -1);
	bool volatile_only = true;

	for (size_t i = 0; i < d->srat.count; i++) {
		volatile_only &= !d->srat.at[i].non_volatile;
		if (d->srat.at[i].end_inclusive == UINT64_MAX)
			said = 0;
	}
	if (!volatile_only)
		described_note(d, "memory that SRAT calls non-volatile is left out");
	else if (said > there + GIB(1))
		described_note(d, "%" PRIu64 " MiB of SRAT are not RAM in e820 (room for memory, or devices): left out",
			       (said - there) >> 20);
}

static void from_srat_and_e820(struct ram *ram, struct described *d)
{
	for (size_t i = 0; i < d->srat.count; i++)
		if (!d->srat.at[i].non_volatile)
			add_common(&ram->spans, &d->srat.at[i], &d->ram,
				   FIRMWARE_SHARE);
	add_later(ram, d);
	note_windows(ram, d);
}

static void from_srat(struct ram *ram, struct described *d)
{
	for (size_t i = 0; i < d->srat.count; i++)
		if (!d->srat.at[i].non_volatile &&
		    d->srat.at[i].end_inclusive != UINT64_MAX &&
		    !is_shared(&d->srat, &d->srat.at[i]))
			spans_add(&ram->spans, d->srat.at[i]);
	described_note(d, "SRAT without e820: slots that are empty are taken for memory (a log or /sys/firmware/memmap tells)");
}

/* SRAT's flags of what lies there. */
static void take_flags(struct span *span, const struct described *d)
{
	for (size_t i = 0; i < d->srat.count; i++)
		if (d->srat.at[i].start <= span->start &&
		    span->start <= d->srat.at[i].end_inclusive)
			span->hotpluggable = d->srat.at[i].hotpluggable;
}

static void from_blocks(struct ram *ram, struct described *d)
{
	for (size_t i = 0; i < d->blocks.count; i++) {
		struct span block = d->blocks.at[i];

		take_flags(&block, d);
		if (d->ram.count)
			add_common(&ram->spans, &block, &d->ram,
				   FIRMWARE_SHARE);
		else
			spans_add(&ram->spans, block);
	}
	/* e820 without SRAT: what it does not list came later. */
	for (size_t i = 0; i < d->blocks.count && d->ram.count; i++)
		if (!has_node(&ram->spans, d->blocks.at[i].nid))
			spans_add(&ram->added, d->blocks.at[i]);
}

static void from_early(struct ram *ram, struct described *d)
{
	for (size_t i = 0; i < d->early.count; i++) {
		struct span span = d->early.at[i];

		take_flags(&span, d);
		spans_add(&ram->spans, span);
	}
	if (!d->srat.count)
		described_note(d, "nodes are those that the kernel made: the log has no SRAT that it used");
}

/* One behind the other, by the nodes' numbers. */
static void from_totals(struct ram *ram, struct described *d)
{
	uint64_t at = 0;
	bool estimated = false;

	for (size_t i = 0; i < d->memory_count; i++) {
		uint64_t bytes = ram_estimate(d->memory[i].bytes);

		if (!bytes || bytes > UINT64_C(1) << 50)
			continue;
		estimated |= bytes != d->memory[i].bytes;
		spans_add(&ram->spans, (struct span){
			.start = at,
			.end_inclusive = at + bytes - 1,
			.nid = d->memory[i].nid,
		});
		at += bytes;
	}
	ram->addressed = false;
	if (estimated)
		described_note(d, "sizes are those that the kernel manages, up to what memory comes in: the kernel's own share is not in them");
	described_note(d, "where the nodes' memory lies is not told: one behind the other");
}

void ram_find(struct ram *ram, struct described *d)
{
	*ram = (struct ram){ .addressed = true };
	spans_sort(&d->ram);
	spans_sort(&d->srat);
	spans_sort(&d->blocks);
	spans_sort(&d->early);
	if (d->srat.count && d->ram.count)
		from_srat_and_e820(ram, d);
	if (!ram->spans.count && d->blocks.count)
		from_blocks(ram, d);
	if (!ram->spans.count && d->srat.count && !d->early.count)
		from_srat(ram, d);
	if (!ram->spans.count && d->early.count)
		from_early(ram, d);
	if (!ram->spans.count)
		from_totals(ram, d);
	if (!d->srat.count)
		described_note(d, "which memory is hot-pluggable is not told: none is (SRAT says it)");
	spans_sort(&ram->spans);
	spans_sort(&ram->added);
}

void ram_release(struct ram *ram)
{
	free(ram->spans.at);
	free(ram->added.at);
	*ram = (struct ram){ 0 };
}
