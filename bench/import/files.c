// SPDX-License-Identifier: GPL-2.0-only
#include "import/files.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"

/* The largest SRAT there is has 8192 CPUs of 24 bytes. */
#define FILE_MAX (1 << 20)
/* A machine of 64 TiB has 524,288 memory blocks. */
#define FILES_MAX 1000000
#define ENTRIES_MAX 4000000

enum wanted { NOT_WANTED, WANTED_NAME, WANTED_BYTES };

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "node0/memory32": its name says it all. */
static bool is_memory_block(const char *path)
{
	const char *part = last_part(path);
	unsigned int number;
	int used = 0;

	sscanf(part, "memory%9u%n", &number, &used);
	return used && !part[used] && part > path;
}

static enum wanted wanted(const char *path)
{
	static const char *const names[] = {
		"cpulist", "cpumap", "distance", "meminfo", "online",
		"block_size_bytes", "start", "end", "type",
	};
	static const char *const tables[] = { "srat", "slit", "apic", "madt" };
	const char *part = last_part(path);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(part, names[i]) == 0)
			return WANTED_BYTES;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (strncasecmp(part, tables[i], 4) == 0)
			return WANTED_BYTES;
	return is_memory_block(path) ? WANTED_NAME : NOT_WANTED;
}

static struct import_file *add(struct import_files *files, const char *path)
{
	files->at = xgrow(files->at, files->count, sizeof(*files->at));
	files->at[files->count].path = xstrdup(path);
	return &files->at[files->count++];
}

/* nftw() has no context. */
static struct import_files *walked;
static size_t walked_prefix;

/* Files of sysfs say 4096 or 0 bytes, whatever is in them. */
static void read_file(struct import_file *file, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	ssize_t got = 1;

	file->bytes = xcalloc(FILE_MAX + 1, 1);
	while (fd >= 0 && got > 0 && file->size < FILE_MAX) {
		got = read(fd, file->bytes + file->size, FILE_MAX - file->size);
		file->size += got > 0 ? (size_t)got : 0;
	}
	if (fd >= 0)
		close(fd);
	file->bytes[file->size] = '\0';
	file->bytes = realloc(file->bytes, file->size + 1);
}

static int visit(const char *path, const struct stat *status, int kind,
		 struct FTW *place)
{
	const char *inside = path + walked_prefix;
	enum wanted want = wanted(inside);

	if (place->level > 16)
		return FTW_SKIP_SUBTREE;
	if (walked->count >= FILES_MAX)
		return FTW_STOP;
	if (want == WANTED_NAME)
		add(walked, inside);
	else if (want == WANTED_BYTES && kind == FTW_F &&
		 S_ISREG(status->st_mode))
		read_file(add(walked, inside), path);
	return FTW_CONTINUE;
}

int files_read_folder(struct import_files *files, const char *path,
		      struct error *err)
{
	int ret;

	*files = (struct import_files){ 0 };
	walked = files;
	walked_prefix = strlen(path);
	ret = nftw(path, visit, 32, FTW_PHYS | FTW_ACTIONRETVAL);
	if (ret == FTW_STOP)
		return error_set(err, E2BIG,
				 "%s: found more than %d files of sysfs, expected a copy of /sys/devices/system/node",
				 path, FILES_MAX);
	if (ret < 0)
		return error_set(err, errno, "%s: %m", path);
	return 0;
}

static int read_entry(struct import_files *files, struct archive *archive,
		      struct archive_entry *entry, const char *name,
		      struct error *err)
{
	const char *path = archive_entry_pathname(entry);
	enum wanted want = path ? wanted(path) : NOT_WANTED;
	struct import_file *file;
	la_ssize_t got = 0;

	if (want == NOT_WANTED)
		return 0;
	if (want == WANTED_NAME) {
		add(files, path);
		return 0;
	}
	if (archive_entry_filetype(entry) != AE_IFREG)
		return 0;
	file = add(files, path);
	file->bytes = xcalloc(FILE_MAX + 1, 1);
	while (file->size < FILE_MAX &&
	       (got = archive_read_data(archive, file->bytes + file->size,
					FILE_MAX - file->size)) > 0)
		file->size += (size_t)got;
	file->bytes = realloc(file->bytes, file->size + 1);
	file->bytes[file->size] = '\0';
	if (got < 0)
		return error_set(err, EINVAL, "%s: %s: %s", name, path,
				 archive_error_string(archive));
	return 0;
}

int files_read_archive(struct import_files *files, const char *name,
		       const char *bytes, size_t size, struct error *err)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	size_t entries = 0;
	int ret = 0, got;

	*files = (struct import_files){ 0 };
	archive_read_support_filter_all(archive);
	archive_read_support_format_all(archive);
	got = archive_read_open_memory(archive, bytes, size);
	while (ret == 0 && got >= ARCHIVE_WARN &&
	       (got = archive_read_next_header(archive, &entry)) >=
	       ARCHIVE_WARN && got != ARCHIVE_EOF) {
		ret = read_entry(files, archive, entry, name, err);
		if (ret == 0 && (++entries > ENTRIES_MAX ||
				 files->count > FILES_MAX))
			ret = error_set(err, E2BIG,
					"%s: found more than %d files of sysfs, expected a copy of /sys/devices/system/node",
					name, FILES_MAX);
	}
	if (ret == 0 && got < ARCHIVE_WARN && got != ARCHIVE_EOF)
		ret = error_set(err, EINVAL,
				"%s: found an archive that ends early or is damaged (%s), expected a whole one",
				name, archive_error_string(archive) ?
				archive_error_string(archive) : "unknown");
	archive_read_free(archive);
	return ret;
}

bool files_is_archive(const char *bytes, size_t size)
{
	return (size > 262 && memcmp(bytes + 257, "ustar", 5) == 0) ||
	       (size > 6 && (memcmp(bytes, "07070", 5) == 0 ||
			     memcmp(bytes, "PK\3\4", 4) == 0)) ||
	       (size >= 512 && bytes[0] && !bytes[99] &&
		strspn(bytes + 100, "01234567 ") >= 6 &&
		strspn(bytes + 148, "01234567 ") >= 6);
}

void files_release(struct import_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->at[i].bytes);
		free(files->at[i].path);
	}
	free(files->at);
	*files = (struct import_files){ 0 };
}
