// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kconfig.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"

#define BLANKS " \t"
#define NAME_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/* The option that a line defines, as a length behind *@name; 0: none. */
static size_t defined(const char *line, const char **name)
{
	size_t length;

	line += strspn(line, BLANKS);
	if (strncmp(line, "menu", 4) == 0)
		line += 4;
	if (strncmp(line, "config", 6) || !strchr(BLANKS, line[6]))
		return 0;
	line += 6;
	line += strspn(line, BLANKS);
	length = strspn(line, NAME_CHARACTERS);
	*name = line;
	line += length;
	line += strspn(line, BLANKS "\r");
	return !*line || *line == '\n' || *line == '#' ? length : 0;
}

void kconfig_add_lines(struct kconfig *kconfig, const char *text,
		       const char *prefix)
{
	size_t skipped = strlen(prefix);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *name;
		size_t length;

		line += *line == '\n';
		if (strncmp(line, prefix, skipped))
			continue;
		length = defined(line + skipped, &name);
		if (!length)
			continue;
		kconfig->names = xgrow(kconfig->names, kconfig->count,
				       sizeof(*kconfig->names));
		kconfig->names[kconfig->count++] =
			xasprintf("%.*s", (int)length, name);
	}
}

static int add_file(struct kconfig *kconfig, const char *path,
		    struct error *err)
{
	char *text = NULL;
	int ret = file_read_at_most(path, INPUT_TEXT_BYTES, &text, NULL, err);

	if (ret == 0)
		kconfig_add_lines(kconfig, text, "");
	free(text);
	return ret;
}

/* @name: of a folder, from the tree's own on. */
static bool is_left_out(const char *name)
{
	if (strcmp(name, "/.git") == 0 ||
	    strncmp(name, "/scripts/kconfig/", 17) == 0)
		return true;
	return strncmp(name, "/arch/", 6) == 0 &&
	       strcmp(name, "/arch/x86") &&
	       strncmp(name, "/arch/x86/", 10);
}

static int add_entry(struct kconfig *kconfig, FTS *walk, FTSENT *entry,
		     const char *name, struct error *err)
{
	switch (entry->fts_info) {
	case FTS_D:
		if (is_left_out(name))
			fts_set(walk, entry, FTS_SKIP);
		return 0;
	case FTS_F:
		return strncmp(entry->fts_name, "Kconfig", 7) ? 0 :
		       add_file(kconfig, entry->fts_path, err);
	case FTS_DNR:
	case FTS_ERR:
		return error_set(err, entry->fts_errno, "%s: %s",
				 entry->fts_path, strerror(entry->fts_errno));
	default:
		return 0;
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void kconfig_sort(struct kconfig *kconfig)
{
	if (kconfig->count)
		qsort(kconfig->names, kconfig->count, sizeof(*kconfig->names),
		      compare_names);
}

int kconfig_read(struct kconfig *kconfig, const char *tree,
		 struct error *err)
{
	char *root = realpath(tree, NULL);
	char *const roots[] = { root, NULL };
	FTS *walk = root ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL) :
			   NULL;
	FTSENT *entry;
	int ret = 0;

	*kconfig = (struct kconfig){ 0 };
	if (!walk)
		ret = error_set(err, errno, "%s: %s", tree, strerror(errno));
	while (ret == 0 && (entry = fts_read(walk)))
		ret = add_entry(kconfig, walk, entry,
				entry->fts_path + strlen(root), err);
	if (walk)
		fts_close(walk);
	free(root);
	kconfig_sort(kconfig);
	return ret;
}

bool kconfig_has(const struct kconfig *kconfig, const char *option)
{
	return kconfig->count &&
	       bsearch(&option, kconfig->names, kconfig->count,
		       sizeof(*kconfig->names), compare_names);
}

void kconfig_release(struct kconfig *kconfig)
{
	for (size_t i = 0; i < kconfig->count; i++)
		free(kconfig->names[i]);
	free(kconfig->names);
	*kconfig = (struct kconfig){ 0 };
}
