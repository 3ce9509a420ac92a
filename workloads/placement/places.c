// SPDX-License-Identifier: GPL-2.0-only
#include "places.h"

#include <stdlib.h>

static void add(struct places *places, struct span span)
{
	spans_add(&places->spans, span);
	if (span.nid >= (int)places->node_count)
		places->node_count = (unsigned int)span.nid + 1;
}

void places_of_topology(struct places *places, const struct topology *t)
{
	*places = (struct places){ .node_count = t->node_count };
	for (unsigned int i = 0; i < t->range_count; i++)
		add(places, (struct span){
			.start = t->ranges[i].start,
			.end_inclusive = t->ranges[i].end_inclusive,
			.nid = t->ranges[i].nid,
			.hotpluggable = t->ranges[i].hotpluggable,
		});
}

static int last_nid(const struct spans *spans)
{
	int last = -1;

	for (size_t i = 0; i < spans->count; i++)
		if (spans->at[i].nid > last)
			last = spans->at[i].nid;
	return last;
}

void places_of_log(struct places *places, const struct bootlog *boot)
{
	const struct described *machine = &boot->machine;
	const struct spans *spans = &machine->srat;

	*places = (struct places){ 0 };
	/* What the kernel made of a table that it gave up is one node. */
	if (!spans->count || (machine->early.count && boot->srat_refused) ||
	    (machine->early.count &&
	     last_nid(&machine->early) > last_nid(spans)))
		spans = machine->early.count ? &machine->early : &machine->ram;
	for (size_t i = 0; i < spans->count; i++) {
		struct span span = spans->at[i];

		if (span.nid < 0)
			span.nid = 0;
		add(places, span);
	}
}

static const struct span *find(const struct places *places, uint64_t address)
{
	for (size_t i = 0; i < places->spans.count; i++)
		if (address >= places->spans.at[i].start &&
		    address <= places->spans.at[i].end_inclusive)
			return &places->spans.at[i];
	return NULL;
}

int places_nid_of(const struct places *places, uint64_t address)
{
	const struct span *span = find(places, address);

	return span ? span->nid : -1;
}

bool places_is_hotpluggable(const struct places *places, uint64_t address)
{
	const struct span *span = find(places, address);

	return span && span->hotpluggable;
}

bool places_has_hotpluggable(const struct places *places, int nid)
{
	for (size_t i = 0; i < places->spans.count; i++)
		if (places->spans.at[i].nid == nid &&
		    places->spans.at[i].hotpluggable)
			return true;
	return false;
}

void places_release(struct places *places)
{
	free(places->spans.at);
	*places = (struct places){ 0 };
}
