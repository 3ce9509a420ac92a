// SPDX-License-Identifier: GPL-2.0-only
#include "lines.h"

#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/alloc.h"

/* Compilers may leave out the table of address ranges. */
static bool find_unit(Dwarf *dwarf, uint64_t address, Dwarf_Die *unit)
{
	Dwarf_CU *at = NULL;

	if (dwarf_addrdie(dwarf, address, unit))
		return true;
	while (dwarf_get_units(dwarf, at, &at, NULL, NULL, unit, NULL) == 0)
		if (dwarf_haspc(unit, address) > 0)
			return true;
	return false;
}

static void find_line(Dwarf *dwarf, uint64_t address,
		      struct source_line *found)
{
	Dwarf_Die unit;
	Dwarf_Line *line;
	const char *file;

	if (!find_unit(dwarf, address, &unit))
		return;
	line = dwarf_getsrc_die(&unit, address);
	file = line ? dwarf_linesrc(line, NULL, NULL) : NULL;
	if (!file || dwarf_lineno(line, &found->line))
		return;
	found->file = xstrdup(file);
}

struct source_line *lines_find(const struct graph *graph,
			       const char *vmlinux)
{
	struct source_line *lines = xcalloc(graph->function_count,
					    sizeof(*lines));
	int fd = vmlinux ? open(vmlinux, O_RDONLY | O_CLOEXEC) : -1;
	Dwarf *dwarf = fd < 0 ? NULL : dwarf_begin(fd, DWARF_C_READ);

	for (size_t i = 0; dwarf && i < graph->function_count; i++)
		if (graph->functions[i].address &&
		    graph->functions[i].all.insns)
			find_line(dwarf, graph->functions[i].address,
				  &lines[i]);
	dwarf_end(dwarf);
	if (fd >= 0)
		close(fd);
	return lines;
}

void lines_free(struct source_line *lines, const struct graph *graph)
{
	for (size_t i = 0; lines && i < graph->function_count; i++)
		free(lines[i].file);
	free(lines);
}
