// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/inflate.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* As lib/decompress.c of the kernel tells them apart. */
static const struct method {
	const char *name;
	const char *magic;
	size_t length;
	int (*support)(struct archive *archive);
} methods[] = {
	{ "gzip", "\x1f\x8b", 2, archive_read_support_filter_gzip },
	{ "bzip2", "BZh", 3, archive_read_support_filter_bzip2 },
	{ "lzma", "\x5d\x00\x00", 3, archive_read_support_filter_lzma },
	{ "xz", "\xfd" "7zXZ", 5, archive_read_support_filter_xz },
	{ "lzo", "\x89LZO", 4, archive_read_support_filter_lzop },
	{ "lz4", "\x02\x21\x4c\x18", 4, archive_read_support_filter_lz4 },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, archive_read_support_filter_zstd },
};

static const struct method *find_method(const unsigned char *bytes,
					size_t size)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (size > methods[i].length &&
		    memcmp(bytes, methods[i].magic, methods[i].length) == 0)
			return &methods[i];
	return NULL;
}

const char *inflate_method(const unsigned char *bytes, size_t size)
{
	const struct method *method = find_method(bytes, size);

	return method ? method->name : NULL;
}

static int refuse(const struct method *method, bool by_program,
		  const char *reason, struct error *err)
{
	return error_set(err, EINVAL, "cannot be inflated as %s: %s%s",
			 method->name, reason ? reason : "found no end",
			 by_program ? " (is the program lzop installed?)" : "");
}

long inflate_bytes(const unsigned char *bytes, size_t size, void *inflated,
		   size_t room, struct error *err)
{
	const struct method *method = find_method(bytes, size);
	struct archive *archive;
	struct archive_entry *entry;
	la_ssize_t got = -1;
	bool by_program;

	if (!method)
		return error_set(err, EINVAL,
				 "begins with %02x %02x %02x %02x, expected gzip, bzip2, lzma, xz, lzo, lz4 or zstd",
				 size > 0 ? bytes[0] : 0, size > 1 ? bytes[1] : 0,
				 size > 2 ? bytes[2] : 0, size > 3 ? bytes[3] : 0);
	archive = archive_read_new();
	by_program = method->support(archive) != ARCHIVE_OK;
	archive_read_support_format_raw(archive);
	if (archive_read_open_memory(archive, bytes, size) == ARCHIVE_OK &&
	    archive_read_next_header(archive, &entry) == ARCHIVE_OK)
		got = archive_read_data(archive, inflated, room);
	if (got < 0)
		got = refuse(method, by_program,
			     archive_error_string(archive), err);
	archive_read_free(archive);
	return got;
}
