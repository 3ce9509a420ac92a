// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/release.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/process.h"

#define QUERY_TIMEOUT_NS (60 * NS_PER_S)
#define SNAPSHOT_TIMEOUT_NS (600 * NS_PER_S)

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

/* A hook of git sets variables that lead to its own repository. */
static void git_args(struct argv *argv, const char *tree)
{
	static const char *const local[] = {
		"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX",
		"GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE",
	};

	argv_add(argv, "env");
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		argv_add(argv, "--unset=%s", local[i]);
	argv_add(argv, "git");
	argv_add(argv, "-C");
	argv_add(argv, "%s", tree);
}

/* What a child that inherits the descriptor can open, too. */
static char *fd_path(int fd)
{
	return xasprintf("/proc/self/fd/%d", fd);
}

/* Nothing is left of it, however this process ends. */
static int open_nameless(const char *folder, struct error *err)
{
	char *path = xasprintf("%s/snapshot.XXXXXX", folder);
	int fd = mkostemp(path, O_CLOEXEC);

	if (fd < 0)
		fd = error_set(err, errno, "%s: %s", path, strerror(errno));
	else
		unlink(path);
	free(path);
	return fd;
}

/* NUL-separated names of the files that git would see; a removed one is
 * still listed and must not reach tar. */
static int list_git_files(const char *tree, int list, struct error *err)
{
	struct argv argv = { 0 };
	struct process_setup setup = { .output_fd = list };
	char *place = fd_path(list);
	char *names, *kept;
	size_t size, kept_size = 0;
	int ret;

	git_args(&argv, tree);
	argv_add(&argv, "ls-files");
	argv_add(&argv, "-z");
	argv_add(&argv, "--cached");
	argv_add(&argv, "--others");
	argv_add(&argv, "--exclude-standard");
	argv_add(&argv, "--deduplicate");
	ret = process_run(&argv, &setup, QUERY_TIMEOUT_NS, err);
	argv_release(&argv);
	if (ret > 0)
		ret = error_set(err, EINVAL, "%s: git ls-files failed", tree);
	if (ret == 0)
		ret = file_read(place, &names, &size, err);
	free(place);
	if (ret)
		return ret;
	kept = xcalloc(1, size + 1);
	for (char *name = names; name < names + size;
	     name += strlen(name) + 1) {
		char *path = xasprintf("%s/%s", tree, name);

		if (file_exists(path)) {
			strcpy(kept + kept_size, name);
			kept_size += strlen(name) + 1;
		}
		free(path);
	}
	if (ftruncate(list, 0) ||
	    pwrite(list, kept, kept_size, 0) != (ssize_t)kept_size)
		ret = error_set(err, errno, "%s: list of files: %s", tree,
				strerror(errno));
	free(kept);
	free(names);
	return ret;
}

/* What git calls the revision, or the tree as it stands. */
static int describe(const char *tree, const char *revision, char **version,
		    struct error *err)
{
	struct argv argv = { 0 };

	git_args(&argv, tree);
	argv_add(&argv, "describe");
	argv_add(&argv, "--always");
	argv_add(&argv, "--abbrev=12");
	argv_add(&argv, "%s", revision ? revision : "--dirty");
	return first_line(&argv, version, err);
}

/* One folder on top, as a released tarball has. */
static int archive_revision(const struct source *source,
			    const struct base *base, struct error *err)
{
	struct argv argv = { 0 };
	struct process_setup setup = { .passed_fd = source->fd };
	int ret;

	git_args(&argv, base->tree);
	argv_add(&argv, "archive");
	argv_add(&argv, "--format=tar");
	argv_add(&argv, "--prefix=tree/");
	argv_add(&argv, "--output=%s", source->archive);
	argv_add(&argv, "%s", base->revision);
	ret = process_run(&argv, &setup, SNAPSHOT_TIMEOUT_NS, err);
	argv_release(&argv);
	return ret <= 0 ? ret :
	       error_set(err, EINVAL,
			 "%s: git archive of revision `%s` failed", base->tree,
			 base->revision);
}

/* Everything that tar records and that is no content is fixed, so that the
 * same tree gives the same hash. */
static int archive_tree(const struct source *source, const char *tree,
			int list, struct error *err)
{
	const int passed[] = { source->fd, list > 0 ? list : 0, 0 };
	struct process_setup setup = {
		.passed_fds = passed,
		.file_max_bytes = INPUT_LARGEST_BYTES,
	};
	struct argv argv = { 0 };
	int ret;

	argv_add(&argv, "tar");
	argv_add(&argv, "--create");
	argv_add(&argv, "--file=%s", source->archive);
	argv_add(&argv, "--directory=%s", tree);
	/* One folder on top, as a released tarball has; links as they are. */
	argv_add(&argv, "--transform=s,^,tree/,rSH");
	argv_add(&argv, "--mtime=@0");
	argv_add(&argv, "--owner=0");
	argv_add(&argv, "--group=0");
	argv_add(&argv, "--numeric-owner");
	argv_add(&argv, "--sort=name");
	if (list > 0) {
		argv_add(&argv, "--null");
		argv_add(&argv, "--files-from=/proc/self/fd/%d", list);
	} else {
		argv_add(&argv, "--exclude-vcs");
		argv_add(&argv, "--exclude=*.o");
		argv_add(&argv, "--exclude=*.cmd");
		argv_add(&argv, "--");
		argv_add(&argv, ".");
	}
	ret = process_run(&argv, &setup, SNAPSHOT_TIMEOUT_NS, err);
	argv_release(&argv);
	return ret <= 0 ? ret :
	       error_set(err, EIO, "%s: tar failed with exit code %d", tree,
			 ret);
}

static int archive_worktree(struct source *source, const char *tree,
			    bool git, const char *scratch, struct error *err)
{
	int list = git ? open_nameless(scratch, err) : 0;
	int ret = list < 0 ? list : 0;

	if (ret == 0 && git)
		ret = list_git_files(tree, list, err);
	if (ret == 0)
		ret = archive_tree(source, tree, list, err);
	if (list > 0)
		close(list);
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
	git_args(&argv, base->tree);
	argv_add(&argv, "show");
	argv_add(&argv, "%s:Makefile", base->revision);
	if (process_output(&argv, QUERY_TIMEOUT_NS, &makefile, &ignored) == 0)
		release = release_of_makefile(makefile);
	argv_release(&argv);
	free(makefile);
	return release;
}

static int open_tree(struct source *source, const struct base *base,
		     const char *scratch, struct error *err)
{
	char *kbuild = xasprintf("%s/Kbuild", base->tree);
	char *dot_git = xasprintf("%s/.git", base->tree);
	bool git = file_exists(dot_git);
	struct error ignored;
	int ret = 0;

	source->label = xstrdup(base->tree);
	if (!file_exists(kbuild) && !base->revision)
		ret = error_set(err, EINVAL,
				"%s: found a folder without Kbuild, expected a kernel tree",
				base->tree);
	else if (base->revision)
		ret = archive_revision(source, base, err);
	else
		ret = archive_worktree(source, base->tree, git, scratch,
				       err);
	/* A checkout without a commit has no better name. */
	if (ret == 0 && (!(git || base->revision) ||
			 describe(base->tree, base->revision,
				  &source->version, &ignored)))
		source->version = xstrdup("no revision");
	if (ret == 0)
		source->release = find_release(base);
	free(dot_git);
	free(kbuild);
	return ret;
}

static int make_snapshot(struct source *source, const struct base *base,
			 const char *scratch, struct error *err)
{
	int ret = directory_make(scratch, err);

	if (ret)
		return ret;
	source->fd = open_nameless(scratch, err);
	if (source->fd < 0)
		return source->fd;
	source->archive = fd_path(source->fd);
	return open_tree(source, base, scratch, err);
}

int source_open(struct base *base, const char *scratch, struct error *err)
{
	struct source *source;
	int ret;

	if (base->source)
		return 0;
	source = xcalloc(1, sizeof(*source));
	ret = base->tree ? make_snapshot(source, base, scratch, err) :
			   open_package(source, base, err);
	if (ret == 0)
		ret = digest_file(source->archive, source->sha256, err);
	if (ret)
		source_close(source);
	else
		base->source = source;
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
	free(source);
}
