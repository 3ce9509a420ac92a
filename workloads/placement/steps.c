// SPDX-License-Identifier: GPL-2.0-only
#include "steps.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* A search that later ones are compared with. */
struct search {
	struct trace_request request;
	uint64_t start;
	int nid;	/* where it found memory */
};

/* The last search of each kind, since the last release. */
struct searches {
	struct search *last;
	size_t count;
};

static bool same_kind(const struct search *a, const struct search *b)
{
	return a->nid == b->nid && a->request.nid == b->request.nid &&
	       a->request.from == b->request.from &&
	       a->request.max_addr == b->request.max_addr;
}

static struct search *searches_find(const struct searches *searches,
				    const struct search *search)
{
	for (size_t i = searches->count; i-- > 0;)
		if (same_kind(&searches->last[i], search))
			return &searches->last[i];
	return NULL;
}

static void searches_take(struct searches *searches,
			  const struct search *search, struct steps *steps)
{
	struct search *last = searches_find(searches, search);

	if (!last) {
		searches->last = xgrow(searches->last, searches->count,
				       sizeof(*searches->last));
		searches->last[searches->count++] = *search;
		return;
	}
	if (search->request.bytes >= last->request.bytes &&
	    search->request.align >= last->request.align) {
		steps->up += search->start > last->start;
		steps->down += search->start < last->start;
	}
	*last = *search;
}

/* Return: the stage of an event, STEPS_STAGES for one in neither. */
static int stage_of(const struct trace_event *event)
{
	if (event->stage == TRACE_BEFORE_SRAT)
		return STEPS_BEFORE_SRAT;
	return event->stage >= TRACE_NODES ? STEPS_AFTER_SRAT : STEPS_STAGES;
}

void steps_count(const struct trace *trace, const struct places *places,
		 struct steps *steps)
{
	struct searches searches = { 0 };
	int stage = STEPS_BEFORE_SRAT;

	memset(steps, 0, STEPS_STAGES * sizeof(*steps));
	for (size_t i = 0; i < trace->count; i++) {
		const struct trace_event *event = &trace->events[i];
		const struct search search = {
			.request = event->request,
			.start = event->start,
			.nid = places_nid_of(places, event->start),
		};

		if (event->kind == TRACE_FREE || stage != stage_of(event))
			searches.count = 0;
		stage = stage_of(event);
		if (event->kind == TRACE_ALLOC && event->request.bytes &&
		    stage != STEPS_STAGES)
			searches_take(&searches, &search, &steps[stage]);
	}
	free(searches.last);
}
