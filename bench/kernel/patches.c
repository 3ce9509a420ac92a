// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/patches.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"

#define PATCH_TIMEOUT_NS (60 * NS_PER_S)

/* Lines that name a file of the tree, and what stands before the name. */
static const char *const name_lines[] = {
	"--- a/", "+++ b/", "rename from ", "rename to ",
};

/* A name that leads out of the tree is nothing that we touch. */
static bool leads_out(const char *name, size_t length)
{
	return *name == '/' || memmem(name, length, "..", 2);
}

static void add_touched(struct patches *patches, const char *name,
			size_t length)
{
	if (leads_out(name, length))
		return;
	patches->touched = xgrow(patches->touched, patches->touched_count,
				 sizeof(*patches->touched));
	patches->touched[patches->touched_count++] =
		xasprintf("%.*s", (int)length, name);
}

static int scan_touched(struct patches *patches, const char *path,
			struct error *err)
{
	char *text;
	int ret = file_read(path, &text, NULL, err);

	if (ret)
		return ret;
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		for (size_t i = 0; i < sizeof(name_lines) /
				       sizeof(name_lines[0]); i++) {
			size_t skip = strlen(name_lines[i]);

			if (strncmp(line, name_lines[i], skip) == 0)
				add_touched(patches, line + skip,
					    strcspn(line + skip, "\t\r\n"));
		}
	}
	free(text);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_touched(struct patches *patches)
{
	int kept = 0;

	if (!patches->touched_count)
		return;
	qsort(patches->touched, patches->touched_count,
	      sizeof(*patches->touched), compare_names);
	for (int i = 1; i < patches->touched_count; i++) {
		if (strcmp(patches->touched[kept], patches->touched[i]) == 0)
			free(patches->touched[i]);
		else
			patches->touched[++kept] = patches->touched[i];
	}
	patches->touched_count = kept + 1;
}

static int add_file(struct patches *patches, const char *path,
		    SHA2_CTX *digest, struct error *err)
{
	int named = patches->touched_count;
	int ret = scan_touched(patches, path, err);

	if (ret || patches->touched_count == named)
		return ret;
	ret = digest_add_file(digest, "patch", path, err);
	if (ret)
		return ret;
	patches->files = xgrow(patches->files, patches->count,
			       sizeof(*patches->files));
	patches->files[patches->count] = realpath(path, NULL);
	if (!patches->files[patches->count])
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	patches->count++;
	return 0;
}

static int add_folder(struct patches *patches, const char *folder,
		      SHA2_CTX *digest, struct error *err)
{
	int count = patches->count;
	char **names;
	int ret = directory_list(folder, &names, err);

	if (ret < 0)
		return ret;
	ret = 0;
	for (char **name = names; *name && ret == 0; name++) {
		const char *dot = strrchr(*name, '.');
		char *path = xasprintf("%s/%s", folder, *name);

		if (dot && strcmp(dot, ".patch") == 0)
			ret = add_file(patches, path, digest, err);
		free(path);
	}
	directory_list_free(names);
	if (ret == 0 && patches->count == count)
		ret = error_set(err, ENOENT,
				"%s: found no patch, expected *.patch files",
				folder);
	return ret;
}

int patches_read(struct patches *patches, char *const *places,
		 struct error *err)
{
	SHA2_CTX digest;
	int ret = 0;

	*patches = (struct patches){ 0 };
	SHA256Init(&digest);
	for (char *const *place = places; place && *place && ret == 0;
	     place++) {
		int count = patches->count;
		struct stat status;

		if (stat(*place, &status))
			ret = error_set(err, errno, "%s: %s", *place,
					strerror(errno));
		else if (S_ISDIR(status.st_mode))
			ret = add_folder(patches, *place, &digest, err);
		else
			ret = add_file(patches, *place, &digest, err);
		if (ret == 0 && patches->count == count)
			ret = error_set(err, EINVAL,
					"%s: found no diff, expected a patch or a mailbox of patches",
					*place);
	}
	SHA256End(&digest, patches->sha256);
	sort_touched(patches);
	return ret;
}

/* Find what patch(1) says of the first hunk that it could not apply. */
static int rejected(const char *patch, const char *log, const char *version,
		    const char *made_for, struct error *err)
{
	const char *failed = strstr(log, "FAILED at ");
	const char *file = NULL;
	const char *hunk;
	int number = 0;
	long line;

	if (!failed)
		return error_set(err, EINVAL, "%s: patch failed: %s", patch,
				 log);
	line = strtol(failed + strlen("FAILED at "), NULL, 10);
	for (hunk = log; (hunk = strstr(hunk, "Hunk #")) && hunk < failed;
	     hunk++)
		number = atoi(hunk + strlen("Hunk #"));
	for (const char *at = log;
	     (at = strstr(at, "patching file ")) && at < failed; at++)
		file = at + strlen("patching file ");
	return error_set(err, EINVAL,
			 "%s: hunk %d of %.*s (line %ld) does not apply to %s%s%s",
			 patch, number,
			 file ? (int)strcspn(file, "\n") : 1,
			 file ? file : "?", line, version,
			 made_for ? "; it was made for " : "",
			 made_for ? made_for : "");
}

static int apply_one(const char *patch, const char *directory,
		     const char *version, const char *made_for,
		     struct error *err)
{
	struct argv argv = { 0 };
	char *log = NULL;
	int ret;

	argv_add(&argv, "patch");
	argv_add(&argv, "--strip=1");
	argv_add(&argv, "--forward");
	argv_add(&argv, "--batch");
	argv_add(&argv, "--fuzz=0");
	argv_add(&argv, "--no-backup-if-mismatch");
	argv_add(&argv, "--reject-file=-");
	argv_add(&argv, "--directory=%s", directory);
	argv_add(&argv, "--input=%s", patch);
	ret = process_output(&argv, PATCH_TIMEOUT_NS, &log, err);
	if (ret > 0)
		ret = rejected(patch, log, version, made_for, err);
	free(log);
	argv_release(&argv);
	return ret;
}

int patches_apply(const struct patches *patches, const char *directory,
		  const char *version, const char *made_for,
		  struct error *err)
{
	int ret = 0;

	for (int i = 0; i < patches->count && ret == 0; i++)
		ret = apply_one(patches->files[i], directory, version,
				made_for, err);
	return ret;
}

void patches_release(struct patches *patches)
{
	for (int i = 0; i < patches->count; i++)
		free(patches->files[i]);
	for (int i = 0; i < patches->touched_count; i++)
		free(patches->touched[i]);
	free(patches->files);
	free(patches->touched);
	*patches = (struct patches){ 0 };
}
