// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/input.h"

#define SNAPSHOT_TIMEOUT_NS (600 * NS_PER_S)

/* tar's exit code when a file is not as it was when it was begun. */
#define TAR_CHANGED 1

/*
 * What is never source in a tree that was built where it lies.  What else a
 * build left, the tree's own `make mrproper` knows.
 */
static const char *const of_builds[] = {
	"./.config", "./.config.old", "./include/config",
	"./include/generated", "./arch/*/include/generated", "./vmlinux",
	"./vmlinux.*", "./System.map", "./Module.symvers", "./modules.*",
	"./.version", "*.ko", "*.mod", "*.mod.c", "*.a", ".tmp_*",
};

static int open_nameless(const char *folder, char **archive,
			 struct error *err)
{
	char *path = xasprintf("%s/snapshot.XXXXXX", folder);
	int fd = directory_make(folder, err);

	if (fd == 0) {
		fd = mkostemp(path, O_CLOEXEC);
		if (fd < 0)
			fd = error_set(err, errno, "%s: %s", path,
				       strerror(errno));
		else
			unlink(path);
	}
	free(path);
	/* What a child that inherits the descriptor can open, too. */
	*archive = fd < 0 ? NULL : xasprintf("/proc/self/fd/%d", fd);
	return fd;
}

/* The descriptor, or what failed instead. */
static int finish(int fd, int ret, char **archive)
{
	if (ret == 0)
		return fd;
	close(fd);
	free(*archive);
	*archive = NULL;
	return ret;
}

static void add_excludes(struct argv *argv, bool built)
{
	argv_add(argv, "--exclude-vcs");
	argv_add(argv, "--exclude=*.o");
	argv_add(argv, "--exclude=*.cmd");
	for (size_t i = 0; built && i < sizeof(of_builds) / sizeof(of_builds[0]);
	     i++)
		argv_add(argv, "--exclude=%s", of_builds[i]);
}

static void tar_args(struct argv *argv, const char *archive, const char *tree,
		     int list)
{
	argv_add(argv, "tar");
	argv_add(argv, "--create");
	argv_add(argv, "--file=%s", archive);
	argv_add(argv, "--directory=%s", tree);
	/* One folder on top, as a released tarball has; links as they are. */
	argv_add(argv, "--transform=s,^,tree/,rSH");
	argv_add(argv, "--mtime=@0");
	/* A read-only copy is the same source, and is built in a copy of it. */
	argv_add(argv, "--mode=a+rX,u+w");
	argv_add(argv, "--owner=0");
	argv_add(argv, "--group=0");
	argv_add(argv, "--numeric-owner");
	argv_add(argv, "--sort=name");
	if (list > 0) {
		/* A submodule's own repository is none of its files. */
		argv_add(argv, "--exclude=.git");
		argv_add(argv, "--null");
		argv_add(argv, "--files-from=/proc/self/fd/%d", list);
		return;
	}
	add_excludes(argv, worktree_is_built(tree));
	argv_add(argv, "--");
	argv_add(argv, ".");
}

int snapshot_tree(const char *tree, int list, const char *scratch,
		  char **archive, struct error *err)
{
	int fd = open_nameless(scratch, archive, err);
	const int passed[] = { fd, list, 0 };
	struct process_setup setup = {
		.passed_fds = passed,
		.file_max_bytes = INPUT_LARGEST_BYTES,
	};
	struct argv argv = { 0 };
	int ret;

	if (fd < 0)
		return fd;
	tar_args(&argv, *archive, tree, list);
	ret = worktree_run(&argv, &setup, SNAPSHOT_TIMEOUT_NS, tree, err);
	argv_release(&argv);
	if (ret == TAR_CHANGED)
		error_prefix(err, "the tree was changed while it was read, expected it to stay as it is: ");
	return finish(fd, ret == TAR_CHANGED ? -EBUSY : ret > 0 ? -EIO : ret,
		      archive);
}

int snapshot_revision(const char *tree, const char *revision,
		      const char *scratch, char **archive, struct error *err)
{
	int fd = open_nameless(scratch, archive, err);
	struct process_setup setup = { .passed_fd = fd };
	struct argv argv = { 0 };
	int ret;

	if (fd < 0)
		return fd;
	worktree_git(&argv, tree);
	argv_add(&argv, "archive");
	argv_add(&argv, "--format=tar");
	argv_add(&argv, "--prefix=tree/");
	argv_add(&argv, "--output=%s", *archive);
	argv_add(&argv, "%s", revision);
	ret = worktree_run(&argv, &setup, SNAPSHOT_TIMEOUT_NS, tree, err);
	argv_release(&argv);
	if (ret > 0)
		error_prefix(err, "git archive of revision `%s` failed: ",
			     revision);
	return finish(fd, ret > 0 ? -EINVAL : ret, archive);
}
