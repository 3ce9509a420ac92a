// SPDX-License-Identifier: GPL-2.0-only
#include "gc/found.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "claim/claim.h"
#include "claim/compared.h"
#include "evidence/files.h"
#include "evidence/sessionrecord.h"
#include "gc/remove.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "lib/lock.h"

/* OUT/verify/HASH/PLAN/STAMP is the deepest. */
#define DEEPEST 4

/* Of the time that a tree was whole last, and of a kernel's symbols. */
#define TREE_READY "ready"
#define MANIFEST "manifest.json"

/* A bisection's folder, which can be gone on with, is no item. */
#define BISECTION "bisect.tsv"

static bool is_folder(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool has(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool is = file_exists(path);

	free(path);
	return is;
}

bool gc_is_busy(const char *path)
{
	struct error ignored;
	int fd = file_exists(path) ? lock_open(path, &ignored) : -1;
	bool busy = fd >= 0 && !lock_try(fd, LOCK_SH);

	if (fd >= 0)
		close(fd);
	return busy;
}

/* Call for each folder in one, by its name; no link is followed. */
static void each_folder(const char *folder,
			void (*call)(struct gc_items *items, const char *path,
				     const char *name, int depth),
			struct gc_items *items, int depth)
{
	struct error ignored;
	char **names = NULL;

	if (directory_list(folder, &names, &ignored) < 0)
		return;
	for (char **name = names; *name; name++) {
		char *path = xasprintf("%s/%s", folder, *name);

		if (is_folder(path))
			call(items, path, *name, depth);
		free(path);
	}
	directory_list_free(names);
}

static void add_left(struct gc_items *items, const char *path)
{
	gc_item_add(items, GC_LEFT, xstrdup(path), "left", NULL);
}

static void add_tree(struct gc_items *items, const char *path,
		     const char *name, int depth)
{
	char *lock = xasprintf("%s.lock", path);
	struct gc_item *item = gc_item_add(items, GC_TREE, xstrdup(path),
					   "trees", TREE_READY);

	(void)name;
	(void)depth;
	if (gc_is_busy(lock))
		gc_item_keep(item, xstrdup("a build is in it"));
	free(lock);
}

static void add_kernel(struct gc_items *items, const char *path,
		       const char *name, int depth)
{
	struct error ignored;
	struct gc_item *item;

	(void)name;
	(void)depth;
	if (!has(path, MANIFEST))
		return;
	item = gc_item_add(items, GC_KERNEL, xstrdup(path), "kernels", NULL);
	item->record = jsonfile_read(path, MANIFEST, &ignored);
}

static void add_symbols(struct gc_items *items, const char *path,
			const char *name, int depth)
{
	(void)name;
	(void)depth;
	gc_item_add(items, GC_SYMBOLS, xstrdup(path), "images", MANIFEST);
}

static void add_part(struct gc_items *items, const char *path,
		     const char *name, int depth)
{
	(void)depth;
	if (!strstr(name, ".partial."))
		gc_item_add(items, GC_PART, xstrdup(path), "memblock", NULL);
}

static void add_if_left(struct gc_items *items, const char *path,
			const char *name, int depth)
{
	(void)depth;
	if (gc_is_left(name))
		add_left(items, path);
}

void gc_find_cache(struct gc_items *items, const char *cache)
{
	static const struct {
		const char *name;
		void (*call)(struct gc_items *items, const char *path,
			     const char *name, int depth);
	} kinds[] = {
		{ "trees", add_tree }, { "kernels", add_kernel },
		{ "images", add_symbols }, { "memblock", add_part },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		char *folder = xasprintf("%s/%s", cache, kinds[i].name);

		each_folder(folder, kinds[i].call, items, 0);
		free(folder);
	}
	each_folder(cache, add_if_left, items, 0);
}

static char *plan_of(const char *path)
{
	return xasprintf("%.*s", (int)(strrchr(path, '/') - path), path);
}

/* A claim in it is the user's own. */
static bool has_claim(const char *folder)
{
	struct error ignored;
	char **names = NULL;
	bool found = false;

	if (directory_list(folder, &names, &ignored) < 0)
		return true;
	for (char **name = names; *name; name++) {
		const char *end = strrchr(*name, '.');

		found = found || (end && strcmp(end, CLAIM_SUFFIX) == 0);
	}
	directory_list_free(names);
	return found;
}

static void judge_run(struct gc_item *item)
{
	char *lock = xasprintf("%s/lock", item->path);
	struct session_record record;
	struct error err;

	if (session_record_read(&record, item->path, &err))
		gc_item_keep(item, xasprintf("it cannot be read: %s",
					     err.text));
	else if (!record.complete)
		gc_item_keep(item, xstrdup("its boots go on, or can: numaboot run --resume"));
	else if (gc_is_busy(lock))
		gc_item_keep(item, xstrdup("a numaboot works in it"));
	else if (has_claim(item->path))
		gc_item_keep(item, xstrdup("a claim is in it"));
	item->record = json_incref(record.json);
	session_record_release(&record);
	free(lock);
}

static void add_run(struct gc_items *items, const char *path)
{
	char *group = plan_of(path);
	struct gc_item *item = gc_item_add(
		items, GC_RUN, xstrdup(path), group,
		evidence_session_name(EVIDENCE_RUN_JSON));

	judge_run(item);
	free(group);
}

static void add_comparison(struct gc_items *items, const char *path)
{
	char *group = plan_of(path);
	char *lock = xasprintf("%s/lock", path);
	struct error ignored;
	struct gc_item *item = gc_item_add(items, GC_COMPARISON,
					   xstrdup(path), group,
					   COMPARED_RECORD);

	item->record = jsonfile_read(path, COMPARED_RECORD, &ignored);
	if (gc_is_busy(lock))
		gc_item_keep(item, xstrdup("a numaboot works in it"));
	free(lock);
	free(group);
}

/* A session that has not come to its run.json is passed over as well. */
static void find_run(struct gc_items *items, const char *path,
		     const char *name, int depth)
{
	if (gc_is_left(name))
		add_left(items, path);
	else if (has(path, evidence_session_name(EVIDENCE_RUN_JSON)))
		add_run(items, path);
	else if (compared_is(path))
		add_comparison(items, path);
	else if (depth < DEEPEST && !has(path, BISECTION))
		each_folder(path, find_run, items, depth + 1);
}

static void keep_latest(struct gc_items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		struct gc_item *item = &items->list[i];
		char *latest, *target, *own;

		if (item->kind != GC_RUN && item->kind != GC_COMPARISON)
			continue;
		latest = xasprintf("%s/latest", item->group);
		target = realpath(latest, NULL);
		own = realpath(item->path, NULL);
		if (target && own && strcmp(target, own) == 0)
			gc_item_keep(item, xasprintf("%s names it", latest));
		free(own);
		free(target);
		free(latest);
	}
}

void gc_find_runs(struct gc_items *items, const char *out)
{
	each_folder(out, find_run, items, 0);
	keep_latest(items);
}

/* NAME_VERSION */
static void add_package(struct gc_items *items, const char *path,
			const char *name, int depth)
{
	size_t length = strcspn(name, "_");
	char *group;

	(void)depth;
	if (gc_is_left(name)) {
		add_left(items, path);
		return;
	}
	if (!name[length] || strstr(name, ".partial"))
		return;
	group = xasprintf("package %.*s", (int)length, name);
	gc_item_add(items, GC_PACKAGE, xstrdup(path), group, NULL);
	free(group);
}

void gc_find_packages(struct gc_items *items, const char *folder)
{
	each_folder(folder, add_package, items, 0);
}
