// SPDX-License-Identifier: GPL-2.0-only
#include "workload/table.h"

FILE *table_row(const struct sample_sink *sink, size_t index)
{
	fputs(sink->row_prefix, sink->tables[index]);
	return sink->tables[index];
}
