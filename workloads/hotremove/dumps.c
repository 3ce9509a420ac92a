// SPDX-License-Identifier: GPL-2.0-only
#include "dumps.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/*
 * Documentation/arch/x86/x86_64/mm.rst: the memory map, with page tables of
 * four and of five levels; nokaslr keeps it there.
 */
#define MEMMAP_4 UINT64_C(0xffffea0000000000)
#define MEMMAP_5 UINT64_C(0xffd4000000000000)
#define STRUCT_PAGE_BYTES 64

/* "page:ffffea0000100000 refcount:1 …", without "pfn:" in it. */
static uint64_t take_page(const char *line)
{
	uint64_t page = 0;

	if (sscanf(line, "page:%" SCNx64 " ", &page) != 1 ||
	    strstr(line, "pfn:"))
		return 0;
	if (page >= MEMMAP_4)
		return (page - MEMMAP_4) / STRUCT_PAGE_BYTES;
	return page >= MEMMAP_5 ? (page - MEMMAP_5) / STRUCT_PAGE_BYTES : 0;
}

void dumps_read(struct dumps *dumps, const struct console *console)
{
	struct dump *dump = NULL;

	*dumps = (struct dumps){ 0 };
	for (size_t i = 0; i < console->count; i++) {
		const char *line = console->lines[i].message;
		const char *flags = strstr(line, "flags: 0x");
		uint64_t pfn = take_page(line);

		if (pfn) {
			dumps->list = xgrow(dumps->list, dumps->count,
					    sizeof(*dumps->list));
			dump = &dumps->list[dumps->count++];
			*dump = (struct dump){ pfn, xstrdup("") };
		} else if (dump && flags) {
			free(dump->flags);
			dump->flags = xstrdup(flags + 7);
		} else if (strncmp(line, "page dumped because: ", 21) == 0) {
			dump = NULL;
		}
	}
}

const struct dump *dumps_find(const struct dumps *dumps, uint64_t start,
			      uint64_t bytes)
{
	for (size_t i = dumps->count; i-- > 0;)
		if (dumps->list[i].pfn << 12 >= start &&
		    dumps->list[i].pfn << 12 < start + bytes)
			return &dumps->list[i];
	return NULL;
}

void dumps_release(struct dumps *dumps)
{
	for (size_t i = 0; i < dumps->count; i++)
		free(dumps->list[i].flags);
	free(dumps->list);
	*dumps = (struct dumps){ 0 };
}
