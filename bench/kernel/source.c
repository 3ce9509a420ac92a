// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/commit.h"
#include "kernel/release.h"
#include "kernel/snapshot.h"
#include "kernel/unchanged.h"
#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"

#define QUERY_TIMEOUT_NS (60 * NS_PER_S)

/* Run a query and keep the first line that it prints. */
static int first_line(struct argv *argv, char **line, struct error *err)
{
	int ret = process_output(argv, QUERY_TIMEOUT_NS, line, err);

	if (ret >= 0)
		(*line)[strcspn(*line, "\n")] = '\0';
	if (ret > 0 || (ret == 0 && !**line)) {
		char *command = argv_join(argv);

		free(*line);
		*line = NULL;
		ret = error_set(err, ENOENT, "`%s` failed with exit code %d",
				command, ret);
		free(command);
	}
	argv_release(argv);
	return ret;
}

static int open_package(struct source *source, const struct base *base,
			struct error *err)
{
	struct argv query = { 0 };
	int ret;

	source->label = xstrdup(base->package);
	source->archive = xstrdup(base->tarball);
	if (!file_exists(base->tarball))
		return error_set(err, ENOENT,
				 "%s: kernel source not found, install the package %s (make deps)",
				 base->tarball, base->package);
	argv_add(&query, "dpkg-query");
	argv_add(&query, "--show");
	argv_add(&query, "--showformat=${Version}");
	argv_add(&query, "%s", base->package);
	ret = first_line(&query, &source->version, err);
	if (ret == 0 && release_is_valid(source->version))
		source->release = xstrdup(source->version);
	return ret;
}

/* `git describe --dirty` would write the index. */
static bool is_dirty(const char *tree)
{
	struct argv argv = { 0 };
	struct error ignored;
	char *text = NULL;
	bool dirty;

	worktree_git(&argv, tree, NULL);
	argv_add(&argv, "status");
	argv_add(&argv, "--porcelain");
	argv_add(&argv, "--untracked-files=no");
	dirty = process_output(&argv, QUERY_TIMEOUT_NS, &text, &ignored) == 0 &&
		*text;
	argv_release(&argv);
	free(text);
	return dirty;
}

/* What git calls the revision, or the tree as it stands. */
static int describe(const char *tree, const char *revision, char **version,
		    struct error *err)
{
	struct argv argv = { 0 };
	char *name = NULL;
	int ret;

	worktree_git(&argv, tree, NULL);
	argv_add(&argv, "describe");
	argv_add(&argv, "--always");
	argv_add(&argv, "--abbrev=12");
	argv_add(&argv, "%s", revision ? revision : "HEAD");
	ret = first_line(&argv, &name, err);
	if (ret == 0)
		*version = xasprintf("%s%s", name, !revision && is_dirty(tree) ?
				     "-dirty" : "");
	free(name);
	return ret;
}

/* Of the revision, or of the tree as it stands. */
static char *find_release(const struct base *base)
{
	struct argv argv = { 0 };
	struct error ignored;
	char *makefile = NULL, *release = NULL;

	if (!base->revision)
		return release_of_tree(base->tree);
	worktree_git(&argv, base->tree, NULL);
	argv_add(&argv, "show");
	argv_add(&argv, "%s:Makefile", base->revision);
	if (process_output(&argv, QUERY_TIMEOUT_NS, &makefile, &ignored) == 0)
		release = release_of_makefile(makefile);
	argv_release(&argv);
	free(makefile);
	return release;
}

static int list_files(const char *tree, int *list, struct error *err)
{
	*list = 0;
	if (!worktree_has_git(tree))
		return 0;
	*list = memfd_create("list", MFD_CLOEXEC);
	return *list < 0 ? error_set(err, errno, "memfd_create: %s",
				     strerror(errno)) :
			   worktree_list(tree, *list, err);
}

static int look_at_listed(struct unchanged *look, const char *tree, int list,
			  struct error *err)
{
	char *place = xasprintf("/proc/self/fd/%d", list);
	char *names;
	size_t size;
	int ret = file_read(place, &names, &size, err);

	for (char *name = names; ret == 0 && name < names + size;
	     name += strlen(name) + 1) {
		char *path = xasprintf("%s/%s", tree, name);

		unchanged_add(look, path);
		free(path);
	}
	if (ret == 0)
		free(names);
	free(place);
	return ret;
}

/* Every file that a snapshot would have. */
static int look_at(struct unchanged *look, const char *tree, int list,
		   char hex[DIGEST_HEX_SIZE], struct error *err)
{
	int ret;

	unchanged_open(look, list ? "listed files of a tree, 1" :
				    "files of a tree, 1");
	ret = list ? look_at_listed(look, tree, list, err) :
		     unchanged_add_tree(look, tree, err);
	unchanged_close(look, hex);
	return ret;
}

static int take_snapshot(struct source *source, const char *tree, int list,
			 const char *scratch, struct error *err)
{
	int fd;

	fprintf(stderr, "%s: reading the tree\n", tree);
	fd = snapshot_tree(tree, list, scratch, &source->archive, err);
	if (fd < 0)
		return fd;
	source->fd = fd;
	return digest_file(source->archive, source->sha256, err);
}

/* A state that the tree never had must not be hashed as one of it. */
static int read_worktree(struct source *source, const char *tree, int list,
			 const char *scratch, struct error *err)
{
	char before[DIGEST_HEX_SIZE], after[DIGEST_HEX_SIZE];
	struct unchanged look, again;
	int ret = look_at(&look, tree, list, before, err);

	if (ret || unchanged_recall(scratch, before, source->sha256))
		return ret;
	ret = take_snapshot(source, tree, list, scratch, err);
	if (ret == 0)
		ret = look_at(&again, tree, list, after, err);
	if (ret == 0 && strcmp(before, after))
		ret = error_set(err, EBUSY,
				"%s: the tree was changed while it was read, expected it to stay as it is",
				tree);
	if (ret == 0)
		unchanged_remember(scratch, &look, before, source->sha256);
	return ret;
}

static int open_worktree(struct source *source, const char *tree,
			 const char *scratch, struct error *err)
{
	int list = 0;
	int ret = worktree_check(tree, err);

	if (ret == 0)
		ret = list_files(tree, &list, err);
	source->built = ret == 0 && !list && worktree_is_built(tree);
	if (ret == 0)
		ret = read_worktree(source, tree, list, scratch, err);
	if (list > 0)
		close(list);
	return ret;
}

/* The name of a content is a hash of it all: the files are not read. */
static int open_revision(struct source *source, const struct base *base,
			 struct error *err)
{
	char *content = NULL;
	SHA2_CTX digest;
	int ret = commit_find(base->tree, base->revision, &source->commit, err);

	if (ret == 0)
		ret = commit_content(base->tree, source->commit, &content, err);
	if (ret == 0)
		ret = commit_subject(base->tree, source->commit,
				     &source->subject, err);
	if (ret == 0)
		ret = commit_repository(base->tree, &source->repository, err);
	if (ret == 0) {
		SHA256Init(&digest);
		digest_add_text(&digest, "git tree", content);
		SHA256End(&digest, source->sha256);
	}
	free(content);
	return ret;
}

static int open_tree(struct source *source, const struct base *base,
		     const char *scratch, struct error *err)
{
	bool git = base->revision || worktree_has_git(base->tree);
	struct error ignored;
	int ret;

	source->label = xstrdup(base->tree);
	ret = base->revision ?
		      open_revision(source, base, err) :
		      open_worktree(source, base->tree, scratch, err);
	/* A checkout without a commit has no better name. */
	if (ret == 0 && (!git || describe(base->tree, base->revision,
					  &source->version, &ignored)))
		source->version = xstrdup("no revision");
	if (ret == 0)
		source->release = find_release(base);
	return ret;
}

/* A tarball of 140 MB takes longer to hash than a guest to boot. */
static int hash_package(struct source *source, const char *cache,
			struct error *err)
{
	char hex[DIGEST_HEX_SIZE];
	struct unchanged look;
	char *file = realpath(source->archive, NULL);
	int ret;

	unchanged_open(&look, "tarball, 1");
	unchanged_add(&look, file ? file : source->archive);
	free(file);
	unchanged_close(&look, hex);
	if (unchanged_recall(cache, hex, source->sha256))
		return 0;
	ret = digest_file(source->archive, source->sha256, err);
	if (ret == 0)
		unchanged_remember(cache, &look, hex, source->sha256);
	return ret;
}

int source_open(struct base *base, const char *scratch, struct error *err)
{
	struct source *source;
	int ret;

	if (base->source)
		return 0;
	source = xcalloc(1, sizeof(*source));
	ret = base->tree ? open_tree(source, base, scratch, err) :
			   open_package(source, base, err);
	if (ret == 0 && !base->tree)
		ret = hash_package(source, scratch, err);
	if (ret)
		source_close(source);
	else
		base->source = source;
	return ret;
}

int source_fetch(const struct base *base, const char *scratch,
		 struct error *err)
{
	struct source *source = base->source;
	char known[DIGEST_HEX_SIZE];
	int list = 0;
	int ret = 0;

	if (source->archive || source->commit)
		return 0;
	strcpy(known, source->sha256);
	ret = list_files(base->tree, &list, err);
	if (ret == 0)
		ret = take_snapshot(source, base->tree, list, scratch, err);
	if (ret == 0 && strcmp(known, source->sha256))
		ret = error_set(err, EBUSY,
				"%s: the tree was changed while it was read, expected it to stay as it is",
				base->tree);
	if (list > 0)
		close(list);
	return ret;
}

void source_close(struct source *source)
{
	if (!source)
		return;
	if (source->fd > 0)
		close(source->fd);
	free(source->label);
	free(source->version);
	free(source->release);
	free(source->archive);
	free(source->commit);
	free(source->subject);
	free(source->repository);
	free(source);
}
