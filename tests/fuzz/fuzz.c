// SPDX-License-Identifier: GPL-2.0-only
/*
 * One program for all formats.  Called by the name of a format it is
 * libFuzzer for that one.  Called `fuzz` it lists the formats and their
 * corpora, or reads files once, each as the format that its folder is named
 * after.
 */
#include "fuzz.h"

#include <libgen.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "machine/topology.h"

/* A file of the corpora takes milliseconds. */
#define FILE_SECONDS 10

/* More would wait for a reader that has not begun. */
#define SOCKET_BYTES (64 << 10)

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
void __sanitizer_set_death_callback(void (*callback)(void));
const char *__asan_default_options(void);

static const struct format {
	const char *name;
	const char *corpus;
	void (*read)(const struct fuzz_input *input);
} formats[] = {
#define FORMAT(name, corpus) { #name, corpus, fuzz_##name },
#include "formats.def"
#undef FORMAT
};

#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

static const struct format *format;
static const char *file;
static char folder[64];
static int speaker = -1;

/* Readers take 1 MiB for a line: with less kept back, it is used again. */
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=4";
}

static void remove_folder(void)
{
	struct error ignored;

	if (*folder)
		directory_remove(folder, &ignored);
	*folder = '\0';
}

static void say_file(void)
{
	if (file)
		fprintf(stderr, "%s: see above\n", file);
	remove_folder();
}

static void say_timeout(int number)
{
	static const char text[] = ": takes too long\n";

	(void)number;
	if (write(2, file, strlen(file)) < 0 ||
	    write(2, text, sizeof(text) - 1) < 0)
		_exit(2);
	_exit(1);
}

const char *fuzz_folder(void)
{
	const char *place = getenv("TMPDIR");

	if (*folder)
		return folder;
	snprintf(folder, sizeof(folder), "%s/numaboot-fuzz.XXXXXX",
		 place ? place : "/dev/shm");
	if (!mkdtemp(folder))
		abort();
	atexit(remove_folder);
	return folder;
}

const char *fuzz_put(const char *name, const void *data, size_t size)
{
	static char path[256];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", fuzz_folder(), name);
	out = fopen(path, "we");
	if (!out || fwrite(data, 1, size, out) != size || fclose(out))
		abort();
	return path;
}

const char *fuzz_put_input(const struct fuzz_input *input, const char *name)
{
	return fuzz_put(name, input->data, input->size);
}

void fuzz_drop(const char *name)
{
	char *path = xasprintf("%s/%s", fuzz_folder(), name);

	unlink(path);
	free(path);
}

const char *fuzz_subfolder(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", fuzz_folder(), name);
	mkdir(path, 0700);
	return path;
}

void fuzz_copy(const char *name, const char *from)
{
	char *path = xasprintf("%s/%s", fuzz_folder(), name);
	struct error err;

	if (!file_exists(path) && file_copy(from, path, &err)) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	free(path);
}

const struct topology *fuzz_machine(const char *name)
{
	static struct topology known[4];
	struct error err;
	char *path;
	size_t i;

	for (i = 0; *known[i].name; i++)
		if (strcmp(known[i].name, name) == 0)
			return &known[i];
	path = xasprintf("bench/topologies/%s.topo", name);
	if (topology_load(&known[i], path, &err)) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	free(path);
	return &known[i];
}

FILE *fuzz_nowhere(void)
{
	static FILE *nowhere;

	if (!nowhere)
		nowhere = fopen("/dev/null", "we");
	return nowhere;
}

int fuzz_socket(const struct fuzz_input *input)
{
	size_t size = input->size < SOCKET_BYTES ? input->size : SOCKET_BYTES;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ||
	    send(ends[1], input->data, size, MSG_DONTWAIT) != (ssize_t)size ||
	    shutdown(ends[1], SHUT_WR))
		abort();
	speaker = ends[1];
	return ends[0];
}

void fuzz_socket_close(void)
{
	close(speaker);
	speaker = -1;
}

static const struct format *find_format(const char *name)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

static int list_formats(void)
{
	for (size_t i = 0; i < FORMAT_COUNT; i++)
		printf("%s %s\n", formats[i].name, formats[i].corpus);
	return 0;
}

static int read_file(const char *path)
{
	char *copy = xstrdup(path);
	struct error err;
	char *text;
	size_t size;
	int ret = file_read(path, &text, &size, &err);

	format = find_format(basename(dirname(copy)));
	free(copy);
	if (ret || !format) {
		fprintf(stderr, "%s\n", ret ? err.text :
			"found a file in no format's folder");
		return 1;
	}
	file = path;
	alarm(FILE_SECONDS);
	LLVMFuzzerTestOneInput((const uint8_t *)text, size);
	alarm(0);
	free(text);
	return 0;
}

static int read_files(char **paths)
{
	unsigned int count = 0;

	signal(SIGALRM, say_timeout);
	for (; *paths; paths++, count++)
		if (read_file(*paths))
			return 1;
	file = NULL;
	printf("%u files read\n", count);
	return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char *self = xstrdup((*argv)[0]);

	format = find_format(basename(self));
	free(self);
	__sanitizer_set_death_callback(say_file);
	if (!format)
		exit(*argc > 1 ? read_files(*argv + 1) : list_formats());
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xcalloc(size + 1, 1);
	const struct fuzz_input input = { data, size, text };

	if (size)
		memcpy(text, data, size);
	format->read(&input);
	free(text);
	return 0;
}
