// SPDX-License-Identifier: GPL-2.0-only
#include "console.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LINE_BYTES 4096
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define RANGE "[%" SCNx64 "-%" SCNx64 "]"
#define MEM_RANGE "[mem %" SCNx64 "-%" SCNx64 "]"

/* First and last address to first address and size. */
static void set_range(struct kernel_region *region, uint64_t first,
		      uint64_t last)
{
	region->base = first;
	region->size = last - first + 1;
}

static bool read_range(const char *text, struct line *line)
{
	uint64_t first, last;

	if (sscanf(text, " " RANGE, &first, &last) != 2 || last < first)
		return false;
	set_range(&line->region, first, last);
	return true;
}

static bool read_usable(const char *text, struct line *line)
{
	uint64_t first, last;
	int read = 0;

	if (sscanf(text, " " MEM_RANGE " %n", &first, &last, &read) != 2 ||
	    last < first)
		return false;
	set_range(&line->region, first, last);
	if (strncmp(text + read, "usable", 6) != 0)
		line->kind = LINE_OTHER;
	return true;
}

static bool read_region(const char *text, struct line *line)
{
	const char *node = strstr(text, " on node ");
	const char *flags = strstr(text, "flags: ");
	const char *range = strchr(text, ']');

	line->region.nid = KERNEL_ANY_NODE;
	if (!range || !flags || !read_range(range + 1, line) ||
	    sscanf(flags, "flags: %x", &line->region.flags) != 1)
		return false;
	return !node || sscanf(node, " on node %d", &line->region.nid) == 1;
}

static bool read_reserve(const char *text, struct line *line)
{
	if (!read_range(text, line))
		return false;
	if (strstr(text, "] memblock_alloc_range_nid"))
		line->kind = LINE_TAKEN;
	return true;
}

static bool read_find(const char *text, struct line *line)
{
	return sscanf(text,
		      " %" SCNu64 " bytes align=%" SCNx64 " from=%" SCNx64
		      " max_addr=%" SCNx64,
		      &line->size, &line->align, &line->from, &line->to) == 4;
}

static bool read_alloc(const char *text, struct line *line)
{
	return sscanf(text,
		      " %" SCNu64 " bytes align=%" SCNx64 " nid=%d from=%" SCNx64
		      " max_addr=%" SCNx64,
		      &line->size, &line->align, &line->region.nid,
		      &line->from, &line->to) == 5;
}

static bool read_srat(const char *text, struct line *line)
{
	uint64_t first, last;

	if (sscanf(text, "%d PXM %*d " MEM_RANGE, &line->region.nid, &first,
		   &last) != 3)
		return false;
	set_range(&line->region, first, last);
	line->region.flags = strstr(text, "hotplug") ? KERNEL_HOTPLUG : 0;
	return true;
}

static bool read_joined(const char *text, struct line *line)
{
	uint64_t first, last, from, to;

	if (sscanf(text,
		   "%d " MEM_RANGE " + [mem %*x-%*x] -> " MEM_RANGE,
		   &line->region.nid, &first, &last, &from, &to) != 5)
		return false;
	set_range(&line->second, first, last);
	set_range(&line->region, from, to);
	return true;
}

static bool read_node_data(const char *text, struct line *line)
{
	uint64_t first, last;

	/* a remark on the line before it */
	if (strstr(text, ") on node")) {
		line->kind = LINE_OTHER;
		return true;
	}
	if (sscanf(text, "%d) allocated " MEM_RANGE, &line->region.nid, &first,
		   &last) != 3)
		return false;
	set_range(&line->region, first, last);
	return true;
}

static bool read_options(const char *text, struct line *line)
{
	const char *option = strstr(text, " movable_node");

	line->movable = option && strchr(" \r\n", option[13]);
	return true;
}

static bool read_nothing(const char *text, struct line *line)
{
	(void)text;
	(void)line;
	return true;
}

static const struct {
	const char *begin;
	enum line_kind kind;
	bool (*read)(const char *text, struct line *line);
} kinds[] = {
	{ "BIOS-e820:", LINE_USABLE, read_usable },
	{ "Command line:", LINE_OPTIONS, read_options },
	{ "MEMBLOCK configuration:", LINE_DUMP, read_nothing },
	{ " memory[", LINE_MEMORY, read_region },
	{ " reserved[", LINE_RESERVED, read_region },
	{ "memblock_reserve:", LINE_RESERVE, read_reserve },
	{ "memblock_phys_free:", LINE_FREE, read_range },
	{ "memblock_add:", LINE_ADD, read_range },
	{ "memblock_remove:", LINE_REMOVE, read_range },
	{ "memblock_phys_alloc_range:", LINE_FIND, read_find },
	{ "memblock_alloc_try_nid:", LINE_ALLOC, read_alloc },
	{ "memblock_alloc_try_nid_raw:", LINE_ALLOC, read_alloc },
	{ "memblock_alloc_exact_nid_raw:", LINE_ALLOC_EXACT, read_alloc },
	{ "ACPI: SRAT: Node ", LINE_SRAT, read_srat },
	{ "NUMA: Node ", LINE_JOINED, read_joined },
	{ "NODE_DATA(", LINE_NODE_DATA, read_node_data },
	{ "    NODE_DATA(", LINE_OTHER, read_nothing },
	{ "Memory: ", LINE_HANDED_OVER, read_nothing },
};

/* "[    0.000000] " */
static const char *skip_stamp(const char *text)
{
	const char *end;

	if (*text != '[')
		return text;
	end = strstr(text, "] ");
	return end ? end + 2 : text;
}

struct line line_read(const char *text)
{
	struct line line = { .region.nid = KERNEL_ANY_NODE };

	text = skip_stamp(text);
	for (size_t i = 0; i < COUNT(kinds); i++) {
		size_t length = strlen(kinds[i].begin);

		if (strncmp(text, kinds[i].begin, length) != 0)
			continue;
		line.kind = kinds[i].kind;
		if (!kinds[i].read(text + length, &line))
			line.kind = LINE_BROKEN;
		break;
	}
	return line;
}

static int add_usable(struct shape *shape, const struct kernel_region *range,
		      uint64_t *end)
{
	if (shape->count == COUNT(shape->size) || range->base < *end)
		return -EINVAL;
	shape->skip[shape->count] = range->base - *end;
	shape->size[shape->count++] = range->size;
	*end = range->base + range->size;
	return 0;
}

int console_shape(const char *path, struct shape *shape)
{
	FILE *file = fopen(path, "re");
	char text[LINE_BYTES];
	uint64_t end = 0;
	int ret = file ? 0 : -errno;

	shape->count = 0;
	while (!ret && fgets(text, sizeof(text), file)) {
		struct line line = line_read(text);

		if (line.kind == LINE_USABLE)
			ret = add_usable(shape, &line.region, &end);
	}
	if (file)
		fclose(file);
	if (ret || !shape->count)
		fprintf(stderr,
			"cost: %s: found %s, expected up to %zu lines `BIOS-e820: [mem …] usable`, ascending\n",
			path, ret == -EINVAL ? "another map" :
			ret ? strerror(-ret) : "none", COUNT(shape->size));
	return ret ? ret : shape->count ? 0 : -EINVAL;
}
