// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/tree.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "kernel/inside.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/leftover.h"
#include "lib/lock.h"
#include "lib/process.h"

#define EXTRACT_TIMEOUT_NS (900 * NS_PER_S)

static char *in_tree(const struct tree *tree, const char *name)
{
	return xasprintf("%s/%s", tree->folder, name);
}

static int take_lock(struct tree *tree, const char *label,
		     uint64_t deadline_ns, struct error *err)
{
	char *path = xasprintf("%s.lock", tree->folder);
	char *notice = xasprintf("waiting for another build of %s to end",
				 label);
	int ret;

	tree->lock_fd = lock_open(path, err);
	ret = tree->lock_fd < 0 ? tree->lock_fd :
	      lock_wait(tree->lock_fd, LOCK_EX, path, notice, deadline_ns,
			err);
	free(notice);
	free(path);
	return ret;
}

static int extract(struct tree *tree, const struct source *source,
		   struct error *err)
{
	struct argv argv = { 0 };
	const int passed[] = { tree->lock_fd, source->fd, 0 };
	struct process_setup setup = { .passed_fds = passed };
	int ret = directory_remove(tree->folder, err);

	if (ret == 0)
		ret = directory_make(tree->source, err);
	if (ret)
		return ret;
	argv_add(&argv, "tar");
	argv_add(&argv, "--extract");
	argv_add(&argv, "--file=%s", source->archive);
	argv_add(&argv, "--directory=%s", tree->source);
	argv_add(&argv, "--strip-components=1");
	ret = process_run(&argv, &setup, EXTRACT_TIMEOUT_NS, err);
	argv_release(&argv);
	if (ret > 0)
		ret = error_set(err, EIO, "%s: tar failed with exit code %d",
				source->label, ret);
	if (ret == 0)
		ret = inside_check(tree->source, source->label, err);
	return ret ? ret : tree_ready(tree, err);
}

/* A copy that was half written would be taken for a file of the source. */
static void sweep_kept(const struct tree *tree)
{
	static const char *const kept[] = { "pristine", "absent" };

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		char *folder = in_tree(tree, kept[i]);

		leftover_sweep(folder, PATH_MAX, leftover_is_fresh);
		free(folder);
	}
}

int tree_open(struct tree *tree, const char *cache,
	      const struct source *source, uint64_t deadline_ns,
	      struct error *err)
{
	char *trees = xasprintf("%s/trees", cache);
	char *ready;
	int ret;

	*tree = (struct tree){ .lock_fd = -1 };
	tree->folder = xasprintf("%s/%.32s", trees, source->sha256);
	tree->source = xasprintf("%s/source", tree->folder);
	ready = in_tree(tree, "ready");
	ret = directory_make(trees, err);
	if (ret == 0)
		ret = take_lock(tree, source->label, deadline_ns, err);
	if (ret == 0)
		sweep_kept(tree);
	if (ret == 0 && !file_exists(ready))
		ret = extract(tree, source, err);
	free(ready);
	free(trees);
	return ret;
}

/* From here on an interruption leaves a tree that cannot be trusted. */
static int begin_change(struct tree *tree, struct error *err)
{
	char *ready = in_tree(tree, "ready");
	int ret = 0;

	if (unlink(ready) && errno != ENOENT)
		ret = error_set(err, errno, "%s: %s", ready, strerror(errno));
	free(ready);
	return ret ? ret : file_sync(tree->folder, err);
}

int tree_ready(struct tree *tree, struct error *err)
{
	char *ready = in_tree(tree, "ready");
	int ret = file_write(ready, "", 0, err);

	free(ready);
	return ret;
}

static int copy_with_folders(const char *from, const char *to,
			     struct error *err)
{
	char *copy = xstrdup(to);
	int ret = directory_make(dirname(copy), err);

	free(copy);
	return ret ? ret : file_copy(from, to, err);
}

static int write_with_folders(const char *to, struct error *err)
{
	char *copy = xstrdup(to);
	int ret = directory_make(dirname(copy), err);

	free(copy);
	return ret ? ret : file_write(to, "", 0, err);
}

/*
 * The first time that a patch names a file, remember what the source had:
 * a copy in pristine/, or an empty mark in absent/ where it had none.
 */
static int keep_pristine(struct tree *tree, const char *name,
			 struct error *err)
{
	char *pristine = xasprintf("%s/pristine/%s", tree->folder, name);
	char *absent = xasprintf("%s/absent/%s", tree->folder, name);
	char *source = xasprintf("%s/%s", tree->source, name);
	int ret = 0;

	if (file_exists(pristine) || file_exists(absent))
		;
	else if (file_exists(source))
		ret = copy_with_folders(source, pristine, err);
	else
		ret = write_with_folders(absent, err);
	free(source);
	free(absent);
	free(pristine);
	return ret;
}

/* Copy the pristine files that the patches name to where they are tried. */
static int stage(struct tree *tree, const char *staging,
		 const struct patches *patches, struct error *err)
{
	int ret = directory_remove(staging, err);

	if (ret == 0)
		ret = directory_make(staging, err);
	for (int i = 0; i < patches->touched_count && ret == 0; i++) {
		const char *name = patches->touched[i];
		char *pristine, *staged;

		ret = keep_pristine(tree, name, err);
		pristine = xasprintf("%s/pristine/%s", tree->folder, name);
		staged = xasprintf("%s/%s", staging, name);
		if (ret == 0 && file_exists(pristine))
			ret = copy_with_folders(pristine, staged, err);
		free(staged);
		free(pristine);
	}
	return ret;
}

static bool same_content(const char *a, const char *b)
{
	struct error ignored;
	size_t size_a, size_b;
	char *text_a = NULL, *text_b = NULL;
	bool same = file_read(a, &text_a, &size_a, &ignored) == 0 &&
		    file_read(b, &text_b, &size_b, &ignored) == 0 &&
		    size_a == size_b && memcmp(text_a, text_b, size_a) == 0;

	free(text_a);
	free(text_b);
	return same;
}

/* Give one file of the source its wanted content, if it has not got it. */
static int place(const char *wanted, const char *target, struct error *err)
{
	if (!file_exists(wanted)) {
		if (unlink(target) && errno != ENOENT)
			return error_set(err, errno, "%s: %s", target,
					 strerror(errno));
		return 0;
	}
	if (same_content(wanted, target))
		return 0;
	return copy_with_folders(wanted, target, err);
}

static bool touches(const struct patches *patches, const char *name)
{
	for (int i = 0; i < patches->touched_count; i++)
		if (strcmp(patches->touched[i], name) == 0)
			return true;
	return false;
}

/* Every file that any variant ever touched is in pristine/ or absent/. */
static int place_all(struct tree *tree, const char *kept,
		     const char *below, const char *staging,
		     const struct patches *patches, struct error *err)
{
	char *folder = xasprintf("%s/%s%s", tree->folder, kept, below);
	char **names = NULL;
	int ret = 0;

	if (file_exists(folder))
		ret = directory_list(folder, &names, err);
	for (char **name = names; name && *name && ret >= 0; name++) {
		char *inner = xasprintf("%s/%s", below, *name);
		char *path = xasprintf("%s/%s", folder, *name);
		char *target = xasprintf("%s%s", tree->source, inner);
		char *staged = xasprintf("%s%s", staging, inner);
		char *as_folder = xasprintf("%s/", path);

		if (file_exists(as_folder))
			ret = place_all(tree, kept, inner, staging, patches,
					err);
		else if (touches(patches, inner + 1))
			ret = place(staged, target, err);
		else if (strcmp(kept, "pristine") == 0)
			ret = place(path, target, err);
		else
			ret = place("", target, err);
		free(as_folder);
		free(staged);
		free(target);
		free(path);
		free(inner);
	}
	directory_list_free(names);
	free(folder);
	return ret < 0 ? ret : 0;
}

int tree_switch(struct tree *tree, const struct base *base,
		const struct patches *patches, struct error *err)
{
	const struct source *source = base->source;
	char *staging = in_tree(tree, "staging");
	char *version = xasprintf("%s %s", source->label, source->version);
	int ret = stage(tree, staging, patches, err);

	if (ret == 0)
		ret = patches_apply(patches, staging, version,
				    base->made_for, err);
	if (ret == 0)
		ret = begin_change(tree, err);
	if (ret == 0)
		ret = place_all(tree, "pristine", "", staging, patches, err);
	if (ret == 0)
		ret = place_all(tree, "absent", "", staging, patches, err);
	free(version);
	free(staging);
	return ret;
}

/* A tree that nobody is in; a compiler that survived its make may be. */
static void sweep_one(const char *folder)
{
	char *path = xasprintf("%s.lock", folder);
	struct tree tree = { .folder = (char *)folder };
	char *ready = in_tree(&tree, "ready");
	struct error ignored;

	tree.lock_fd = lock_open(path, &ignored);
	if (tree.lock_fd >= 0 && lock_try(tree.lock_fd, LOCK_EX)) {
		if (file_exists(ready))
			sweep_kept(&tree);
		else if (directory_remove(folder, &ignored) == 0)
			unlink(path);
	}
	if (tree.lock_fd >= 0)
		close(tree.lock_fd);
	free(ready);
	free(path);
}

void tree_sweep(const char *cache)
{
	char *trees = xasprintf("%s/trees", cache);
	struct error ignored;
	char **names = NULL;

	if (directory_list(trees, &names, &ignored) < 0)
		names = NULL;
	for (char **name = names; name && *name; name++) {
		char *folder = xasprintf("%s/%s", trees, *name);
		char *inner = xasprintf("%s/", folder);

		if (file_exists(inner))
			sweep_one(folder);
		free(inner);
		free(folder);
	}
	directory_list_free(names);
	free(trees);
}

void tree_close(struct tree *tree)
{
	if (tree->lock_fd >= 0)
		close(tree->lock_fd);
	free(tree->folder);
	free(tree->source);
	*tree = (struct tree){ .lock_fd = -1 };
}
