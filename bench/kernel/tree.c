// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/tree.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/checkout.h"
#include "kernel/diff.h"
#include "kernel/inside.h"
#include "kernel/kbuild.h"
#include "kernel/worktree.h"
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

/*
 * All files of the tree have one time: what a build of the user's left would
 * be taken for up to date.  The tree itself knows what that is.
 */
static int clean(const struct tree *tree, const struct source *source,
		 struct error *err)
{
	const struct kbuild_tools none = { 0 };
	char *log = in_tree(tree, "mrproper.log");
	int ret = 0;

	if (source->built || worktree_is_built(tree->source)) {
		fprintf(stderr, "%s: found what a build left in it: `make mrproper` cleans the copy\n",
			source->label);
		ret = kbuild_run(tree, &none, log, "mrproper", NULL, err);
	}
	free(log);
	return ret;
}

static int extract(struct tree *tree, const struct source *source,
		   struct error *err)
{
	struct argv argv = { 0 };
	const int passed[] = { tree->lock_fd, source->fd, 0 };
	struct process_setup setup = { .passed_fds = passed };
	int ret;

	fprintf(stderr, "%s: extracting the source\n", source->label);
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
	if (ret == 0)
		ret = clean(tree, source, err);
	return ret ? ret : tree_ready(tree, err);
}

/* Nothing of what was interrupted is used. */
static int make_source(struct tree *tree, const struct source *source,
		       struct error *err)
{
	int ret = directory_remove(tree->folder, err);

	if (ret == 0)
		ret = directory_make(tree->source, err);
	return ret || source->commit ? ret : extract(tree, source, err);
}

/* Trees of one source, or of one repository's commits, are one. */
static char *name_folder(const char *trees, const struct source *source)
{
	char hex[DIGEST_HEX_SIZE];
	SHA2_CTX digest;

	if (!source->commit)
		return xasprintf("%s/%.32s", trees, source->sha256);
	SHA256Init(&digest);
	digest_add_text(&digest, "repository", source->repository);
	SHA256End(&digest, hex);
	return xasprintf("%s/%.32s", trees, hex);
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
	tree->folder = name_folder(trees, source);
	tree->source = xasprintf("%s/source", tree->folder);
	ready = in_tree(tree, "ready");
	ret = directory_make(trees, err);
	if (ret == 0)
		ret = take_lock(tree, source->label, deadline_ns, err);
	if (ret == 0)
		sweep_kept(tree);
	if (ret == 0 && !file_exists(ready))
		ret = make_source(tree, source, err);
	if (ret == 0 && source->commit)
		ret = checkout_make(tree, source, err);
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

enum kind { KIND_NONE, KIND_FILE, KIND_FOLDER, KIND_OTHER };

static enum kind kind_of(const char *path, bool *executable)
{
	struct stat status;

	if (lstat(path, &status))
		return KIND_NONE;
	if (executable)
		*executable = status.st_mode & S_IXUSR;
	return S_ISREG(status.st_mode) ? KIND_FILE :
	       S_ISDIR(status.st_mode) ? KIND_FOLDER : KIND_OTHER;
}

/* What the source as extracted has there. */
static enum kind kind_in_base(const struct tree *tree, const char *name)
{
	char *pristine = xasprintf("%s/pristine/%s", tree->folder, name);
	char *absent = xasprintf("%s/absent/%s", tree->folder, name);
	char *source = xasprintf("%s/%s", tree->source, name);
	enum kind kind = kind_of(pristine, NULL);

	if (kind == KIND_NONE && kind_of(absent, NULL) != KIND_FILE)
		kind = kind_of(source, NULL);
	free(source);
	free(absent);
	free(pristine);
	return kind;
}

/* What diff_names() may take for a name: what is in the tree by now. */
struct known {
	const struct tree *tree;
	const struct names *touched;
};

static bool is_known(const void *context, const char *name)
{
	const struct known *known = context;

	return kind_in_base(known->tree, name) != KIND_NONE ||
	       names_have(known->touched, name);
}

/* A name may end in a file, and lead through folders. */
static int check_place(const struct tree *tree, const char *name,
		       struct error *err)
{
	enum kind kind = kind_in_base(tree, name);
	int ret = 0;

	if (kind == KIND_OTHER)
		return error_set(err, EINVAL,
				 "found `%.120s`, a symbolic link in the tree, expected a file",
				 name);
	if (kind == KIND_FOLDER)
		return error_set(err, EINVAL,
				 "found `%.120s`, a folder in the tree, expected a file",
				 name);
	for (const char *slash = strchr(name, '/'); slash && ret == 0;
	     slash = strchr(slash + 1, '/')) {
		char *parent = xasprintf("%.*s", (int)(slash - name), name);

		kind = kind_in_base(tree, parent);
		if (kind == KIND_OTHER || kind == KIND_FILE)
			ret = error_set(err, EINVAL,
					"found `%.120s` on the way to `%.120s`, a %s in the tree, expected a folder",
					parent, name, kind == KIND_FILE ?
					"file" : "symbolic link");
		free(parent);
	}
	return ret;
}

/* Say which mail it is. */
static int prefix_mail(const struct mail *mail, int ret, struct error *err)
{
	char *label = mail_label(mail);

	if (ret)
		error_prefix(err, "%s: ", label);
	free(label);
	return ret;
}

/* The names of all patches, and with how many parts each has them. */
static int find_names(struct tree *tree, const struct patches *patches,
		      struct names *touched, int *strips, struct error *err)
{
	struct known known = { tree, touched };
	int ret = 0;

	for (const struct mail *mail = NULL;
	     ret == 0 && (mail = patches_next(patches, mail)); strips++) {
		int named = touched->count;

		*strips = mail->strip < 0 && mail->plain ? 1 : mail->strip;
		ret = diff_names(&mail->diff, strips, is_known, &known,
				 touched, err);
		for (int i = named; i < touched->count && ret == 0; i++)
			ret = check_place(tree, touched->names[i], err);
		prefix_mail(mail, ret, err);
	}
	names_sort(touched);
	return ret;
}

/* Copy the pristine files that the patches name to where they are tried. */
static int stage(struct tree *tree, const char *staging,
		 const struct names *touched, struct error *err)
{
	int ret = directory_remove(staging, err);

	if (ret == 0)
		ret = directory_make(staging, err);
	for (int i = 0; i < touched->count && ret == 0; i++) {
		const char *name = touched->names[i];
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

/* A patch may leave files only: no link, no module of another repository. */
static int check_staged(const char *staging, const struct names *touched,
			struct error *err)
{
	int ret = 0;

	for (int i = 0; i < touched->count && ret == 0; i++) {
		char *path = xasprintf("%s/%s", staging, touched->names[i]);
		enum kind kind = kind_of(path, NULL);

		if (kind == KIND_OTHER || kind == KIND_FOLDER)
			ret = error_set(err, EINVAL,
					"makes `%.120s` %s, expected a file",
					touched->names[i],
					kind == KIND_OTHER ? "a symbolic link" :
					"a folder or a submodule");
		free(path);
	}
	return ret;
}

static int apply_all(const struct patches *patches, const int *strips,
		     const char *staging, const struct names *touched,
		     const struct base *base, struct error *err)
{
	char *version = xasprintf("%s %s", base->source->label,
				  base->source->version);
	int ret = 0;

	for (const struct mail *mail = NULL;
	     ret == 0 && (mail = patches_next(patches, mail)); strips++) {
		ret = diff_apply(&mail->diff, *strips, staging, version,
				 base->made_for, err);
		if (ret == 0)
			ret = check_staged(staging, touched, err);
		prefix_mail(mail, ret, err);
	}
	free(version);
	return ret;
}

/* Content and executable bit. */
static bool same_file(const char *a, const char *b)
{
	struct error ignored;
	size_t size_a, size_b;
	char *text_a = NULL, *text_b = NULL;
	bool executable_a = false, executable_b = false;
	bool same = kind_of(a, &executable_a) == kind_of(b, &executable_b) &&
		    executable_a == executable_b &&
		    file_read(a, &text_a, &size_a, &ignored) == 0 &&
		    file_read(b, &text_b, &size_b, &ignored) == 0 &&
		    size_a == size_b && memcmp(text_a, text_b, size_a) == 0;

	free(text_a);
	free(text_b);
	return same;
}

/* Remove a file, and the folders that it leaves empty. */
static int take_away(const struct tree *tree, const char *target,
		     struct error *err)
{
	char *path = xstrdup(target);

	if (unlink(path) && errno != ENOENT && errno != ENOTDIR) {
		free(path);
		return error_set(err, errno, "%s: %s", target,
				 strerror(errno));
	}
	for (char *slash = strrchr(path, '/');
	     slash && (size_t)(slash - path) > strlen(tree->source);
	     slash = strrchr(path, '/')) {
		*slash = '\0';
		if (rmdir(path) && errno != ENOENT)
			break;
	}
	free(path);
	return 0;
}

/* Give one file of the source what is wanted, if it has not got it. */
static int place(const struct tree *tree, const char *wanted,
		 const char *target, struct error *err)
{
	if (!file_exists(wanted))
		return take_away(tree, target, err);
	if (same_file(wanted, target))
		return 0;
	return copy_with_folders(wanted, target, err);
}

/* Every file that any variant ever touched is in pristine/ or absent/. */
static int place_all(struct tree *tree, const char *kept,
		     const char *below, const char *staging,
		     const struct names *touched, struct error *err)
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
			ret = place_all(tree, kept, inner, staging, touched,
					err);
		else if (names_have(touched, inner + 1))
			ret = place(tree, staged, target, err);
		else if (strcmp(kept, "pristine") == 0)
			ret = place(tree, path, target, err);
		else
			ret = place(tree, "", target, err);
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

static void add_file_digest(SHA2_CTX *digest, const char *name,
			    const char *path)
{
	char hex[DIGEST_HEX_SIZE] = "none";
	bool executable = false;
	struct error ignored;

	if (kind_of(path, &executable) == KIND_FILE)
		digest_file(path, hex, &ignored);
	digest_add_text(digest, "name", name);
	digest_add_text(digest, "mode", executable ? "100755" : "100644");
	digest_add_text(digest, "content", hex);
}

static void make_digest(struct tree *tree, const struct source *source,
			const char *staging, const struct names *touched)
{
	SHA2_CTX digest;

	SHA256Init(&digest);
	digest_add_text(&digest, "source", source->sha256);
	for (int i = 0; i < touched->count; i++) {
		const char *name = touched->names[i];
		char *pristine = xasprintf("%s/pristine/%s", tree->folder,
					   name);
		char *staged = xasprintf("%s/%s", staging, name);
		bool same = file_exists(pristine) || file_exists(staged) ?
			    same_file(pristine, staged) : true;

		if (!same)
			add_file_digest(&digest, name, staged);
		free(staged);
		free(pristine);
	}
	SHA256End(&digest, tree->sha256);
}

int tree_switch(struct tree *tree, const struct base *base,
		const struct patches *patches, struct error *err)
{
	char *staging = in_tree(tree, "staging");
	int *strips = xcalloc(patches->count + 1, sizeof(*strips));
	struct names touched = { 0 };
	int ret = find_names(tree, patches, &touched, strips, err);

	if (ret == 0)
		ret = stage(tree, staging, &touched, err);
	if (ret == 0)
		ret = apply_all(patches, strips, staging, &touched, base, err);
	if (ret == 0)
		ret = begin_change(tree, err);
	if (ret == 0) {
		make_digest(tree, base->source, staging, &touched);
		ret = place_all(tree, "pristine", "", staging, &touched, err);
	}
	if (ret == 0)
		ret = place_all(tree, "absent", "", staging, &touched, err);
	names_release(&touched);
	free(strips);
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
