// SPDX-License-Identifier: GPL-2.0-only
#include "workload/columns.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/csv.h"
#include "lib/memstream.h"

static char *csv_row(const char *const *fields, size_t count)
{
	char *row = NULL;
	size_t size;
	FILE *out = memstream_open(&row, &size);

	for (size_t i = 0; i < count; i++) {
		if (i)
			fputc(',', out);
		csv_field(out, fields[i]);
	}
	memstream_close(out);
	return row;
}

#define ROW(...)                                                         \
	csv_row((const char *const[]){ __VA_ARGS__ },                    \
		sizeof((const char *const[]){ __VA_ARGS__ }) /           \
			sizeof(char *))

void columns_make(struct columns *columns, const struct cell_record *cell,
		  enum end_state state)
{
	char *block = xasprintf("%d", cell->block);

	/* The empty last field leaves a comma at the end. */
	columns->prefix = ROW(cell->plan, cell->run_id, block, cell->name,
			      cell->kernel, cell->arm, cell->topology,
			      cell->engine, cell->workload, "");
	columns->suffix = ROW(end_state_name(state), cell->mapping);
	columns->row_prefix = ROW(cell->run_id, block, cell->arm, cell->kernel,
				  cell->topology, cell->mapping, "");
	free(block);
}

void columns_release(struct columns *columns)
{
	free(columns->prefix);
	free(columns->suffix);
	free(columns->row_prefix);
}
