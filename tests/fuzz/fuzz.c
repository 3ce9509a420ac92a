// SPDX-License-Identifier: GPL-2.0-only
/*
 * One libFuzzer program for all formats; its name says which one.  Without
 * that, `fuzz --list` names them, and `fuzz --once FOLDER` reads each file of
 * FOLDER/FORMAT once.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct fuzz_format *format;
static char folder[] = "/dev/shm/numaboot-fuzz-XXXXXX";
static char path[sizeof(folder) + 64];

static void drop_folder(void)
{
	struct error ignored;

	directory_remove(folder, &ignored);
}

static void list_formats(void)
{
	for (format = fuzz_formats; format->name; format++)
		puts(format->name);
	exit(0);
}

static void make_folder(void)
{
	if (!mkdtemp(folder))
		abort();
	atexit(drop_folder);
}

static void choose(const struct fuzz_format *chosen)
{
	format = chosen;
	unlink(path);
	snprintf(path, sizeof(path), "%s/%s", folder, format->file);
}

static size_t read_once(const char *corpus)
{
	struct error err;
	char **names = NULL;
	int count = directory_list(corpus, &names, &err);

	for (int i = 0; i < count; i++) {
		char *file = xasprintf("%s/%s", corpus, names[i]);
		char *text;
		size_t size;

		if (file_read(file, &text, &size, &err))
			abort();
		fprintf(stderr, "%s\n", file);
		LLVMFuzzerTestOneInput((const uint8_t *)text, size);
		free(text);
		free(file);
	}
	directory_list_free(names);
	return count > 0 ? (size_t)count : 0;
}

/* libFuzzer ends a reader that hangs; here an alarm does. */
static void read_all_once(const char *corpora)
{
	size_t formats = 0, files = 0;

	make_folder();
	for (const struct fuzz_format *at = fuzz_formats; at->name; at++) {
		char *corpus = xasprintf("%s/%s", corpora, at->name);
		size_t count;

		choose(at);
		alarm(10);
		count = read_once(corpus);
		files += count;
		formats += count > 0;
		free(corpus);
	}
	printf("%zu inputs of %zu formats\n", files, formats);
	exit(0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *slash = strrchr((*argv)[0], '/');
	const char *name = slash ? slash + 1 : (*argv)[0];

	if (*argc == 2 && strcmp((*argv)[1], "--list") == 0)
		list_formats();
	if (*argc == 3 && strcmp((*argv)[1], "--once") == 0)
		read_all_once((*argv)[2]);
	for (format = fuzz_formats; format->name; format++)
		if (strcmp(format->name, name) == 0)
			break;
	if (!format->name) {
		fprintf(stderr, "%s: no such format\n", name);
		exit(2);
	}
	make_folder();
	choose(format);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char *text = malloc(size + 1);
	const struct fuzz_input input = { data, size, text, folder, path };

	if (!text || fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
	memcpy(text, data, size);
	text[size] = '\0';
	format->read(&input);
	free(text);
	return 0;
}
