// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/sysmap.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/input.h"

/* nm's letters of text symbols, strongest first. */
static const char text_types[] = "TWtw";

/* Of .init.text. */
#define INIT_START "_sinittext"
#define INIT_END "_einittext"

static bool type_is_text(char type)
{
	return type && strchr(text_types, type);
}

static bool name_ends_with(const char *name, const char *end)
{
	size_t length = strlen(name), wanted = strlen(end);

	return length >= wanted && strcmp(name + length - wanted, end) == 0;
}

/* Linker scripts mark the bounds of sections with text symbols. */
static bool name_is_marker(const char *name)
{
	return name_ends_with(name, "text") ||
	       name_ends_with(name, "text_start") ||
	       name_ends_with(name, "text_end");
}

/* Smaller is the better name for what lies at the symbol's address. */
static long symbol_rank(const struct sysmap_symbol *symbol)
{
	const char *type = strchr(text_types, symbol->type);
	long underscores = (long)strspn(symbol->name, "_");

	if (!type)
		return 1L << 20;
	if (name_is_marker(symbol->name))
		underscores += 1L << 10;
	return underscores * 4 + (type - text_types);
}

static int compare_symbols(const void *left, const void *right)
{
	const struct sysmap_symbol *a = left, *b = right;
	long ranks = symbol_rank(a) - symbol_rank(b);

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	if (ranks)
		return ranks < 0 ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int compare_names(const void *left, const void *right)
{
	const struct sysmap_function *const *a = left, *const *b = right;
	int names = strcmp((*a)->name, (*b)->name);

	if (names)
		return names;
	return (*a)->address < (*b)->address ? -1 : 1;
}

void sysmap_add(struct sysmap *map, uint64_t address, char type,
		const char *name)
{
	struct sysmap_symbol *symbol;

	if (address < SYSMAP_KERNEL_BASE)
		return;
	map->symbols = xgrow(map->symbols, map->symbol_count,
			     sizeof(*map->symbols));
	symbol = &map->symbols[map->symbol_count++];
	*symbol = (struct sysmap_symbol){
		.address = address,
		.type = type,
		.name = xstrdup(name),
	};
}

static void add_function(struct sysmap *map, const struct sysmap_symbol *symbol,
			 uint64_t end)
{
	struct sysmap_function *function;

	map->functions = xgrow(map->functions, map->function_count,
			       sizeof(*map->functions));
	function = &map->functions[map->function_count++];
	*function = (struct sysmap_function){
		.address = symbol->address,
		.size = end - symbol->address,
		.name = xstrdup(symbol->name),
	};
}

static void add_functions(struct sysmap *map)
{
	const struct sysmap_symbol *symbols = map->symbols;
	size_t next;

	for (size_t i = 0; i < map->symbol_count; i = next) {
		next = i + 1;
		while (next < map->symbol_count &&
		       symbols[next].address == symbols[i].address)
			next++;
		if (type_is_text(symbols[i].type))
			add_function(map, &symbols[i],
				     next < map->symbol_count ?
				     symbols[next].address :
				     symbols[i].address);
	}
}

/* A written map has its duplicates numbered, so this finds none there. */
static void number_duplicates(struct sysmap *map)
{
	struct sysmap_function **order;
	const char *name = "";
	unsigned int copies = 1;
	char *numbered;

	order = xcalloc(map->function_count, sizeof(*order));
	for (size_t i = 0; i < map->function_count; i++)
		order[i] = &map->functions[i];
	qsort(order, map->function_count, sizeof(*order), compare_names);
	for (size_t i = 0; i < map->function_count; i++) {
		if (strcmp(order[i]->name, name) != 0) {
			name = order[i]->name;
			copies = 1;
			continue;
		}
		numbered = xasprintf("%s@%u", name, ++copies);
		free(order[i]->name);
		order[i]->name = numbered;
	}
	free(order);
}

/* What kallsyms leaves out at the end is the end: only .init.text lies behind. */
static void find_init_text(struct sysmap *map)
{
	for (size_t i = 0; i < map->symbol_count; i++) {
		const struct sysmap_symbol *symbol = &map->symbols[i];

		if (strcmp(symbol->name, INIT_START) == 0)
			map->init_start = symbol->address;
		if (strcmp(symbol->name, INIT_END) == 0)
			map->init_end = symbol->address;
	}
	if (!map->init_start)
		map->init_end = 0;
	else if (!map->init_end)
		map->init_end = UINT64_MAX;
}

int sysmap_finish(struct sysmap *map, const char *path, struct error *err)
{
	if (map->symbol_count)
		qsort(map->symbols, map->symbol_count, sizeof(*map->symbols),
		      compare_symbols);
	add_functions(map);
	if (!map->function_count) {
		sysmap_release(map);
		return error_set(err, EINVAL,
				 "%s: found no kernel text symbol, expected a System.map or a vmlinux with its symbols",
				 path);
	}
	number_duplicates(map);
	find_init_text(map);
	return 0;
}

/* "U name": of another object, without an address. */
static bool is_undefined(const char *line)
{
	return *line && strchr("Uwv", *line) && line[1] == ' ';
}

/* What nm -S puts behind the address. */
static const char *skip_size(const char *text)
{
	size_t digits = strspn(text, "0123456789abcdefABCDEF");

	return digits >= 8 && text[digits] == ' ' ? text + digits + 1 : text;
}

/*
 * "address type name" as nm prints it.  @named counts lines, @placed those
 * with an address.
 */
static int add_line(struct sysmap *map, char *line, size_t *named,
		    size_t *placed)
{
	size_t length = strlen(line);
	const char *text;
	uint64_t address;
	char *end;

	while (length && isspace((unsigned char)line[length - 1]))
		line[--length] = '\0';
	text = line + strspn(line, " \t");
	if (!*text || is_undefined(text))
		return 0;
	if (!isxdigit((unsigned char)*line))
		return -EINVAL;
	address = strtoull(line, &end, 16);
	if (end[0] != ' ')
		return -EINVAL;
	text = skip_size(end + 1);
	if (!isgraph((unsigned char)text[0]) || text[1] != ' ' || !text[2])
		return -EINVAL;
	(*named)++;
	*placed += address != 0;
	/* "name\t[module]", "[bpf]": not of the kernel's image. */
	if (strchr(text + 2, '[') && line[length - 1] == ']')
		return 0;
	if (strstr(text + 2, "real System.map is in"))
		return -ENOENT;
	if (strpbrk(text + 2, " \t"))
		return -EINVAL;
	sysmap_add(map, address, text[0], text + 2);
	return 0;
}

static int reject_line(int ret, const char *path, unsigned int number,
		       const char *line, struct error *err)
{
	if (ret == -ENOENT)
		return error_set(err, EINVAL,
				 "%s:%u: found Debian's stub and no kernel text symbol, expected a System.map: leave it out, the image has its own symbols (the real map is in the -dbg package)",
				 path, number);
	return error_set(err, EINVAL,
			 "%s:%u: found `%.60s`, expected `address type name`",
			 path, number, line);
}

static int read_lines(struct sysmap *map, FILE *file, const char *path,
		      struct error *err)
{
	unsigned int number = 0;
	size_t named = 0, placed = 0;
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	while (!ret && getline(&line, &room, file) > 0) {
		number++;
		ret = add_line(map, line, &named, &placed);
		if (ret)
			ret = reject_line(ret, path, number, line, err);
	}
	if (!ret && ferror(file))
		ret = error_set(err, EIO, "%s: %s", path, strerror(EIO));
	if (!ret && named && !placed)
		ret = error_set(err, EINVAL,
				"%s:1: found address 0 for each symbol, expected where they are: read /proc/kallsyms as root, after sysctl kernel.kptr_restrict=0",
				path);
	free(line);
	return ret;
}

int sysmap_load_text(struct sysmap *map, const char *path, struct error *err)
{
	FILE *file = input_open(path, INPUT_WHOLE_BYTES, err);
	int ret;

	*map = (struct sysmap){ 0 };
	if (!file)
		return -errno;
	ret = read_lines(map, file, path, err);
	fclose(file);
	if (ret) {
		sysmap_release(map);
		return ret;
	}
	return sysmap_finish(map, path, err);
}

void sysmap_release(struct sysmap *map)
{
	for (size_t i = 0; i < map->function_count; i++)
		free(map->functions[i].name);
	for (size_t i = 0; i < map->symbol_count; i++)
		free(map->symbols[i].name);
	free(map->functions);
	free(map->symbols);
	free(map->build_id);
	*map = (struct sysmap){ 0 };
}

void sysmap_move(struct sysmap *map, uint64_t bytes)
{
	for (size_t i = 0; i < map->function_count; i++)
		map->functions[i].address -= bytes;
	for (size_t i = 0; i < map->symbol_count; i++)
		map->symbols[i].address -= bytes;
	if (map->init_end) {
		map->init_start -= bytes;
		map->init_end -= bytes;
	}
}

/* Its bounds are markers at a function's address, which has its own name. */
static void write_bounds(const struct sysmap *map,
			 const struct sysmap_function *function, FILE *file)
{
	const char *bound = function->address == map->init_start ? INIT_START :
			    function->address == map->init_end ? INIT_END :
								  NULL;

	if (bound && strcmp(function->name, bound))
		fprintf(file, "%016" PRIx64 " T %s\n", function->address,
			bound);
}

static void write_functions(const struct sysmap *map, FILE *file)
{
	const struct sysmap_function *functions = map->functions;

	for (size_t i = 0; i < map->function_count; i++) {
		uint64_t end = functions[i].address + functions[i].size;

		write_bounds(map, &functions[i], file);
		fprintf(file, "%016" PRIx64 " T %s\n", functions[i].address,
			functions[i].name);
		if (end > functions[i].address &&
		    (i + 1 == map->function_count ||
		     end < functions[i + 1].address))
			fprintf(file, "%016" PRIx64 " N .\n", end);
	}
}

int sysmap_write(const struct sysmap *map, const char *path,
		 struct error *err)
{
	FILE *file = fopen(path, "we");
	bool failed;

	if (!file)
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	write_functions(map, file);
	failed = ferror(file);
	if (fclose(file) != 0 || failed) {
		int code = errno ? errno : EIO;

		unlink(path);
		return error_set(err, code, "%s: %s", path, strerror(code));
	}
	return 0;
}

const struct sysmap_function *sysmap_at(const struct sysmap *map,
					uint64_t address)
{
	size_t low = 0, high = map->function_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (map->functions[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low ||
	    address - map->functions[low - 1].address >=
	    map->functions[low - 1].size)
		return NULL;
	return &map->functions[low - 1];
}

const struct sysmap_function *sysmap_find(const struct sysmap *map,
					  const char *name)
{
	for (size_t i = 0; i < map->function_count; i++)
		if (strcmp(map->functions[i].name, name) == 0)
			return &map->functions[i];
	for (size_t i = 0; i < map->symbol_count; i++)
		if (type_is_text(map->symbols[i].type) &&
		    strcmp(map->symbols[i].name, name) == 0)
			return sysmap_at(map, map->symbols[i].address);
	return NULL;
}

const struct sysmap_symbol *sysmap_symbol(const struct sysmap *map,
					  const char *name)
{
	for (size_t i = 0; i < map->symbol_count; i++)
		if (strcmp(map->symbols[i].name, name) == 0)
			return &map->symbols[i];
	return NULL;
}

bool sysmap_is_init(const struct sysmap *map,
		    const struct sysmap_function *function)
{
	return function->address >= map->init_start &&
	       function->address < map->init_end;
}

bool sysmap_name_matches(const char *name, const char *base)
{
	size_t length = strlen(base);

	return strncmp(name, base, length) == 0 &&
	       (name[length] == '\0' || name[length] == '.' ||
		name[length] == '@');
}
