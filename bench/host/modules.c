// SPDX-License-Identifier: GPL-2.0-only
#include "host/modules.h"

#include <errno.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/unpack.h"

/* No chain of modules comes near. */
#define DEPTH_MAX 32

/**
 * struct search - what a kernel has
 * @folder: of its modules
 * @order: text of modules.order, a path in each line
 * @builtin: of modules.builtin, likewise
 */
struct search {
	const char *folder;
	char *order;
	char *builtin;
};

/* To the kernel `-` and `_` are the same in a name. */
static bool is_named(const char *file, const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (file[i] != name[i] &&
		    !(strchr("-_", file[i]) && strchr("-_", name[i])))
			return false;
	return strncmp(file + length, ".ko", 3) == 0 ||
	       strncmp(file + length, ".o", 2) == 0;
}

/* The line of a list that is about a module, NULL for none; the caller frees. */
static char *find_line(const char *list, const char *name, size_t length)
{
	while (*list) {
		size_t end = strcspn(list, "\n");
		char *line = strndup(list, end);
		const char *slash = strrchr(line, '/');

		if (is_named(slash ? slash + 1 : line, name, length))
			return line;
		free(line);
		list += end + (list[end] == '\n');
	}
	return NULL;
}

/* Debian's are packed or not, and the list does not say so. */
static char *find_file(const struct search *search, const char *line)
{
	static const char *const ends[] = { "", ".xz", ".zst", ".gz" };
	size_t length = strlen(line);

	/* Older ones list the object. */
	if (length > 2 && strcmp(line + length - 2, ".o") == 0)
		length -= 2;
	else
		length -= 3;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		char *path = xasprintf("%s/%.*s.ko%s", search->folder,
				       (int)length, line, ends[i]);

		if (file_exists(path))
			return path;
		free(path);
	}
	return NULL;
}

int modules_needs(char *bytes, size_t size, char **needs, struct error *err)
{
	static const char key[] = "depends=";
	Elf_Scn *section = NULL;
	size_t names = 0;
	Elf_Data *data = NULL;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_memory(bytes, size);
	if (elf && elf_getshdrstrndx(elf, &names) == 0)
		while (!data && (section = elf_nextscn(elf, section))) {
			GElf_Shdr header;
			const char *name = NULL;

			if (gelf_getshdr(section, &header))
				name = elf_strptr(elf, names, header.sh_name);
			if (name && strcmp(name, ".modinfo") == 0)
				data = elf_getdata(section, NULL);
		}
	*needs = NULL;
	for (size_t at = 0; data && at < data->d_size;) {
		const char *entry = (const char *)data->d_buf + at;
		size_t length = strnlen(entry, data->d_size - at);

		if (length >= strlen(key) &&
		    strncmp(entry, key, strlen(key)) == 0 && !*needs)
			*needs = strndup(entry + strlen(key),
					 length - strlen(key));
		at += length + 1;
	}
	elf_end(elf);
	return *needs ? 0 :
	       error_set(err, EINVAL,
			 "found no `depends=` in .modinfo, expected a kernel module");
}

static int read_needs(const char *path, char **needs, struct error *err)
{
	char *bytes = NULL;
	size_t size;
	int ret = unpack_read(path, MODULE_BYTES_MAX, &bytes, &size, err);

	if (ret == 0) {
		ret = modules_needs(bytes, size, needs, err);
		if (ret)
			error_prefix(err, "%s: ", path);
	}
	free(bytes);
	return ret;
}

static bool has(const struct modules *modules, const char *path)
{
	for (size_t i = 0; i < modules->count; i++)
		if (strcmp(modules->paths[i], path) == 0)
			return true;
	return false;
}

static int add(struct modules *modules, const struct search *search,
	       const char *name, size_t length, int depth, struct error *err);

static int add_needs(struct modules *modules, const struct search *search,
		     const char *path, int depth, struct error *err)
{
	char *needs = NULL;
	int ret = read_needs(path, &needs, err);
	const char *at = needs;

	while (ret == 0 && *at) {
		size_t length = strcspn(at, ",");

		ret = add(modules, search, at, length, depth + 1, err);
		at += length + (at[length] == ',');
	}
	free(needs);
	return ret;
}

/* All that it needs, then itself. */
static int add(struct modules *modules, const struct search *search,
	       const char *name, size_t length, int depth, struct error *err)
{
	char *line = find_line(search->order, name, length);
	char *path = line ? find_file(search, line) : NULL;
	int ret = 0;

	free(line);
	if (!path) {
		line = find_line(search->builtin, name, length);
		if (!line)
			ret = error_set(err, ENOENT,
					"%s: found no module %.*s, expected it as a file or in the kernel",
					search->folder, (int)length, name);
		free(line);
		return ret;
	}
	if (depth > DEPTH_MAX)
		ret = error_set(err, ELOOP,
				"%s: found modules that need each other", path);
	if (ret == 0 && !has(modules, path))
		ret = add_needs(modules, search, path, depth, err);
	if (ret == 0 && !has(modules, path)) {
		modules->paths = xgrow(modules->paths, modules->count,
				       sizeof(*modules->paths));
		modules->paths[modules->count++] = path;
		return 0;
	}
	free(path);
	return ret;
}

static int read_list(const char *folder, const char *name, char **text,
		     struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name);
	int ret = file_read(path, text, NULL, err);

	free(path);
	return ret;
}

int modules_find(struct modules *modules, const char *folder,
		 const char *const *names, struct error *err)
{
	struct search search = { .folder = folder };
	int ret = read_list(folder, "modules.order", &search.order, err);

	*modules = (struct modules){ 0 };
	if (ret == 0)
		ret = read_list(folder, "modules.builtin", &search.builtin,
				err);
	for (; *names && ret == 0; names++)
		ret = add(modules, &search, *names, strlen(*names), 0, err);
	free(search.order);
	free(search.builtin);
	return ret;
}

void modules_release(struct modules *modules)
{
	for (size_t i = 0; i < modules->count; i++)
		free(modules->paths[i]);
	free(modules->paths);
	*modules = (struct modules){ 0 };
}
