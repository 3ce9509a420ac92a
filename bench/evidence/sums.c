// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/sums.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/memstream.h"

#define HEX_DIGITS (DIGEST_HEX_SIZE - 1)
#define SEPARATOR "  "

/**
 * struct checking - of a folder against its SHA256SUMS
 * @path: of SHA256SUMS
 * @names: @count of them, sorted
 * @seen: which of them had a line
 */
struct checking {
	const char *folder;
	char *path;
	const char *const *names;
	size_t count;
	bool *seen;
	int line;
};

static bool is_sums(const char *name)
{
	return strcmp(name, evidence_name(EVIDENCE_SUMS)) == 0;
}

static int add_sum(const char *folder, const char *name, FILE *sums,
		   struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name);
	char hex[DIGEST_HEX_SIZE];
	int ret = digest_file(path, hex, err);

	if (ret == 0)
		fprintf(sums, "%s" SEPARATOR "%s\n", hex, name);
	free(path);
	return ret;
}

int sums_write(const char *folder, const char *const *names,
	       struct error *err)
{
	char *path = evidence_path(folder, EVIDENCE_SUMS);
	char *text;
	size_t size;
	FILE *sums = memstream_open(&text, &size);
	int ret = 0;

	for (; ret == 0 && *names; names++)
		if (!is_sums(*names))
			ret = add_sum(folder, *names, sums, err);
	memstream_close(sums);
	if (ret == 0)
		ret = file_write(path, text, size, err);
	free(text);
	free(path);
	return ret;
}

int sums_check_file(const char *path, const char *hex, struct error *err)
{
	char found[DIGEST_HEX_SIZE];
	struct stat status;
	int ret;

	if (lstat(path, &status))
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return error_set(err, EBADMSG,
				 "%s: found a %s, expected a regular file as it was sealed",
				 path, S_ISLNK(status.st_mode) ?
				 "symbolic link" : S_ISDIR(status.st_mode) ?
				 "folder" : "special file");
	ret = digest_file(path, found, err);
	if (ret == 0 && strncmp(found, hex, HEX_DIGITS))
		ret = error_set(err, EBADMSG,
				"%s: changed since it was sealed", path);
	return ret;
}

static int compare_names(const void *name, const void *entry)
{
	return strcmp(name, *(const char *const *)entry);
}

static int check_named(struct checking *checking, const char *name,
		       const char *hex, struct error *err)
{
	const char *const *entry =
		bsearch(name, checking->names, checking->count,
			sizeof(*checking->names), compare_names);
	char *path;
	int ret;

	if (!entry)
		return error_set(err, EBADMSG,
				 "%s/%s: is missing, %s has it",
				 checking->folder, name, checking->path);
	if (checking->seen[entry - checking->names])
		return error_set(err, EBADMSG,
				 "%s:%d: found `%s` a second time",
				 checking->path, checking->line, name);
	checking->seen[entry - checking->names] = true;
	path = xasprintf("%s/%s", checking->folder, name);
	ret = sums_check_file(path, hex, err);
	free(path);
	return ret;
}

/* Without its newline. */
static int check_line(struct checking *checking, char *line, struct error *err)
{
	size_t skip = HEX_DIGITS + strlen(SEPARATOR);
	const char *name = line + skip;

	checking->line++;
	if (strspn(line, "0123456789abcdef") != HEX_DIGITS ||
	    strncmp(line + HEX_DIGITS, SEPARATOR, strlen(SEPARATOR)) ||
	    !*name || strchr(name, '/') || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0 || is_sums(name))
		return error_set(err, EBADMSG,
				 "%s:%d: found `%.300s`, expected a hash, two blanks and the name of a file beside it",
				 checking->path, checking->line, line);
	return check_named(checking, name, line, err);
}

static int check_lines(struct checking *checking, char *text, size_t size,
		       struct error *err)
{
	int ret = 0;

	if (!size || text[size - 1] != '\n' || strlen(text) != size)
		return error_set(err, EBADMSG,
				 "%s: found %s, expected a line for each file",
				 checking->path,
				 size ? "a cut text" : "nothing");
	while (ret == 0 && *text)
		ret = check_line(checking, strsep(&text, "\n"), err);
	for (size_t i = 0; i < checking->count && ret == 0; i++)
		if (!checking->seen[i] && !is_sums(checking->names[i]))
			ret = error_set(err, EBADMSG,
					"%s/%s: was not there when it was sealed: %s does not have it",
					checking->folder, checking->names[i],
					checking->path);
	return ret;
}

int sums_check(const char *folder, const char *const *names,
	       struct error *err)
{
	struct checking checking = {
		.folder = folder,
		.path = evidence_path(folder, EVIDENCE_SUMS),
		.names = names,
	};
	char *text = NULL;
	size_t size;
	int ret = file_read(checking.path, &text, &size, err);

	while (names[checking.count])
		checking.count++;
	checking.seen = xcalloc(checking.count + 1, sizeof(*checking.seen));
	if (ret == 0)
		ret = check_lines(&checking, text, size, err);
	free(checking.seen);
	free(text);
	free(checking.path);
	return ret;
}
