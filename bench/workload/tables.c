// SPDX-License-Identifier: GPL-2.0-only
#include "workload/tables.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/sums.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "workload/registry.h"

/* It does not move: the stream keeps the places of @text and @size. */
struct table_file {
	const char *name;
	char *text;
	size_t size;
	FILE *out;
};

FILE *tables_add(struct tables *tables, const char *file)
{
	struct table_file *added = xcalloc(1, sizeof(*added));

	added->name = file;
	added->out = memstream_open(&added->text, &added->size);
	tables->list = xgrow(tables->list, tables->count,
			     sizeof(*tables->list));
	tables->list[tables->count++] = added;
	return added->out;
}

FILE *tables_find(const struct tables *tables, const char *file)
{
	for (size_t i = 0; i < tables->count; i++)
		if (strcmp(tables->list[i]->name, file) == 0)
			return tables->list[i]->out;
	return NULL;
}

void tables_add_declared(struct tables *tables)
{
	for (const struct workload *const *at = workloads_all(); *at; at++) {
		const struct table *table = (*at)->tables;

		for (; table && table->file; table++)
			if (!tables_find(tables, table->file))
				fprintf(tables_add(tables, table->file),
					"run_id,%s,arm,kernel,topology,"
					"mapping,%s\n", table->pass ?
					table->pass : "block", table->columns);
	}
}

FILE **tables_of(const struct tables *tables, const struct workload *workload)
{
	const struct table *table = workload->tables;
	FILE **files = NULL;

	for (size_t i = 0; table && table[i].file; i++) {
		files = xgrow(files, i, sizeof(*files));
		files[i] = tables_find(tables, table[i].file);
	}
	return files;
}

static int write_file(const struct table_file *file, const char *folder,
		      struct error *err)
{
	char *path = xasprintf("%s/%s", folder, file->name);
	int ret = file_write(path, file->text, file->size, err);

	free(path);
	return ret;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, NULL behind the last; the caller frees the list. */
static const char **names_of(const struct tables *tables)
{
	const char **names = xcalloc(tables->count + 1, sizeof(*names));

	for (size_t i = 0; i < tables->count; i++)
		names[i] = tables->list[i]->name;
	qsort(names, tables->count, sizeof(*names), compare_names);
	return names;
}

static int write_sums(const struct tables *tables, const char *folder,
		      struct error *err)
{
	const char **names = names_of(tables);
	int ret = sums_write(folder, names, err);

	free(names);
	return ret;
}

int tables_write(struct tables *tables, const char *folder, int ret,
		 struct error *err)
{
	for (size_t i = 0; i < tables->count; i++) {
		struct table_file *file = tables->list[i];

		memstream_close(file->out);
		if (ret >= 0 && write_file(file, folder, err))
			ret = -EIO;
		free(file->text);
	}
	if (ret >= 0 && write_sums(tables, folder, err))
		ret = -EIO;
	for (size_t i = 0; i < tables->count; i++)
		free(tables->list[i]);
	free(tables->list);
	*tables = (struct tables){ 0 };
	return ret;
}

int tables_check(const struct tables *tables, const char *folder,
		 struct error *err)
{
	const char **names = names_of(tables);
	int ret = sums_check(folder, names, err);

	free(names);
	return ret;
}
