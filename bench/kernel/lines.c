// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/lines.h"

#include <elfutils/libdw.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/memstream.h"
#include "lib/parse.h"
#include "lib/tsvfile.h"

#define NAME "numaboot-lines"

static char *find_vmlinux(const char *symbols)
{
	const char *slash = strrchr(symbols, '/');
	char *path = xasprintf("%.*svmlinux",
			       slash ? (int)(slash + 1 - symbols) : 0,
			       symbols);

	if (file_exists(path))
		return path;
	free(path);
	return xstrdup(symbols);
}

static void print_line(Dwarf_Die *unit, uint64_t address, FILE *out)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, address);
	const char *file = line ? dwarf_linesrc(line, NULL, NULL) : NULL;
	int number;

	if (file && !strpbrk(file, "\t\n") &&
	    dwarf_lineno(line, &number) == 0)
		fprintf(out, "line\t%" PRIx64 "\t%d\t%s\n", address, number,
			file);
}

/* Of one unit those functions that its line table has. */
static void print_unit(const struct sysmap *map, bool *told, Dwarf_Die *unit,
		       FILE *out)
{
	Dwarf_Lines *lines;
	size_t count;

	if (dwarf_getsrclines(unit, &lines, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		Dwarf_Line *line = dwarf_onesrcline(lines, i);
		const struct sysmap_function *function;
		Dwarf_Addr address;

		if (!line || dwarf_lineaddr(line, &address))
			continue;
		function = sysmap_at(map, address);
		if (!function || function->address != address ||
		    told[function - map->functions])
			continue;
		told[function - map->functions] = true;
		print_line(unit, address, out);
	}
}

static void print_units(const struct sysmap *map, Dwarf *dwarf, FILE *out)
{
	bool *told = xcalloc(map->function_count, sizeof(*told));
	Dwarf_CU *at = NULL;
	Dwarf_Die unit;

	while (dwarf_get_units(dwarf, at, &at, NULL, NULL, &unit, NULL) == 0)
		print_unit(map, told, &unit, out);
	free(told);
}

static int write_lines(const struct sysmap *map, Dwarf *dwarf,
		       const char *path, struct error *err)
{
	char *text = NULL;
	size_t size;
	FILE *out = memstream_open(&text, &size);
	int ret;

	fputs(NAME "\t1\n", out);
	print_units(map, dwarf, out);
	memstream_close(out);
	ret = file_write(path, text, size, err);
	free(text);
	return ret;
}

int lines_write(const struct sysmap *map, const char *symbols,
		const char *path, struct error *err)
{
	char *vmlinux = find_vmlinux(symbols);
	struct error ignored;
	FILE *file = input_open(vmlinux, INPUT_LARGEST_BYTES, &ignored);
	Dwarf *dwarf = file ? dwarf_begin(fileno(file), DWARF_C_READ) : NULL;
	int ret = dwarf ? write_lines(map, dwarf, path, err) : 0;

	dwarf_end(dwarf);
	if (file)
		fclose(file);
	free(vmlinux);
	return ret;
}

/* The file while it is read, and what becomes of it. */
struct reader {
	struct tsvfile file;
	struct lines *lines;
};

static int take_line(void *context)
{
	struct reader *reader = context;
	struct lines *lines = reader->lines;
	char **fields = reader->file.fields;
	struct source_line *line;
	uint64_t number;
	char *end;

	lines->list = xgrow(lines->list, lines->count, sizeof(*lines->list));
	line = &lines->list[lines->count];
	line->address = strtoull(fields[1], &end, 16);
	if (*end || end == fields[1] || parse_u64(fields[2], &number) ||
	    number > INT_MAX)
		return tsvfile_reject(&reader->file,
				      "a hexadecimal address and a number");
	line->line = (int)number;
	line->file = xstrdup(fields[3]);
	lines->count++;
	return 0;
}

static int compare_addresses(const void *left, const void *right)
{
	const struct source_line *a = left, *b = right;

	return a->address < b->address ? -1 : a->address > b->address;
}

int lines_read(struct lines *lines, const char *path, struct error *err)
{
	static const struct tsvfile_record records[] = {
		{ "line", 4, "line ADDRESS NUMBER FILE", take_line },
		{ .kind = NULL },
	};
	static const struct tsvfile_format format = {
		.name = NAME,
		.records = records,
		.kinds = "a line of the source",
	};
	struct reader reader = { .lines = lines };
	int ret = 0;

	*lines = (struct lines){ 0 };
	if (file_exists(path))
		ret = tsvfile_read(&reader.file, path, &format, &reader, err);
	if (ret == 0 && lines->count)
		qsort(lines->list, lines->count, sizeof(*lines->list),
		      compare_addresses);
	return ret;
}

const struct source_line *lines_at(const struct lines *lines,
				   uint64_t address)
{
	static const struct source_line unknown;
	const struct source_line key = { .address = address };
	const struct source_line *found = NULL;

	if (lines->count)
		found = bsearch(&key, lines->list, lines->count, sizeof(key),
				compare_addresses);
	return found ? found : &unknown;
}

void lines_release(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->list[i].file);
	free(lines->list);
	*lines = (struct lines){ 0 };
}
