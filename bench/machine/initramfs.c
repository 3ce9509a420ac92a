// SPDX-License-Identifier: GPL-2.0-only
#include "machine/initramfs.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"

/* One member of an archive; @data only for a file. */
struct member {
	const char *path;
	mode_t mode;
	unsigned int major;
	unsigned int minor;
	const void *data;
	size_t size;
};

/*
 * /dev is filled here and not by devtmpfs, which a kernel may lack.
 * Numbers: Documentation/admin-guide/devices.txt of the kernel.
 */
static const struct member root_members[] = {
	{ "dev", S_IFDIR | 0755, 0, 0, NULL, 0 },
	{ "proc", S_IFDIR | 0755, 0, 0, NULL, 0 },
	{ "sys", S_IFDIR | 0755, 0, 0, NULL, 0 },
	{ "tmp", S_IFDIR | 01777, 0, 0, NULL, 0 },
	{ "dev/console", S_IFCHR | 0600, 5, 1, NULL, 0 },
	{ "dev/null", S_IFCHR | 0666, 1, 3, NULL, 0 },
	{ "dev/ttyS0", S_IFCHR | 0600, 4, 64, NULL, 0 },
	{ "dev/ttyS1", S_IFCHR | 0600, 4, 65, NULL, 0 },
	{ "dev/kmsg", S_IFCHR | 0600, 1, 11, NULL, 0 },
};

#define ROOT_MEMBERS (sizeof(root_members) / sizeof(root_members[0]))

/* libarchive keeps the errno of the failing call, or one of its own. */
static int archive_error(struct archive *archive, struct error *err)
{
	int code = archive_errno(archive);

	return error_set(err, code > 0 ? code : EIO, "%s",
			 archive_error_string(archive));
}

static int add_member(struct archive *archive, const struct member *member,
		      int inode, struct error *err)
{
	struct archive_entry *entry = archive_entry_new();
	int ret = 0;

	if (!entry)
		return error_set(err, ENOMEM, "%s", strerror(ENOMEM));
	archive_entry_set_pathname(entry, member->path);
	archive_entry_set_mode(entry, member->mode);
	archive_entry_set_ino64(entry, inode);
	archive_entry_set_nlink(entry, S_ISDIR(member->mode) ? 2 : 1);
	archive_entry_set_mtime(entry, 0, 0);
	archive_entry_set_rdevmajor(entry, member->major);
	archive_entry_set_rdevminor(entry, member->minor);
	archive_entry_set_size(entry, (la_int64_t)member->size);
	if (archive_write_header(archive, entry) != ARCHIVE_OK ||
	    (member->size &&
	     archive_write_data(archive, member->data, member->size) !=
	     (la_ssize_t)member->size))
		ret = archive_error(archive, err);
	archive_entry_free(entry);
	return ret;
}

/* The members as one archive, a multiple of 4 long. */
static int write_archive(FILE *out, const struct member *members, size_t count,
			 struct error *err)
{
	struct archive *archive = archive_write_new();
	int ret = 0;

	if (!archive)
		return error_set(err, ENOMEM, "%s", strerror(ENOMEM));
	if (archive_write_set_format_cpio_newc(archive) != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(archive, 4) != ARCHIVE_OK ||
	    archive_write_open_FILE(archive, out) != ARCHIVE_OK)
		ret = archive_error(archive, err);
	for (size_t i = 0; !ret && i < count; i++)
		ret = add_member(archive, &members[i], (int)i + 1, err);
	if (!ret && archive_write_close(archive) != ARCHIVE_OK)
		ret = archive_error(archive, err);
	archive_write_free(archive);
	return ret;
}

/* Members that are made: what they point to is the caller's. */
struct members {
	struct member *list;
	size_t count;
};

static struct member *add(struct members *members, const char *path,
			  mode_t mode)
{
	struct member *member;

	members->list =
		xgrow(members->list, members->count, sizeof(*members->list));
	member = &members->list[members->count++];
	member->path = xstrdup(path);
	member->mode = mode;
	return member;
}

static int add_file(struct members *members, const char *path,
		    const char *source, struct error *err)
{
	struct member *member = add(members, path, S_IFREG | 0755);
	char *data;
	int ret = file_read(source, &data, &member->size, err);

	if (ret == 0)
		member->data = data;
	return ret;
}

/* With zeros behind it: what a compiler made of it has no other size. */
static int add_init(struct members *members, const char *source,
		    struct error *err)
{
	struct member *member = add(members, "init", S_IFREG | 0755);
	char *padded, *data;
	size_t size;
	int ret = file_read(source, &data, &size, err);

	if (ret)
		return ret;
	if (size > INITRAMFS_INIT_BYTES) {
		free(data);
		return error_set(err, EFBIG,
				 "%s: found %zu bytes, expected at most %d",
				 source, size, INITRAMFS_INIT_BYTES);
	}
	padded = xcalloc(1, INITRAMFS_INIT_BYTES);
	memcpy(padded, data, size);
	free(data);
	member->data = padded;
	member->size = INITRAMFS_INIT_BYTES;
	return 0;
}

static bool has(const struct members *members, const char *path)
{
	for (size_t i = 0; i < members->count; i++)
		if (strcmp(members->list[i].path, path) == 0)
			return true;
	return false;
}

/* The kernel makes no folder that the archive does not have. */
static void add_folders(struct members *members, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		char *folder = xasprintf("%.*s", (int)(slash - path), path);

		if (!has(members, folder))
			add(members, folder, S_IFDIR | 0755);
		free(folder);
	}
}

static int add_program(struct members *members, const struct program *program,
		       struct error *err)
{
	int ret = 0;

	for (size_t i = 0; program && i < program->count && ret == 0; i++) {
		const struct program_file *file = &program->files[i];

		if (has(members, file->path))
			continue;
		add_folders(members, file->path);
		ret = add_file(members, file->path, file->source, err);
	}
	return ret;
}

static void members_release(struct members *members)
{
	for (size_t i = 0; i < members->count; i++) {
		free((char *)members->list[i].path);
		free((void *)members->list[i].data);
	}
	free(members->list);
}

static int write_root(FILE *out, const char *init_path,
		      const struct program *program, struct error *err)
{
	struct members members = { 0 };
	int ret;

	for (size_t i = 0; i < ROOT_MEMBERS; i++) {
		const struct member *root = &root_members[i];
		struct member *member = add(&members, root->path, root->mode);

		member->major = root->major;
		member->minor = root->minor;
	}
	ret = add_init(&members, init_path, err);
	if (ret == 0)
		ret = add_program(&members, program, err);
	if (ret == 0)
		ret = write_archive(out, members.list, members.count, err);
	members_release(&members);
	return ret;
}

int initramfs_write(const char *path, const char *init_path,
		    const struct program *program, struct error *err)
{
	char *image = NULL;
	size_t image_size;
	FILE *out = memstream_open(&image, &image_size);
	int ret = write_root(out, init_path, program, err);

	memstream_close(out);
	if (ret)
		error_prefix(err, "%s: ", path);
	else
		ret = file_write(path, image, image_size, err);
	free(image);
	return ret;
}
