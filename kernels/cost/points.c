// SPDX-License-Identifier: GPL-2.0-only
#include "points.h"

#include <string.h>

#define PAGE UINT64_C(0x1000)
#define MIB UINT64_C(0x100000)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct shape made = { 0 };

/* A half decade apart. */
static const unsigned int sizes[] = {
	10, 32, 100, 316, 1000, 3162, 10000, 31623, 100000,
};
static const unsigned int node_counts[] = { 1, 4, 16, 64, 256, 1024 };

/** struct kind - one row of the table of what is asked */
struct kind {
	const char *operation;
	const char *variant;
	enum state_place place;
	bool both_modes;	/* else top-down only: the mode does not matter */
	bool by_nodes;
	bool with_e820;
	bool product;	/* it looks at each region for each node */
	unsigned int most;	/* regions; 0: any */
	void (*prepare)(const void *context);
	uint64_t (*run)(const void *context);
};

static void begin(const struct point *point)
{
	kernel_forget();
	kernel_set_bottom_up(point->bottom_up);
	kernel_set_image(STATE_BASE);
}

static void prepare_reserved(const void *context)
{
	const struct point *point = context;

	begin(point);
	state_memory_one();
	state_reserved(point->place, point->regions);
}

static void prepare_full(const void *context)
{
	prepare_reserved(context);
	kernel_fill(KERNEL_RESERVED);
}

static void prepare_memory(const void *context)
{
	const struct point *point = context;

	begin(point);
	state_memory_many(point->shape, point->regions, point->nodes);
}

static void prepare_both(const void *context)
{
	prepare_memory(context);
	state_reserved_inside();
}

/* All that a search comes to first is hotpluggable. */
static void prepare_hotplug(const void *context)
{
	const struct point *point = context;

	prepare_memory(context);
	state_flag_all_but(point->bottom_up, KERNEL_HOTPLUG);
	kernel_set_movable(true);
}

/* Only what it comes to last is mirrored. */
static void prepare_mirror(const void *context)
{
	const struct point *point = context;

	prepare_memory(context);
	kernel_mark_mirror(0, 0);
	state_flag_one(point->bottom_up, KERNEL_MIRROR);
}

static void prepare_nothing(const void *context)
{
	begin(context);
}

static uint64_t find(uint64_t size, uint64_t align, int nid)
{
	return kernel_find(size, align, 0, 0, nid, true);
}

static uint64_t run_find(const void *context)
{
	(void)context;
	return find(PAGE, PAGE, KERNEL_ANY_NODE);
}

/* No gap between regions near the kernel is as large. */
static uint64_t run_find_large(const void *context)
{
	(void)context;
	return find(2 * STATE_GAP_BYTES, PAGE, KERNEL_ANY_NODE);
}

/* … or has an address that will do. */
static uint64_t run_find_aligned(const void *context)
{
	(void)context;
	return find(PAGE, UINT64_C(1) << 37, KERNEL_ANY_NODE);
}

static uint64_t run_find_none(const void *context)
{
	(void)context;
	return find(STATE_SPAN, PAGE, KERNEL_ANY_NODE);
}

/* The node that the search comes to last. */
static uint64_t run_find_node(const void *context)
{
	const struct point *point = context;

	return find(PAGE, PAGE, point->bottom_up ? (int)point->nodes - 1 : 0);
}

static uint64_t middle(const struct point *point)
{
	return state_reserved_base(point->place, point->regions,
				   point->regions / 2);
}

static uint64_t end_of_last(const struct point *point)
{
	return state_reserved_base(point->place, point->regions,
				   point->regions - 1) +
	       STATE_RESERVED_BYTES;
}

static uint64_t run_reserve_first(const void *context)
{
	(void)context;
	return kernel_reserve(STATE_BASE, PAGE);
}

static uint64_t run_reserve_middle(const void *context)
{
	return kernel_reserve(middle(context) - 2 * PAGE, PAGE);
}

static uint64_t run_reserve_last(const void *context)
{
	return kernel_reserve(end_of_last(context) + PAGE, PAGE);
}

static uint64_t run_reserve_grow(const void *context)
{
	return kernel_reserve(end_of_last(context), PAGE);
}

/* Two regions and what is between them become one. */
static uint64_t run_reserve_merge(const void *context)
{
	return kernel_reserve(middle(context) - STATE_GAP_BYTES,
			      STATE_GAP_BYTES);
}

/* Every gap becomes a region first, then all are one. */
static uint64_t run_reserve_across(const void *context)
{
	return kernel_reserve(STATE_BASE, end_of_last(context) - STATE_BASE);
}

static uint64_t run_free_split(const void *context)
{
	return kernel_release(middle(context) + PAGE, PAGE);
}

static uint64_t run_free_whole(const void *context)
{
	return kernel_release(middle(context), STATE_RESERVED_BYTES);
}

static uint64_t run_free_last(const void *context)
{
	return kernel_release(end_of_last(context) - PAGE, PAGE);
}

static uint64_t run_is_reserved(const void *context)
{
	return kernel_is_reserved(middle(context));
}

static uint64_t run_walk_free(const void *context)
{
	(void)context;
	return kernel_walk(WALK_FREE, KERNEL_ANY_NODE);
}

static uint64_t run_walk_free_reverse(const void *context)
{
	(void)context;
	return kernel_walk(WALK_FREE_REVERSE, KERNEL_ANY_NODE);
}

static uint64_t run_walk_reserved(const void *context)
{
	(void)context;
	return kernel_walk(WALK_RESERVED, KERNEL_ANY_NODE);
}

static uint64_t run_walk_pages(const void *context)
{
	(void)context;
	return kernel_walk(WALK_PAGES, KERNEL_ANY_NODE);
}

/* As the kernel does it for what it must know of each node. */
static uint64_t run_walk_each_node(const void *context)
{
	const struct point *point = context;
	uint64_t steps = 0;

	for (unsigned int nid = 0; nid < point->nodes; nid++)
		steps += kernel_walk(WALK_PAGES, (int)nid);
	return steps;
}

/* As the kernel does it when it has read SRAT. */
static uint64_t run_set_nodes(const void *context)
{
	const struct point *point = context;
	unsigned int first = 0;

	for (unsigned int nid = 0; nid < point->nodes; nid++) {
		unsigned int end = (unsigned int)((uint64_t)(nid + 1) *
						  point->regions /
						  point->nodes);
		uint64_t from = state_range(point->shape, first).base;
		uint64_t to = state_range(point->shape, end).base;

		kernel_set_node(KERNEL_MEMORY, from, to - from, (int)nid);
		first = end;
	}
	return kernel_count(KERNEL_MEMORY);
}

static void add(const struct point *point, unsigned int index)
{
	struct kernel_region range = state_range(point->shape, index);

	kernel_add(range.base, range.size, KERNEL_ANY_NODE);
}

static uint64_t run_add_sorted(const void *context)
{
	const struct point *point = context;

	for (unsigned int i = 0; i < point->regions; i++)
		add(point, i);
	return kernel_count(KERNEL_MEMORY);
}

static uint64_t run_add_reversed(const void *context)
{
	const struct point *point = context;

	for (unsigned int i = point->regions; i > 0; i--)
		add(point, i - 1);
	return kernel_count(KERNEL_MEMORY);
}

/* A fixed order: steps by a prime that no number of regions has. */
static uint64_t run_add_shuffled(const void *context)
{
	const struct point *point = context;

	for (unsigned int i = 0; i < point->regions; i++)
		add(point, (unsigned int)((uint64_t)i * 7919 %
					  point->regions));
	return kernel_count(KERNEL_MEMORY);
}

/* One range more, behind all others. */
static uint64_t run_add_last(const void *context)
{
	const struct point *point = context;

	add(point, point->regions + 1);
	return kernel_count(KERNEL_MEMORY);
}

static uint64_t run_add_first(const void *context)
{
	(void)context;
	kernel_add(MIB, MIB, KERNEL_ANY_NODE);
	return kernel_count(KERNEL_MEMORY);
}

/* What grows with a product of sizes is measured up to so many. */
#define MAP_MOST 10000
#define SORTED_MOST 31623
#define ACROSS_MOST 3162
#define NODES_TIMES_REGIONS_MOST 33000000

/* What marks memory as mirrored holds until the process ends: it comes last. */
static const struct kind kinds[] = {
	{ "find", "first", PLACE_NEAR, true, false, false, false, 0,
	  prepare_reserved, run_find },
	{ "find", "first", PLACE_SPREAD, true, false, false, false, 0,
	  prepare_reserved, run_find },
	{ "find", "large", PLACE_NEAR, true, false, false, false, 0,
	  prepare_reserved, run_find_large },
	{ "find", "aligned", PLACE_NEAR, true, false, false, false, 0,
	  prepare_reserved, run_find_aligned },
	{ "find", "none", PLACE_SPREAD, true, false, false, false, 0,
	  prepare_reserved, run_find_none },
	{ "find", "node", PLACE_NONE, true, true, true, false, 0,
	  prepare_memory, run_find_node },
	{ "find", "hotplug", PLACE_NONE, true, false, true, false, 0,
	  prepare_hotplug, run_find },
	{ "reserve", "first", PLACE_SPREAD, false, false, false, false, 0,
	  prepare_reserved, run_reserve_first },
	{ "reserve", "middle", PLACE_SPREAD, false, false, false, false, 0,
	  prepare_reserved, run_reserve_middle },
	{ "reserve", "last", PLACE_SPREAD, false, false, false, false, 0,
	  prepare_reserved, run_reserve_last },
	{ "reserve", "grow", PLACE_SPREAD, false, false, false, false, 0,
	  prepare_reserved, run_reserve_grow },
	{ "reserve", "merge", PLACE_NEAR, false, false, false, false, 0,
	  prepare_reserved, run_reserve_merge },
	{ "reserve", "across", PLACE_NEAR, false, false, false, false, ACROSS_MOST,
	  prepare_reserved, run_reserve_across },
	{ "double", "", PLACE_SPREAD, true, false, false, false, 0,
	  prepare_full, run_reserve_first },
	{ "free", "split", PLACE_SPREAD, false, false, false, false, 0,
	  prepare_reserved, run_free_split },
	{ "free", "whole", PLACE_SPREAD, false, false, false, false, 0,
	  prepare_reserved, run_free_whole },
	{ "free", "last", PLACE_SPREAD, false, false, false, false, 0,
	  prepare_reserved, run_free_last },
	{ "search", "", PLACE_SPREAD, false, false, false, false, 0,
	  prepare_reserved, run_is_reserved },
	{ "walk", "free", PLACE_NONE, false, false, true, false, 0,
	  prepare_both, run_walk_free },
	{ "walk", "free-reverse", PLACE_NONE, false, false, true, false, 0,
	  prepare_both, run_walk_free_reverse },
	{ "walk", "reserved", PLACE_SPREAD, false, false, false, false, 0,
	  prepare_reserved, run_walk_reserved },
	{ "walk", "pages", PLACE_NONE, false, false, true, false, 0,
	  prepare_memory, run_walk_pages },
	{ "walk", "each-node", PLACE_NONE, false, true, true, true, 0,
	  prepare_memory, run_walk_each_node },
	{ "node", "set", PLACE_NONE, false, true, true, true, 0,
	  prepare_memory, run_set_nodes },
	{ "add", "last", PLACE_NONE, false, false, true, false, 0,
	  prepare_memory, run_add_last },
	{ "add", "first", PLACE_NONE, false, false, true, false, 0,
	  prepare_memory, run_add_first },
	{ "map", "sorted", PLACE_NONE, false, false, true, false, SORTED_MOST,
	  prepare_nothing, run_add_sorted },
	{ "map", "reversed", PLACE_NONE, false, false, true, false, MAP_MOST,
	  prepare_nothing, run_add_reversed },
	{ "map", "shuffled", PLACE_NONE, false, false, true, false, MAP_MOST,
	  prepare_nothing, run_add_shuffled },
	{ "find", "mirror", PLACE_NONE, true, false, false, false, 0,
	  prepare_mirror, run_find },
};

const char *points_place(enum state_place place)
{
	static const char *const names[] = {
		[PLACE_NONE] = "", [PLACE_NEAR] = "near",
		[PLACE_SPREAD] = "spread",
	};

	return names[place];
}

typedef void visitor(const struct point *point,
		     const struct operation *operation);

static void visit_point(const struct kind *kind, const struct point *point,
			visitor *visit)
{
	visit(point, &(const struct operation){
			     .prepare = kind->prepare,
			     .run = kind->run,
			     .context = point,
		     });
}

static void visit_nodes(const struct kind *kind, struct point *point,
			visitor *visit)
{
	for (size_t i = 0; i < COUNT(node_counts); i++) {
		point->nodes = node_counts[i];
		if (point->nodes > point->regions ||
		    (point->nodes > 1 && !kind->by_nodes))
			return;
		if (kind->product && point->nodes > 1 &&
		    (uint64_t)point->nodes * point->regions >
			    NODES_TIMES_REGIONS_MOST)
			return;
		visit_point(kind, point, visit);
	}
}

static void visit_sizes(const struct kind *kind, struct point *point,
			unsigned int most, visitor *visit)
{
	for (size_t i = 0; i < COUNT(sizes); i++) {
		point->regions = sizes[i];
		if (sizes[i] > most || (kind->most && sizes[i] > kind->most))
			return;
		visit_nodes(kind, point, visit);
	}
}

static void visit_kind(const struct kind *kind, const char *map,
		       const struct shape *shape, unsigned int most,
		       visitor *visit)
{
	struct point point = {
		.operation = kind->operation,
		.variant = kind->variant,
		.place = kind->place,
		.map = map,
		.shape = shape,
	};

	visit_sizes(kind, &point, most, visit);
	point.bottom_up = true;
	if (kind->both_modes && kernel_set_bottom_up(true))
		visit_sizes(kind, &point, most, visit);
}

void points_visit(unsigned int most, const struct shape *e820, visitor *visit)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		visit_kind(&kinds[i], "made", &made, most, visit);
		if (e820->count && kinds[i].with_e820)
			visit_kind(&kinds[i], "e820", e820, most, visit);
	}
}
