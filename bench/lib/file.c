// SPDX-License-Identifier: GPL-2.0-only
#include "lib/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/input.h"
#include "lib/memstream.h"

static int file_failed(struct error *err, const char *path)
{
	return error_set(err, errno, "%s: %s", path, strerror(errno));
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

int file_read_at_most(const char *path, uint64_t max_bytes, char **text,
		      size_t *size, struct error *err)
{
	FILE *in = input_open(path, max_bytes, err);
	FILE *out;
	char chunk[65536];
	size_t length = 0, got;
	uint64_t total = 0;
	int ret = 0;

	*text = NULL;
	if (!in)
		return -errno;
	out = memstream_open(text, &length);
	while (total <= max_bytes &&
	       (got = fread(chunk, 1, sizeof(chunk), in)) > 0) {
		fwrite(chunk, 1, got, out);
		total += got;
	}
	if (ferror(in))
		ret = file_failed(err, path);
	else if (total > max_bytes)
		ret = error_set(err, E2BIG,
				"%s: found more than %llu bytes, expected at most so many",
				path, (unsigned long long)max_bytes);
	memstream_close(out);
	fclose(in);
	if (ret) {
		free(*text);
		*text = NULL;
	} else if (size) {
		*size = length;
	}
	return ret;
}

int file_read(const char *path, char **text, size_t *size, struct error *err)
{
	return file_read_at_most(path, INPUT_WHOLE_BYTES, text, size, err);
}

/* Return: 0 or -errno, of the first thing that failed. */
static int print_to(FILE *out, void (*print)(FILE *out, const void *context),
		    const void *context)
{
	int ret;

	errno = 0;
	print(out, context);
	ret = ferror(out) || fflush(out) || fsync(fileno(out)) ?
		      -(errno ? errno : EIO) : 0;
	return fclose(out) && !ret ? -errno : ret;
}

int file_print(const char *path,
	       void (*print)(FILE *out, const void *context),
	       const void *context, struct error *err)
{
	char *fresh = xasprintf("%s.%d.new", path, (int)getpid());
	FILE *out = fopen(fresh, "we");
	int ret = 0;

	if (!out) {
		ret = file_failed(err, path);
		goto out;
	}
	errno = -print_to(out, print, context);
	if (errno || rename(fresh, path)) {
		ret = file_failed(err, path);
		unlink(fresh);
	}
out:
	free(fresh);
	return ret;
}

struct bytes {
	const void *data;
	size_t size;
};

static void print_bytes(FILE *out, const void *context)
{
	const struct bytes *bytes = context;

	fwrite(bytes->data, 1, bytes->size, out);
}

int file_write(const char *path, const void *data, size_t size,
	       struct error *err)
{
	const struct bytes bytes = { data, size };

	return file_print(path, print_bytes, &bytes, err);
}

/* Reading may fail as well as writing: print_to() asks only the latter. */
struct source {
	FILE *file;
	int failure;
};

static void print_source(FILE *out, const void *context)
{
	struct source *source = (struct source *)context;
	char chunk[65536];
	size_t got;

	while ((got = fread(chunk, 1, sizeof(chunk), source->file)) > 0 &&
	       !ferror(out))
		fwrite(chunk, 1, got, out);
	if (ferror(source->file))
		source->failure = errno;
}

int file_copy(const char *from, const char *to, struct error *err)
{
	struct source source = {
		.file = input_open(from, INPUT_LARGEST_BYTES, err),
	};
	struct stat status;
	int ret;

	if (!source.file)
		return -errno;
	ret = file_print(to, print_source, &source, err);
	if (ret == 0 && source.failure) {
		ret = error_set(err, source.failure, "%s: %s", from,
				strerror(source.failure));
		unlink(to);
	}
	if (ret == 0 && (fstat(fileno(source.file), &status) ||
			 chmod(to, status.st_mode & 0777)))
		ret = file_failed(err, to);
	fclose(source.file);
	return ret;
}

int file_sync(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0 || fsync(fd))
		ret = file_failed(err, path);
	if (fd >= 0)
		close(fd);
	return ret;
}

int directory_make(const char *path, struct error *err)
{
	char *copy = xstrdup(path);
	int ret = 0;

	for (char *slash = strchr(copy + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0777);
		*slash = '/';
	}
	if (mkdir(copy, 0777) && errno != EEXIST)
		ret = file_failed(err, path);
	free(copy);
	return ret;
}

/* In the order of inodes: a kernel tree goes in seconds, not minutes. */
static int compare_inodes(const FTSENT **a, const FTSENT **b)
{
	ino_t left = (*a)->fts_statp->st_ino;
	ino_t right = (*b)->fts_statp->st_ino;

	return (left > right) - (left < right);
}

static int remove_entry(const FTSENT *entry)
{
	switch (entry->fts_info) {
	case FTS_D:
		return 0;
	case FTS_DNR:
	case FTS_ERR:
		errno = entry->fts_errno;
		return -1;
	default:
		return remove(entry->fts_accpath);
	}
}

int directory_remove(const char *path, struct error *err)
{
	char *copy = xstrdup(path);
	char *const roots[] = { copy, NULL };
	struct stat status;
	FTS *walk;
	FTSENT *entry;
	int ret = 0;

	/* A link that leads nowhere is there, too. */
	if (lstat(path, &status)) {
		free(copy);
		return 0;
	}
	walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, compare_inodes);
	while (walk && ret == 0 && (entry = fts_read(walk)))
		if (remove_entry(entry))
			ret = file_failed(err, entry->fts_path);
	if (walk)
		fts_close(walk);
	else
		ret = file_failed(err, path);
	free(copy);
	return ret;
}

static int keep_visible(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

static int compare_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int directory_list(const char *path, char ***names, struct error *err)
{
	struct dirent **entries;
	int count = scandir(path, &entries, keep_visible, compare_bytes);

	if (count < 0)
		return file_failed(err, path);
	*names = xcalloc(count + 1, sizeof(**names));
	for (int i = 0; i < count; i++) {
		(*names)[i] = xstrdup(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return count;
}

void directory_list_free(char **names)
{
	for (char **name = names; name && *name; name++)
		free(*name);
	free(names);
}
