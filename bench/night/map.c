// SPDX-License-Identifier: GPL-2.0-only
#include "night/map.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "night/page.h"
#include "night/table.h"

#define WIDTH 1180
#define LEFT 120
#define PLOT (WIDTH - LEFT - 6)
#define BAR 20
#define PAIR (2 * BAR + 26)
#define LEGEND 26
#define MIN_MARK 2.0

static const char *const place_columns[] = {
	"arm", "topology", "mapping", "start", "end", "class", "released", NULL,
};
static const char *const memory_columns[] = {
	"topology", "node", "start", "end", "hotpluggable", NULL,
};

static const struct {
	const char *class;
	const char *colour;
} colours[] = {
	{ "page-table", "#a11d1d" }, { "memmap", "#5aa6a6" },
	{ "node-data", "#e0a458" }, { "kernel", "#39507a" },
	{ "firmware", "#8a8a8a" }, { "per-cpu", "#8fae5d" },
	{ "hash-table", "#7a5195" }, { "cma", "#d1a0c8" },
	{ "other", "#c9c2a5" },
};

#define OTHER (sizeof(colours) / sizeof(colours[0]) - 1)

static size_t colour_of(const char *class)
{
	for (size_t i = 0; i < OTHER; i++)
		if (strcmp(colours[i].class, class) == 0)
			return i;
	return OTHER;
}

/**
 * struct node - a node's memory: from its first byte to its last
 */
struct node {
	unsigned long nid;
	uint64_t start;
	uint64_t end;
	bool hotpluggable;
};

struct nodes {
	struct node *list;
	size_t count;
};

static void add_range(struct nodes *nodes, const char **row)
{
	unsigned long nid = strtoul(row[1], NULL, 10);
	uint64_t start = strtoull(row[2], NULL, 16);
	uint64_t end = strtoull(row[3], NULL, 16);

	for (size_t i = 0; i < nodes->count; i++) {
		struct node *node = &nodes->list[i];

		if (node->nid != nid)
			continue;
		node->start = start < node->start ? start : node->start;
		node->end = end > node->end ? end : node->end;
		return;
	}
	nodes->list = xgrow(nodes->list, nodes->count, sizeof(*nodes->list));
	nodes->list[nodes->count++] = (struct node){
		nid, start, end, strcmp(row[4], "1") == 0,
	};
}

static void print_marks(FILE *out, const struct table *table,
			const struct cell_name *cell, const struct node *node,
			int y)
{
	double scale = (double)PLOT / (double)(node->end - node->start + 1);

	for (size_t i = 0; i < table->count; i++) {
		const char **row = table->rows[i];
		uint64_t start = strtoull(row[3], NULL, 16);
		uint64_t end = strtoull(row[4], NULL, 16);
		double width;

		if (strcmp(row[0], cell->arm) ||
		    strcmp(row[1], cell->topology) ||
		    strcmp(row[2], cell->mapping) ||
		    strcmp(row[6], "1") == 0 || start < node->start ||
		    start > node->end)
			continue;
		width = (double)(end - start + 1) * scale;
		width = width < MIN_MARK ? MIN_MARK : width;
		fprintf(out, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"><title>",
			LEFT + (double)(start - node->start) * scale -
			(width == MIN_MARK ? 1 : 0), y, width, BAR - 2,
			colours[colour_of(row[5])].colour);
		page_format(out, "%s %s-%s", row[5], row[3], row[4]);
		fputs("</title></rect>\n", out);
	}
}

static void print_legend(FILE *out, int y)
{
	int x = LEFT;

	for (size_t i = 0; i <= OTHER; i++) {
		fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/><text x=\"%d\" y=\"%d\">%s</text>\n",
			x, y, colours[i].colour, x + 17, y + 11,
			colours[i].class);
		x += 116;
	}
}

static void print_node(FILE *out, const struct table tables[2],
		       const struct cell_name *cell, const struct node *node,
		       int top)
{
	static const char *const words[] = { "before", "now" };

	fprintf(out, "<text x=\"0\" y=\"%d\" font-weight=\"bold\">node %lu%s</text><text x=\"%d\" y=\"%d\" fill=\"#555\">0x%" PRIx64 " - 0x%" PRIx64 "</text>\n",
		top + 12, node->nid, node->hotpluggable ? "*" : "", LEFT,
		top + 12, node->start, node->end);
	for (int i = 0; i < 2; i++) {
		int y = top + 17 + i * BAR;

		fprintf(out, "<text x=\"40\" y=\"%d\">%s</text><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#f0efe9\" stroke=\"#ccc\"/>\n",
			y + 13, words[i], LEFT, y, PLOT, BAR - 2);
		print_marks(out, &tables[i], cell, node, y);
	}
}

static void print_all(FILE *out, const struct table tables[2],
		      const struct nodes *nodes, const struct cell_name *cell)
{
	int height = (int)nodes->count * PAIR + LEGEND;

	fprintf(out, "<div class=\"wide\"><svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"placements before and now\" font-family=\"sans-serif\" font-size=\"12\" style=\"min-width:640px\">\n",
		WIDTH, height, WIDTH);
	for (size_t i = 0; i < nodes->count; i++)
		print_node(out, tables, cell, &nodes->list[i],
			   (int)i * PAIR);
	print_legend(out, height - LEGEND + 8);
	fputs("</svg></div>\n", out);
}

int map_print(FILE *out, const char *const folders[2],
	      const struct cell_name *cell, struct error *err)
{
	struct table tables[2] = { 0 }, memory = { 0 };
	struct nodes nodes = { 0 };
	int ret = table_read(&memory, folders[1], "memory.csv", memory_columns,
			     err);

	for (int i = 0; i < 2 && ret == 0; i++)
		ret = table_read(&tables[i], folders[i], "placements.csv",
				 place_columns, err);
	for (size_t i = 0; ret == 0 && i < memory.count; i++)
		if (strcmp(memory.rows[i][0], cell->topology) == 0)
			add_range(&nodes, memory.rows[i]);
	if (ret == 0 && nodes.count)
		print_all(out, tables, &nodes, cell);
	free(nodes.list);
	table_release(&tables[0]);
	table_release(&tables[1]);
	table_release(&memory);
	return ret;
}
