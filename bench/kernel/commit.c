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

/* What git prints; takes @argv. */
static int ask(struct argv *argv, const char *tree, char **text,
	       struct error *err)
{
	int output = memfd_create("text", MFD_CLOEXEC);
	const struct process_setup setup = { .output_fd = output };
	char *place = xasprintf("/proc/self/fd/%d", output);
	int ret = output < 0 ? error_set(err, errno, "memfd_create: %s",
					 strerror(errno)) :
			       worktree_run(argv, &setup, QUERY_TIMEOUT_NS,
					    tree, err);

	*text = NULL;
	if (ret == 0)
		ret = file_read(place, text, NULL, err);
	if (output >= 0)
		close(output);
	argv_release(argv);
	free(place);
	return ret > 0 ? -EINVAL : ret;
}

static int ask_line(struct argv *argv, const char *tree, char **line,
		    struct error *err)
{
	int ret = ask(argv, tree, line, err);

	if (ret == 0)
		(*line)[strcspn(*line, "\n")] = '\0';
	return ret;
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
	ret = ask_line(&argv, tree, name, err);
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
	return ask_line(&argv, tree, folder, err);
}

int commit_subject(const char *tree, const char *commit, char **subject,
		   struct error *err)
{
	struct argv argv = { 0 };

	worktree_git(&argv, tree, NULL);
	argv_add(&argv, "show");
	argv_add(&argv, "--no-patch");
	argv_add(&argv, "--format=%%s");
	argv_add(&argv, "%s", commit);
	return ask_line(&argv, tree, subject, err);
}

/* The commits behind @from, each with its first parent. */
static int list_commits(const char *tree, const char *from, const char *to,
			char **text, struct error *err)
{
	struct argv argv = { 0 };

	worktree_git(&argv, tree, NULL);
	argv_add(&argv, "log");
	argv_add(&argv, "--first-parent");
	argv_add(&argv, "--reverse");
	argv_add(&argv, "--format=%%H %%P");
	argv_add(&argv, "%s..%s", from, to);
	argv_add(&argv, "--");
	return ask(&argv, tree, text, err);
}

/* Each line's second word is the commit of the line before it. */
static int add_commits(struct argv *commits, char *text)
{
	char *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		size_t length = strcspn(line, " ");
		const char *last = commits->words[commits->count - 1];
		const char *parent = line + length + (line[length] == ' ');

		if (strncmp(parent, last, strlen(last)))
			return -EINVAL;
		argv_add(commits, "%.*s", (int)length, line);
	}
	return commits->count > 1 ? 0 : -EINVAL;
}

int commit_range(const char *tree, const char *from, const char *to,
		 struct argv *commits, struct error *err)
{
	char *first = NULL, *last = NULL, *text = NULL;
	int ret = commit_find(tree, from, &first, err);

	*commits = (struct argv){ 0 };
	if (ret == 0)
		ret = commit_find(tree, to, &last, err);
	if (ret == 0)
		ret = list_commits(tree, first, last, &text, err);
	if (ret)
		goto out;
	argv_add(commits, "%s", first);
	if (add_commits(commits, text))
		ret = error_set(err, EINVAL,
				"%s: found no way from %s (%.12s) to %s (%.12s), expected a later commit, of which the first is a parent, or a parent's parent, by first parents",
				tree, from, first, to, last);
out:
	free(text);
	free(last);
	free(first);
	return ret;
}

int commit_revert(const char *tree, const char *commit, const char *path,
		  struct error *err)
{
	struct argv argv = { 0 };
	char *text = NULL;
	int ret;

	worktree_git(&argv, tree, NULL);
	argv_add(&argv, "diff");
	argv_add(&argv, "--no-ext-diff");
	argv_add(&argv, "--no-textconv");
	argv_add(&argv, "--binary");
	argv_add(&argv, "--no-renames");
	argv_add(&argv, "%s", commit);
	argv_add(&argv, "%s^1", commit);
	argv_add(&argv, "--");
	ret = ask(&argv, tree, &text, err);
	if (ret == 0)
		ret = file_write(path, text, strlen(text), err);
	free(text);
	return ret;
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
