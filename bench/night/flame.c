// SPDX-License-Identifier: GPL-2.0-only
#include "night/flame.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"
#include "night/page.h"

#define WIDTH 1180
#define ROW 18
#define TOP 4
/* Narrower frames are their callers' own. */
#define MIN_WIDTH 2.0
#define CHARACTER 6.3
#define MAX_DEPTH 48

/**
 * struct leaf - a path that changed
 */
struct leaf {
	const char *stack;
	int64_t change;
};

/**
 * struct drawing - a picture while it is drawn
 * @scale: pixels of an instruction
 * @depth: of the deepest frame
 */
struct drawing {
	FILE *out;
	const struct leaf *leaves;
	double scale;
	int depth;
};

/* A caller stands before all that it calls. */
static int compare_stacks(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == *b)
		return 0;
	if (!*a || !*b)
		return *a ? 1 : -1;
	if (*a == ';' || *b == ';')
		return *a == ';' ? -1 : 1;
	return (unsigned char)*a - (unsigned char)*b;
}

static int compare_leaves(const void *left, const void *right)
{
	const struct leaf *a = left, *b = right;

	return compare_stacks(a->stack, b->stack);
}

/* The @depth-th function of a stack, NULL behind its last one. */
static const char *frame_of(const char *stack, int depth, int *length)
{
	while (depth-- > 0) {
		stack = strchr(stack, ';');
		if (!stack)
			return NULL;
		stack++;
	}
	*length = (int)strcspn(stack, ";");
	return stack;
}

static void print_frame(struct drawing *drawing, const char *name, int length,
			int depth, double x, double width, int64_t sum)
{
	int room = (int)((width - 6) / CHARACTER);
	int y = TOP + depth * ROW;
	char *label = xasprintf("%.*s", length, name);

	fprintf(drawing->out, "<g><title>");
	page_format(drawing->out, "%s: %+" PRId64 " instructions", label, sum);
	fprintf(drawing->out,
		"</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
		x, y, width - 0.6, ROW - 1,
		sum > 0 ? "#e8a49a" : sum < 0 ? "#9cbfe0" : "#dddddd");
	if (room >= 3) {
		fprintf(drawing->out, "<text x=\"%.1f\" y=\"%d\">", x + 3,
			y + 13);
		page_format(drawing->out, "%.*s%s", length > room ? room - 1 :
			    length, label, length > room ? "." : "");
		fputs("</text>", drawing->out);
	}
	fputs("</g>\n", drawing->out);
	free(label);
	if (depth > drawing->depth)
		drawing->depth = depth;
}

/* Leaves from @first up to @last have the same @depth frames in front. */
static void draw(struct drawing *drawing, size_t first, size_t last, int depth,
		 double x)
{
	for (size_t i = first, next; i < last; i = next) {
		int length = 0, other;
		const char *name = frame_of(drawing->leaves[i].stack, depth,
					    &length);
		uint64_t size = 0;
		int64_t sum = 0;
		double width;

		for (next = i; next < last; next++) {
			const struct leaf *leaf = &drawing->leaves[next];
			const char *at = frame_of(leaf->stack, depth, &other);

			if (!name != !at || (name && (length != other ||
			    strncmp(name, at, (size_t)length))))
				break;
			size += (uint64_t)llabs(leaf->change);
			sum += leaf->change;
		}
		width = (double)size * drawing->scale;
		if (name && width >= MIN_WIDTH && depth < MAX_DEPTH) {
			print_frame(drawing, name, length, depth, x, width,
				    sum);
			draw(drawing, i, next, depth + 1, x);
		}
		x += width;
	}
}

void flame_print_difference(FILE *out, const struct stacks *paths)
{
	struct leaf *leaves = xcalloc(paths->count + 1, sizeof(*leaves));
	struct drawing drawing = { .leaves = leaves };
	uint64_t size = 0;
	size_t count = 0, bytes;
	char *frames;

	for (size_t i = 0; i < paths->count; i++) {
		const struct path *path = &paths->list[i];
		int64_t change = path->insns[1] - path->insns[0];

		if (!change)
			continue;
		leaves[count++] = (struct leaf){ path->stack, change };
		size += (uint64_t)llabs(change);
	}
	if (!count) {
		free(leaves);
		return;
	}
	qsort(leaves, count, sizeof(*leaves), compare_leaves);
	drawing.scale = WIDTH / (double)size;
	drawing.out = memstream_open(&frames, &bytes);
	draw(&drawing, 0, count, 0, 0);
	memstream_close(drawing.out);
	fprintf(out, "<div class=\"wide\"><svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"difference by call path\" font-family=\"monospace\" font-size=\"10.5\" style=\"min-width:700px\">\n%s</svg></div>\n",
		WIDTH, TOP + (drawing.depth + 1) * ROW + 4, WIDTH, frames);
	free(frames);
	free(leaves);
}
