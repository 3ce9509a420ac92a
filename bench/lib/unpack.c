// SPDX-License-Identifier: GPL-2.0-only
#include "lib/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"

/* First bytes of what libarchive's filters inflate. */
static bool is_packed(const char *bytes, size_t size)
{
	static const struct {
		const char *magic;
		size_t length;
	} kinds[] = {
		{ "\x1f\x8b", 2 }, { "BZh", 3 }, { "\xfd" "7zXZ", 5 },
		{ "\x28\xb5\x2f\xfd", 4 }, { "\x04\x22\x4d\x18", 4 },
		{ "\x5d\0\0", 3 }, { "\x89LZO", 4 },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (size > kinds[i].length &&
		    memcmp(bytes, kinds[i].magic, kinds[i].length) == 0)
			return true;
	return false;
}

/* Return: what libarchive says last; 0 at the end of all data. */
static la_ssize_t copy_data(struct archive *archive, FILE *out,
			    uint64_t max_bytes, bool *too_large)
{
	static const size_t piece = 1 << 16;
	char *data = xcalloc(piece, 1);
	uint64_t all = 0;
	la_ssize_t got;

	while ((got = archive_read_data(archive, data, piece)) > 0) {
		all += (uint64_t)got;
		*too_large = all > max_bytes;
		if (*too_large)
			break;
		fwrite(data, 1, (size_t)got, out);
	}
	free(data);
	return got;
}

static int inflate(const char *path, uint64_t max_bytes, char **bytes,
		   size_t *size, struct error *err)
{
	struct archive *archive = archive_read_new();
	char *packed = *bytes, *text = NULL;
	struct archive_entry *entry;
	la_ssize_t got = -1;
	bool large = false;
	size_t length;
	FILE *out;
	int ret = 0;

	archive_read_support_filter_all(archive);
	archive_read_support_format_raw(archive);
	out = memstream_open(&text, &length);
	if (archive_read_open_memory(archive, packed, *size) == ARCHIVE_OK &&
	    archive_read_next_header(archive, &entry) == ARCHIVE_OK)
		got = copy_data(archive, out, max_bytes, &large);
	memstream_close(out);
	if (large)
		ret = error_set(err, E2BIG,
				"%s: found more than %llu bytes in it, expected at most so many",
				path, (unsigned long long)max_bytes);
	else if (got < 0)
		ret = error_set(err, EINVAL,
				"%s: found a compressed file that ends early or is damaged (%s), expected a whole one",
				path, archive_error_string(archive) ?
				archive_error_string(archive) : "unknown");
	archive_read_free(archive);
	free(packed);
	*bytes = text;
	*size = length;
	if (ret) {
		free(text);
		*bytes = NULL;
	}
	return ret;
}

int unpack_read(const char *path, uint64_t max_bytes, char **bytes,
		size_t *size, struct error *err)
{
	int ret = file_read_at_most(path, max_bytes, bytes, size, err);

	if (ret) {
		*bytes = NULL;
		return ret;
	}
	return is_packed(*bytes, *size) ?
	       inflate(path, max_bytes, bytes, size, err) : 0;
}
