// SPDX-License-Identifier: GPL-2.0-only
#include "operations.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/parse.h"
#include "run/guestlog.h"

#define PROGRAM "direct-map"
#define HEAD "sample,block,operation,mark,cpu,cpu_node,memory_node,operations,bytes,ns,switches,faults"

/* Columns of HEAD. */
enum column { OPERATION = 2, MARK = 3, MEMORY_NODE = 6, COUNT = 7, COLUMNS = 12 };

struct reading {
	struct operations *operations;
	bool head_seen;
	bool row_seen;
};

static int reject(const char *row, const char *expected, struct error *err)
{
	return error_set(err, EINVAL,
			 "guest.jsonl: found the row `%s` of " PROGRAM ", expected %s",
			 row, expected);
}

static int check_name(const struct operations *operations, uint64_t mark,
		      const char *row, struct error *err)
{
	const struct operation *list = operations->list;

	for (uint64_t i = 1; i <= TOUCHED_MAX_MARKS; i++)
		if (i != mark && strcmp(list[i].name, list[mark].name) == 0)
			return reject(row, "each operation once", err);
	return 0;
}

static int take_fields(struct reading *reading, char *const *fields,
		       const char *row, struct error *err)
{
	struct operation *operation;
	uint64_t mark, count, node;
	bool placed = *fields[MEMORY_NODE];

	if (parse_u64(fields[MARK], &mark) || !mark ||
	    mark > TOUCHED_MAX_MARKS)
		return reject(row, "a mark from 1 to 63", err);
	if (parse_u64(fields[COUNT], &count) || !count)
		return reject(row, "a number of operations", err);
	if (placed && parse_u64(fields[MEMORY_NODE], &node))
		return reject(row, "the node of its memory, or none", err);
	operation = &reading->operations->list[mark];
	operation->count = count;
	if (placed)
		snprintf(operation->name, sizeof(operation->name), "%s-node%d",
			 fields[OPERATION], (int)node);
	else
		snprintf(operation->name, sizeof(operation->name), "%s",
			 fields[OPERATION]);
	reading->row_seen = true;
	return check_name(reading->operations, mark, row, err);
}

static int take_row(struct reading *reading, const char *row,
		    struct error *err)
{
	char *copy = xstrdup(row), *rest = copy;
	char *fields[COLUMNS + 1];
	size_t count = 0;
	int ret;

	while (rest && count <= COLUMNS)
		fields[count++] = strsep(&rest, ",");
	ret = count == COLUMNS ? take_fields(reading, fields, row, err) :
				 reject(row, "12 columns", err);
	free(copy);
	return ret;
}

static int take_record(void *context, const char *record,
		       const json_t *object, struct error *err)
{
	struct reading *reading = context;
	const char *program =
		json_string_value(json_object_get(object, "program"));
	const char *text = json_string_value(json_object_get(object, "text"));

	if (strcmp(record, "line") || !program || !text ||
	    strcmp(program, PROGRAM) || *text == '#')
		return 0;
	if (reading->head_seen)
		return take_row(reading, text, err);
	if (strcmp(text, HEAD))
		return reject(text, "the column names " HEAD, err);
	reading->head_seen = true;
	return 0;
}

int operations_read(struct operations *operations, const char *directory,
		    struct error *err)
{
	struct reading reading = { .operations = operations };
	char *path = xasprintf("%s/guest.jsonl", directory);
	int ret;

	*operations = (struct operations){ 0 };
	ret = guestlog_each(path, take_record, &reading, err);
	if (ret == 0 && !reading.row_seen)
		ret = error_set(err, EINVAL,
				"guest.jsonl: found no row of " PROGRAM ", expected one for each operation");
	free(path);
	return ret;
}
