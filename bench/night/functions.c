// SPDX-License-Identifier: GPL-2.0-only
#include "night/functions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "night/table.h"

static const char *const columns[] = {
	"arm", "topology", "mapping", "function", "insns", NULL,
};

static struct function_change *add(struct functions *functions,
				   const char *name)
{
	struct function_change *added;

	functions->list = xgrow(functions->list, functions->count,
				sizeof(*functions->list));
	added = &functions->list[functions->count++];
	added->name = xstrdup(name);
	return added;
}

/* Return: how many rows the cell has, or -errno. */
static int add_rows(struct functions *functions, const char *folder,
		    const struct cell_name *cell, int is_now,
		    struct error *err)
{
	struct table table;
	int ret = table_read(&table, folder, "functions.csv", columns, err);
	int found = 0;

	for (size_t i = 0; ret == 0 && i < table.count; i++) {
		const char **row = table.rows[i];
		struct function_change *added;
		int64_t insns = strtoll(row[4], NULL, 10);

		if (strcmp(row[0], cell->arm) || strcmp(row[1], cell->topology) ||
		    strcmp(row[2], cell->mapping))
			continue;
		added = add(functions, row[3]);
		*(is_now ? &added->now : &added->before) = insns;
		found++;
	}
	table_release(&table);
	return ret ? ret : found;
}

static int compare_names(const void *left, const void *right)
{
	const struct function_change *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static int compare_sizes(const void *left, const void *right)
{
	const struct function_change *a = left, *b = right;
	int64_t x = llabs(a->change), y = llabs(b->change);

	return x != y ? (x > y ? -1 : 1) : strcmp(a->name, b->name);
}

/* Rows of one name are one function; those that did not change are left out. */
static void join(struct functions *functions)
{
	size_t kept = 0, next;

	qsort(functions->list, functions->count, sizeof(*functions->list),
	      compare_names);
	for (size_t i = 0; i < functions->count; i = next) {
		struct function_change all = functions->list[i];

		for (next = i + 1; next < functions->count &&
		     !compare_names(&all, &functions->list[next]); next++) {
			all.before += functions->list[next].before;
			all.now += functions->list[next].now;
			free(functions->list[next].name);
		}
		all.change = all.now - all.before;
		functions->sum += all.change;
		if (all.change)
			functions->list[kept++] = all;
		else
			free(all.name);
	}
	functions->count = kept;
	qsort(functions->list, functions->count, sizeof(*functions->list),
	      compare_sizes);
}

int functions_compare(struct functions *functions, const char *before,
		      const char *now, const struct cell_name *cell,
		      struct error *err)
{
	int old, ret;

	*functions = (struct functions){ 0 };
	old = add_rows(functions, before, cell, 0, err);
	ret = old < 0 ? old : add_rows(functions, now, cell, 1, err);
	if (old == 0 || ret == 0)
		return error_set(err, ENODATA,
				 "%s on %s with %s: functions were not counted on both nights",
				 cell->arm, cell->topology, cell->mapping);
	if (ret < 0)
		return ret;
	join(functions);
	return 0;
}

void functions_release(struct functions *functions)
{
	for (size_t i = 0; i < functions->count; i++)
		free(functions->list[i].name);
	free(functions->list);
	*functions = (struct functions){ 0 };
}
