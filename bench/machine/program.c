// SPDX-License-Identifier: GPL-2.0-only
#include "machine/program.h"

#include <errno.h>
#include <gelf.h>
#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/input.h"
#include "lib/process.h"

#define LOADER_TIMEOUT_NS (20 * NS_PER_S)

static void add_file(struct program *program, const char *source, char *path)
{
	struct program_file *file;

	program->files =
		xgrow(program->files, program->count, sizeof(*program->files));
	file = &program->files[program->count++];
	file->source = xstrdup(source);
	file->path = path;
}

/* The loader that the program names, NULL when it is static. */
static char *read_loader(Elf *elf)
{
	size_t count = 0, size;
	const char *raw = elf_rawfile(elf, &size);
	GElf_Phdr header;

	elf_getphdrnum(elf, &count);
	for (size_t i = 0; i < count; i++)
		if (gelf_getphdr(elf, i, &header) &&
		    header.p_type == PT_INTERP && raw && header.p_offset < size)
			return strndup(raw + header.p_offset,
				       size - header.p_offset);
	return NULL;
}

/* Whether the file is an ELF executable; @loader is the caller's to free. */
static bool is_program(const char *path, char **loader)
{
	struct error ignored;
	FILE *file = input_open(path, INPUT_WHOLE_BYTES, &ignored);
	Elf *elf;
	bool is;

	*loader = NULL;
	if (!file)
		return false;
	elf_version(EV_CURRENT);
	elf = elf_begin(fileno(file), ELF_C_READ, NULL);
	is = elf && elf_kind(elf) == ELF_K_ELF && access(path, X_OK) == 0;
	if (is)
		*loader = read_loader(elf);
	elf_end(elf);
	fclose(file);
	return is;
}

static void search(const char *pattern, char **path, char **loader)
{
	glob_t found = { 0 };
	bool is = false;

	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc && !is; i++) {
			is = is_program(found.gl_pathv[i], loader);
			if (is)
				*path = xstrdup(found.gl_pathv[i]);
		}
	globfree(&found);
}

/* A pattern without a slash is for the folders of PATH. */
static void search_path(const char *pattern, char **path, char **loader)
{
	const char *folders = getenv("PATH");
	char *copy = xstrdup(folders ? folders : "");
	char *rest = copy, *folder;

	while (!*path && (folder = strsep(&rest, ":"))) {
		char *whole = xasprintf("%s/%s", folder, pattern);

		if (*folder)
			search(whole, path, loader);
		free(whole);
	}
	free(copy);
}

/* "NAME => PATH (ADDRESS)"; what has no path is not a file. */
static char *library_path(const char *line)
{
	const char *arrow = strstr(line, " => /");
	const char *path = arrow ? arrow + strlen(" => ") : NULL;
	const char *end = path ? strstr(path, " (0x") : NULL;

	return end ? strndup(path, end - path) : NULL;
}

static void add_library(struct program *program, const char *line)
{
	char *source = library_path(line);
	const char *name = line + strspn(line, " \t");

	if (source)
		add_file(program, source,
			 xasprintf("lib/%.*s", (int)strcspn(name, " "), name));
	free(source);
}

/*
 * Libraries for the host's CPU in particular (glibc-hwcaps) may be too much
 * for the guest's.
 */
static int list_libraries(const char *loader, const char *source, char **list,
			  struct error *err)
{
	struct argv argv = { 0 };
	int code;

	argv_add(&argv, "%s", loader);
	argv_add(&argv, "--glibc-hwcaps-mask");
	argv_add(&argv, "none");
	argv_add(&argv, "--list");
	argv_add(&argv, "%s", source);
	code = process_output(&argv, LOADER_TIMEOUT_NS, list, err);
	argv_release(&argv);
	if (code > 0)
		return error_set(err, ENOENT,
				 "%s: %s found not all of its libraries",
				 source, loader);
	return code;
}

static int add_libraries(struct program *program, const char *loader,
			 const char *source, struct error *err)
{
	char *list = NULL, *rest, *line;
	int ret = list_libraries(loader, source, &list, err);

	if (ret == 0) {
		add_file(program, loader, xstrdup(loader + 1));
		rest = list;
		while ((line = strsep(&rest, "\n")))
			add_library(program, line);
	}
	free(list);
	return ret;
}

int program_find(struct program *program, const char *name,
		 const char *const *patterns, struct error *err)
{
	char *path = NULL, *loader = NULL;
	int ret = 0;

	*program = (struct program){ 0 };
	for (const char *const *at = patterns; *at && !path; at++) {
		if (strchr(*at, '/'))
			search(*at, &path, &loader);
		else
			search_path(*at, &path, &loader);
	}
	if (!path)
		return error_set(
			err, ENOENT,
			"found no program %s on this host, expected %s", name,
			patterns[0]);
	add_file(program, path, xasprintf("bin/%s", name));
	if (loader)
		ret = add_libraries(program, loader, path, err);
	free(loader);
	free(path);
	return ret;
}

void program_add(struct program *program, const char *name,
		 const char *source)
{
	add_file(program, source, xasprintf("bin/%s", name));
}

void program_release(struct program *program)
{
	for (size_t i = 0; i < program->count; i++) {
		free(program->files[i].source);
		free(program->files[i].path);
	}
	free(program->files);
	*program = (struct program){ 0 };
}
