// SPDX-License-Identifier: GPL-2.0-only
#include "workload/columns.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/csv.h"
#include "lib/jsonfile.h"

static char *csv_row(const char *const *fields, size_t count)
{
	char *row = NULL;
	size_t size;
	FILE *out = open_memstream(&row, &size);

	for (size_t i = 0; i < count; i++) {
		if (i)
			fputc(',', out);
		csv_field(out, fields[i]);
	}
	fclose(out);
	return row;
}

#define ROW(...)                                                         \
	csv_row((const char *const[]){ __VA_ARGS__ },                    \
		sizeof((const char *const[]){ __VA_ARGS__ }) /           \
			sizeof(char *))

void columns_make(struct columns *columns, const json_t *cell,
		  enum end_state state)
{
	char *block = xasprintf("%" JSON_INTEGER_FORMAT,
				json_integer_value(json_object_get(cell,
								   "block")));

	/* The empty last field leaves a comma at the end. */
	columns->prefix = ROW(jsonfile_text(cell, "plan"),
			      jsonfile_text(cell, "run_id"), block,
			      jsonfile_text(cell, "cell"),
			      jsonfile_text(cell, "kernel"),
			      jsonfile_text(cell, "arm"),
			      jsonfile_text(cell, "topology"),
			      jsonfile_text(cell, "engine"),
			      jsonfile_text(cell, "workload"), "");
	columns->suffix = ROW(end_state_name(state),
			      jsonfile_text(cell, "mapping"));
	columns->row_prefix = ROW(jsonfile_text(cell, "run_id"), block,
				  jsonfile_text(cell, "arm"),
				  jsonfile_text(cell, "kernel"),
				  jsonfile_text(cell, "topology"),
				  jsonfile_text(cell, "mapping"), "");
	free(block);
}

void columns_release(struct columns *columns)
{
	free(columns->prefix);
	free(columns->suffix);
	free(columns->row_prefix);
}
