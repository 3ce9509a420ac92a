// SPDX-License-Identifier: GPL-2.0-only
#include "operations.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "evidence/rows.h"

#define PROGRAM "direct-map"

static int reject(uint64_t mark, const char *expected, struct error *err)
{
	return error_set(err, EINVAL,
			 "found a row of " PROGRAM " with mark %" PRIu64 ", expected %s",
			 mark, expected);
}

static int check_name(const struct operations *operations, uint64_t mark,
		      struct error *err)
{
	const struct operation *list = operations->list;

	for (uint64_t i = 1; i <= TOUCHED_MAX_MARKS; i++)
		if (i != mark && strcmp(list[i].name, list[mark].name) == 0)
			return reject(mark, "each operation once", err);
	return 0;
}

static void name_operation(struct operation *operation, const char *name,
			   const char *memory_node)
{
	snprintf(operation->name, sizeof(operation->name), "%s%s%s", name,
		 *memory_node ? "-node" : "", memory_node);
}

static int take_row(void *context, const struct row *row, struct error *err)
{
	struct operations *operations = context;
	const char *name = row_text(row, "operation", err);
	const char *node = name ? row_text(row, "memory_node", err) : NULL;
	uint64_t mark, count;
	const struct row_column columns[] = {
		{ "mark", &mark }, { "operations", &count },
	};
	int ret = node ? row_numbers(row, columns, 2, err) : -EINVAL;

	if (ret)
		return ret;
	if (!mark || mark > TOUCHED_MAX_MARKS)
		return reject(mark, "1 to 63", err);
	if (!count)
		return reject(mark, "one that did something", err);
	operations->list[mark].count = count;
	name_operation(&operations->list[mark], name, node);
	return check_name(operations, mark, err);
}

int operations_read(struct operations *operations,
		    const struct run_evidence *evidence, struct error *err)
{
	*operations = (struct operations){ 0 };
	return rows_each(evidence, PROGRAM, take_row, operations, err);
}
