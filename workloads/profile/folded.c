// SPDX-License-Identifier: GPL-2.0-only
#include "folded.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/alloc.h"

/* How many paths there are below each one, and itself. */
static uint32_t *subtree_sizes(const struct graph *graph)
{
	uint32_t *sizes = xcalloc(graph->path_count, sizeof(*sizes));

	for (size_t i = graph->path_count; i-- > 0;) {
		sizes[i]++;
		if (i != GRAPH_ROOT)
			sizes[graph->paths[i].parent] += sizes[i];
	}
	return sizes;
}

/* The frame of each path: behind its caller and the subtrees before it. */
static uint32_t *place_paths(const struct graph *graph)
{
	uint32_t *sizes = subtree_sizes(graph);
	uint32_t *places = xcalloc(graph->path_count, sizeof(*places));
	uint32_t *used = xcalloc(graph->path_count, sizeof(*used));

	for (size_t i = 1; i < graph->path_count; i++) {
		uint32_t parent = graph->paths[i].parent;

		places[i] = places[parent] + 1 + used[parent];
		used[parent] += sizes[i];
	}
	free(sizes);
	free(used);
	return places;
}

void folded_make(struct folded *folded, const struct graph *graph)
{
	uint32_t *places = place_paths(graph);

	folded->count = (uint32_t)graph->path_count;
	folded->frames = xcalloc(folded->count, sizeof(*folded->frames));
	for (uint32_t i = 0; i < folded->count; i++) {
		const struct graph_path *path = &graph->paths[i];
		uint32_t parent = places[path->parent];

		folded->frames[places[i]] = (struct folded_frame){
			.name = graph_name(graph, i),
			.parent = parent,
			.depth = i == GRAPH_ROOT ?
				 0 : folded->frames[parent].depth + 1,
			.self_insns = path->self.insns,
			.all_insns = path->all.insns,
		};
	}
	free(places);
}

void folded_release(struct folded *folded)
{
	free(folded->frames);
	*folded = (struct folded){ 0 };
}

static char tame(char character)
{
	if (character == ';')
		return ':';
	return (unsigned char)character <= ' ' || character == 0x7f ?
	       '_' : character;
}

static void print_name(const char *name, FILE *file)
{
	for (; *name; name++)
		putc(tame(*name), file);
}

void folded_print(const struct folded *folded, FILE *file)
{
	/* No stack is deeper than there are frames. */
	const char **stack = xcalloc(folded->count, sizeof(*stack));

	for (uint32_t i = 0; i < folded->count; i++) {
		const struct folded_frame *frame = &folded->frames[i];

		stack[frame->depth] = frame->name;
		if (!frame->self_insns)
			continue;
		for (uint32_t at = 1; at < frame->depth; at++) {
			print_name(stack[at], file);
			putc(';', file);
		}
		print_name(frame->name, file);
		fprintf(file, " %" PRIu64 "\n", frame->self_insns);
	}
	free(stack);
}
