// SPDX-License-Identifier: GPL-2.0-only
#include "reservations.h"

#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "lib/alloc.h"

#define ISA_END 0x100000

struct range {
	uint64_t start;
	uint64_t end_inclusive;
};

/* A reservation, and what only the replay needs to know about it. */
struct replay {
	struct reservations *list;
	const struct trace *trace;
	uint64_t kernel_start;
	struct range initrd;	/* start 0: there is none */
	size_t next_sequence;
};

static struct reservation *list_append(struct reservations *list)
{
	list->entries = xgrow(list->entries, list->count,
			      sizeof(*list->entries));
	return &list->entries[list->count++];
}

static struct reservation *replay_add(struct replay *replay, uint64_t start,
				      uint64_t end_inclusive,
				      const char *class_name,
				      const struct trace_event *event)
{
	struct reservation *entry = list_append(replay->list);

	entry->sequence = replay->next_sequence++;
	entry->start = start;
	entry->end_inclusive = end_inclusive;
	entry->class_name = class_name ? class_name : "other";
	if (replay->trace->foreign)
		entry->class_name = CLASSES_UNKNOWN;
	entry->caller = event->caller;
	entry->before_srat = event->stage == TRACE_BEFORE_SRAT &&
			     replay->trace->srat_read;
	return entry;
}

static void replay_reserve(struct replay *replay,
			   const struct trace_event *event)
{
	bool searched;
	const char *class_name = classes_of(event, &searched);

	replay_add(replay, event->start, event->end_inclusive, class_name,
		   event)->searched = searched;
}

static bool entry_overlaps(const struct reservation *entry, uint64_t start,
			   uint64_t end_inclusive)
{
	return entry->start <= end_inclusive &&
		start <= entry->end_inclusive;
}

/* Cut an entry in two; the new part, from @start on, is appended. */
static struct reservation *list_split(struct reservations *list, size_t index,
				      uint64_t start)
{
	struct reservation *part = list_append(list);

	*part = list->entries[index];
	part->start = start;
	list->entries[index].end_inclusive = start - 1;
	return part;
}

static void replay_free(struct replay *replay, const struct trace_event *event)
{
	struct reservations *list = replay->list;
	size_t count = list->count;

	for (size_t i = 0; i < count; i++) {
		struct reservation *entry = &list->entries[i];

		if (entry->released ||
		    !entry_overlaps(entry, event->start, event->end_inclusive))
			continue;
		if (entry->end_inclusive > event->end_inclusive) {
			list_split(list, i, event->end_inclusive + 1);
			entry = &list->entries[i];
		}
		if (entry->start < event->start)
			entry = list_split(list, i, event->start);
		entry->released = true;
	}
}

/* The line stands right behind the reservation that it is about. */
static void replay_name(struct replay *replay, const struct trace_event *event)
{
	for (size_t i = replay->list->count; i-- > 0;) {
		struct reservation *entry = &replay->list->entries[i];

		if (entry->start != event->start ||
		    entry->end_inclusive != event->end_inclusive)
			continue;
		entry->class_name = event->class_name;
		entry->searched |= event->searched;
		if (*entry->caller)
			entry->caller = event->caller;
		return;
	}
}

/* Where the next thing begins in [start, end_inclusive], else its end + 1. */
static uint64_t dump_next_cut(const struct replay *replay, uint64_t start,
			      uint64_t end_inclusive)
{
	const uint64_t cuts[] = {
		ISA_END, replay->kernel_start, replay->initrd.start,
		replay->initrd.end_inclusive + 1,
	};
	uint64_t next = end_inclusive + 1;

	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++)
		if (cuts[i] > start && cuts[i] < next)
			next = cuts[i];
	return next;
}

static const char *dump_class(const struct replay *replay, uint64_t start)
{
	if (replay->initrd.start && start == replay->initrd.start)
		return "initrd";
	if (start == replay->kernel_start)
		return "kernel";
	return start < ISA_END ? "firmware" : "other";
}

/* [start, end_inclusive] is reserved, and no line before said so. */
static void dump_add(struct replay *replay, uint64_t start,
		     uint64_t end_inclusive, const struct trace_event *event)
{
	while (start <= end_inclusive) {
		uint64_t next = dump_next_cut(replay, start, end_inclusive);

		replay_add(replay, start, next - 1, dump_class(replay, start),
			   event);
		start = next;
	}
}

/* Of the first @count entries, the lowest that reaches into the range. */
static const struct reservation *list_first_in(const struct reservations *list,
					       size_t count, uint64_t start,
					       uint64_t end_inclusive)
{
	const struct reservation *first = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct reservation *entry = &list->entries[i];

		if (!entry->released &&
		    entry_overlaps(entry, start, end_inclusive) &&
		    (!first || entry->start < first->start))
			first = entry;
	}
	return first;
}

static void replay_dump(struct replay *replay, const struct trace_event *event)
{
	size_t known = replay->list->count;
	uint64_t start = event->start;

	while (start <= event->end_inclusive) {
		const struct reservation *entry = list_first_in(replay->list,
			known, start, event->end_inclusive);
		uint64_t next;

		if (!entry) {
			dump_add(replay, start, event->end_inclusive, event);
			return;
		}
		next = entry->end_inclusive + 1;
		if (entry->start > start)
			dump_add(replay, start, entry->start - 1, event);
		start = next;
	}
}

static void replay_event(struct replay *replay,
			 const struct trace_event *event)
{
	switch (event->kind) {
	case TRACE_RESERVE:
	case TRACE_ALLOC:
		replay_reserve(replay, event);
		break;
	case TRACE_FREE:
		replay_free(replay, event);
		break;
	case TRACE_DUMP:
		replay_dump(replay, event);
		break;
	case TRACE_NAME:
		replay_name(replay, event);
		break;
	}
}

/* The RAMDISK line comes after the list that it explains. */
static void replay_find_initrd(struct replay *replay)
{
	for (size_t i = 0; i < replay->trace->count; i++) {
		const struct trace_event *event = &replay->trace->events[i];

		if (event->kind == TRACE_NAME &&
		    strcmp(event->class_name, "initrd") == 0) {
			replay->initrd.start = event->start;
			replay->initrd.end_inclusive = event->end_inclusive;
			return;
		}
	}
}

static int entry_compare(const void *a, const void *b)
{
	const struct reservation *x = a, *y = b;

	if (x->sequence != y->sequence)
		return x->sequence < y->sequence ? -1 : 1;
	return x->start < y->start ? -1 : x->start > y->start;
}

/* Disjoint ranges that do not touch, ascending: as memblock keeps them. */
struct cover {
	struct range *ranges;
	size_t count;
};

/* The first range that touches or follows @start. */
static size_t cover_find(const struct cover *cover, uint64_t start)
{
	size_t low = 0, high = cover->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cover->ranges[middle].end_inclusive + 1 < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Return: how many bytes of the range were not covered yet. */
static uint64_t cover_add(struct cover *cover, uint64_t start,
			  uint64_t end_inclusive)
{
	size_t first = cover_find(cover, start), last = first;
	struct range whole = { start, end_inclusive };
	uint64_t covered = 0, bytes;

	for (; last < cover->count &&
	     cover->ranges[last].start <= end_inclusive + 1; last++) {
		const struct range *old = &cover->ranges[last];

		covered += old->end_inclusive - old->start + 1;
		if (old->start < whole.start)
			whole.start = old->start;
		if (old->end_inclusive > whole.end_inclusive)
			whole.end_inclusive = old->end_inclusive;
	}
	bytes = whole.end_inclusive - whole.start + 1 - covered;
	if (first == last) {
		cover->ranges = xgrow(cover->ranges, cover->count,
				      sizeof(*cover->ranges));
		last = first++;
	} else {
		first++;
	}
	memmove(&cover->ranges[first], &cover->ranges[last],
		(cover->count - last) * sizeof(*cover->ranges));
	cover->count = cover->count - last + first;
	cover->ranges[first - 1] = whole;
	return bytes;
}

static void list_count_bytes(struct reservations *list)
{
	struct cover cover = { 0 };

	for (size_t i = 0; i < list->count; i++) {
		struct reservation *entry = &list->entries[i];

		entry->new_bytes = entry->released ? 0 :
			cover_add(&cover, entry->start, entry->end_inclusive);
	}
	free(cover.ranges);
}

void reservations_make(struct reservations *list, const struct trace *trace,
		       uint64_t kernel_start)
{
	struct replay replay = {
		.list = list,
		.trace = trace,
		.kernel_start = kernel_start,
	};

	*list = (struct reservations){ 0 };
	replay_find_initrd(&replay);
	for (size_t i = 0; i < trace->count; i++)
		replay_event(&replay, &trace->events[i]);
	if (list->count)
		qsort(list->entries, list->count, sizeof(*list->entries),
		      entry_compare);
	list_count_bytes(list);
}

const struct reservation *
reservations_find(const struct reservations *list, uint64_t address)
{
	for (size_t i = 0; i < list->count; i++)
		if (!list->entries[i].released &&
		    list->entries[i].start <= address &&
		    address <= list->entries[i].end_inclusive)
			return &list->entries[i];
	return NULL;
}

void reservations_release(struct reservations *list)
{
	free(list->entries);
	*list = (struct reservations){ 0 };
}
