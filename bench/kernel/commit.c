// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/commit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"

#define QUERY_TIMEOUT_NS (60 * NS_PER_S)
#define WRITE_TIMEOUT_NS (900 * NS_PER_S)

/* One line that git prints; takes @argv. */
static int ask(struct argv *argv, const char *tree, char **line,
	       struct error *err)
{
	int output = memfd_create("line", MFD_CLOEXEC);
	const struct process_setup setup = { .output_fd = output };
	char *place = xasprintf("/proc/self/fd/%d", output);
	int ret = output < 0 ? error_set(err, errno, "memfd_create: %s",
					 strerror(errno)) :
			       worktree_run(argv, &setup, QUERY_TIMEOUT_NS,
					    tree, err);

	*line = NULL;
	if (ret == 0)
		ret = file_read(place, line, NULL, err);
	if (ret == 0)
		(*line)[strcspn(*line, "\n")] = '\0';
	if (output >= 0)
		close(output);
	argv_release(argv);
	free(place);
	return ret > 0 ? -EINVAL : ret;
}

static int resolve(const char *tree, const char *revision, const char *kind,
		   char **name, struct error *err)
{
	struct argv argv = { 0 };
	int ret;

	worktree_git(&argv, tree, NULL);
	argv_add(&argv, "rev-parse");
	argv_add(&argv, "--verify");
	argv_add(&argv, "--end-of-options");
	argv_add(&argv, "%s^{%s}", revision, kind);
	ret = ask(&argv, tree, name, err);
	if (ret == -EINVAL)
		error_prefix(err, "found `%s`, expected a commit: ", revision);
	return ret;
}

int commit_find(const char *tree, const char *revision, char **commit,
		struct error *err)
{
	*commit = NULL;
	if (!*revision)
		return error_set(err, EINVAL,
				 "%s@: found no revision, expected a commit behind the `@`",
				 tree);
	return resolve(tree, revision, "commit", commit, err);
}

int commit_content(const char *tree, const char *commit, char **content,
		   struct error *err)
{
	return resolve(tree, commit, "tree", content, err);
}

int commit_repository(const char *tree, char **folder, struct error *err)
{
	struct argv argv = { 0 };

	worktree_git(&argv, tree, NULL);
	argv_add(&argv, "rev-parse");
	argv_add(&argv, "--path-format=absolute");
	argv_add(&argv, "--git-common-dir");
	return ask(&argv, tree, folder, err);
}

/* Settings of the user's by which files would be others, or things started. */
static void add_settings(struct argv *argv)
{
	static const char *const settings[] = {
		"core.autocrlf=false", "core.eol=lf", "core.fileMode=true",
		"core.symlinks=true", "core.sparseCheckout=false",
		"core.splitIndex=false", "core.untrackedCache=false",
		"core.fsmonitor=false", "core.hooksPath=/dev/null",
		"core.attributesFile=/dev/null", "index.sparse=false",
		"advice.detachedHead=false",
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		argv_add(argv, "-c");
		argv_add(argv, "%s", settings[i]);
	}
}

int commit_write(const char *tree, const char *commit, const char *folder,
		 const char *index, struct error *err)
{
	const struct process_setup setup = { 0 };
	struct argv argv = { 0 };
	int ret;

	worktree_git(&argv, tree, index);
	add_settings(&argv);
	argv_add(&argv, "--work-tree=%s", folder);
	argv_add(&argv, "read-tree");
	argv_add(&argv, "--reset");
	argv_add(&argv, "-u");
	argv_add(&argv, "%s", commit);
	ret = worktree_run(&argv, &setup, WRITE_TIMEOUT_NS, tree, err);
	argv_release(&argv);
	return ret > 0 ? -EINVAL : ret;
}
