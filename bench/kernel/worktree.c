// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/worktree.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/release.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"

#define LIST_TIMEOUT_NS (60 * NS_PER_S)
#define WORDS_MAX 400

static bool has(const char *tree, const char *name)
{
	char *path = xasprintf("%s/%s", tree, name);
	bool there = file_exists(path);

	free(path);
	return there;
}

static bool is_linux(const char *folder)
{
	return has(folder, "Kbuild") && has(folder, "Makefile") &&
	       has(folder, "mm/") && has(folder, "arch/");
}

bool worktree_has_git(const char *tree)
{
	return has(tree, ".git");
}

bool worktree_is_built(const char *tree)
{
	static const char *const left[] = {
		".config", "include/config", "include/generated",
		"include/linux/autoconf.h", "vmlinux", "scripts/basic/fixdep",
	};

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		if (has(tree, left[i]))
			return true;
	return false;
}

/* The tree that a folder is in, or NULL. */
static char *find_top(const char *folder)
{
	char *path = realpath(folder, NULL);

	for (char *slash = path ? strrchr(path, '/') : NULL;
	     slash && slash > path; slash = strrchr(path, '/')) {
		*slash = '\0';
		if (is_linux(path))
			return path;
	}
	free(path);
	return NULL;
}

/* "arm, arm64": what it is for. */
static char *list_arches(const char *tree)
{
	char *folder = xasprintf("%s/arch", tree);
	struct error ignored;
	char *list = NULL;
	char **names = NULL;

	if (directory_list(folder, &names, &ignored) < 0)
		names = NULL;
	for (char **name = names; name && *name; name++) {
		char *path = xasprintf("%s/Makefile", *name);
		char *longer;

		if (has(folder, path)) {
			longer = list ? xasprintf("%s, %s", list, *name) :
					xstrdup(*name);
			free(list);
			list = longer;
		}
		free(path);
	}
	directory_list_free(names);
	free(folder);
	return list ? list : xstrdup("nothing");
}

/* `source`, which a build in a folder of its own leaves there. */
static int refuse_output(const char *tree, struct error *err)
{
	char *link = xasprintf("%s/source", tree);
	char *source = realpath(link, NULL);
	int ret = error_set(err, EINVAL,
			    "%s: found the output of a build (O=), expected its source: %s",
			    tree, source ? source : link);

	free(source);
	free(link);
	return ret;
}

/* What it is, if it is no tree of Linux. */
static int refuse_other(const char *tree, struct error *err)
{
	char *top = find_top(tree);
	int ret;

	if (has(tree, "HEAD") && has(tree, "objects") && has(tree, "refs"))
		ret = error_set(err, EINVAL,
				"%s: found a bare git repository, expected a checkout: `git -C %s worktree add FOLDER` makes one",
				tree, tree);
	else if (has(tree, "include/config/auto.conf") && has(tree, "source"))
		ret = refuse_output(tree, err);
	else if (top)
		ret = error_set(err, EINVAL,
				"%s: found a folder inside of a kernel tree, expected its top: %s",
				tree, top);
	else
		ret = error_set(err, EINVAL,
				"%s: found a folder without %s, expected a kernel tree",
				tree, !has(tree, "Makefile") ? "Makefile" :
				!has(tree, "Kbuild") ? "Kbuild" :
				"mm and arch, so that it is not Linux");
	free(top);
	return ret;
}

static int check_release(const char *tree, struct error *err)
{
	char *release = release_of_tree(tree);
	int ret = release ? 0 :
		  error_set(err, EINVAL,
			    "%s/Makefile: found no VERSION, PATCHLEVEL and SUBLEVEL, expected those of Linux",
			    tree);

	free(release);
	return ret;
}

static int check_name(const char *tree, struct error *err)
{
	json_t *utf8 = json_string(tree);

	json_decref(utf8);
	return utf8 ? 0 :
	       error_set(err, EINVAL,
			 "found a tree whose path is no UTF-8, expected one that is: rename it");
}

int worktree_check(const char *tree, struct error *err)
{
	int ret = check_name(tree, err);
	char *arches;

	if (ret)
		return ret;
	if (access(tree, R_OK | X_OK))
		return error_set(err, errno, "%s: %s", tree, strerror(errno));
	if (!is_linux(tree))
		return refuse_other(tree, err);
	if (!has(tree, "arch/x86/")) {
		arches = list_arches(tree);
		ret = error_set(err, EINVAL,
				"%s: found no arch/x86 in the tree, only %s, expected one for x86-64: it cannot be booted here",
				tree, arches);
		free(arches);
		return ret;
	}
	return check_release(tree, err);
}

/* A hook of git sets variables that lead to its own repository. */
void worktree_git(struct argv *argv, const char *tree, const char *index)
{
	static const char *const local[] = {
		"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX",
		"GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE",
	};

	argv_add(argv, "env");
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		argv_add(argv, "--unset=%s", local[i]);
	argv_add(argv, "GIT_OPTIONAL_LOCKS=0");
	if (index)
		argv_add(argv, "GIT_INDEX_FILE=%s", index);
	argv_add(argv, "git");
	argv_add(argv, "-C");
	argv_add(argv, "%s", tree);
}

/* The sentence of what the program itself says. */
static int quote(const struct argv *argv, int code, int errors,
		 const char *tree, struct error *err)
{
	char words[WORDS_MAX + 1];
	ssize_t length = pread(errors, words, WORDS_MAX, 0);
	char *command;

	words[length > 0 ? length : 0] = '\0';
	words[strcspn(words, "\n")] = '\0';
	if (strstr(words, "dubious ownership"))
		error_set(err, EINVAL,
			  "%s: found a git checkout of another user, which git does not read: `git config --global --add safe.directory %s` has it trusted",
			  tree, tree);
	else if (code == 127)
		error_set(err, EINVAL,
			  "%s: found a git checkout and no git: install the package git",
			  tree);
	else if (*words) {
		error_set(err, EINVAL, "%s: %s", tree, words);
	} else {
		command = argv_join(argv);
		error_set(err, EINVAL, "%s: `%s` failed with exit code %d",
			  tree, command, code);
		free(command);
	}
	return code;
}

int worktree_run(const struct argv *argv, const struct process_setup *setup,
		 uint64_t timeout_ns, const char *tree, struct error *err)
{
	struct process_setup quoted = *setup;
	int ret;

	quoted.error_fd = memfd_create("errors", MFD_CLOEXEC);
	if (quoted.error_fd < 0)
		return error_set(err, errno, "memfd_create: %s",
				 strerror(errno));
	ret = process_run(argv, &quoted, timeout_ns, err);
	if (ret > 0)
		ret = quote(argv, ret, quoted.error_fd, tree, err);
	close(quoted.error_fd);
	return ret;
}

/* A link that leads nowhere is a file of the tree, too. */
static bool is_there(const char *tree, const char *name)
{
	char *path = xasprintf("%s/%s", tree, name);
	struct stat status;
	bool there = lstat(path, &status) == 0;

	free(path);
	return there;
}

/* Keep the names of what is there; Return: whether Makefile is among them. */
static bool keep_there(const char *tree, char *names, size_t *size)
{
	char *end = names + *size;
	bool makefile = false;
	size_t kept = 0;

	for (char *name = names; name < end;) {
		size_t length = strlen(name) + 1;

		makefile = makefile || strcmp(name, "Makefile") == 0;
		if (is_there(tree, name)) {
			memmove(names + kept, name, length);
			kept += length;
		}
		name += length;
	}
	*size = kept;
	return makefile;
}

int worktree_list(const char *tree, int list, struct error *err)
{
	struct argv argv = { 0 };
	struct process_setup setup = { .output_fd = list };
	char *place = xasprintf("/proc/self/fd/%d", list);
	char *names = NULL;
	size_t size = 0;
	int ret;

	worktree_git(&argv, tree, NULL);
	argv_add(&argv, "ls-files");
	argv_add(&argv, "-z");
	argv_add(&argv, "--cached");
	argv_add(&argv, "--others");
	argv_add(&argv, "--exclude-standard");
	argv_add(&argv, "--deduplicate");
	ret = worktree_run(&argv, &setup, LIST_TIMEOUT_NS, tree, err);
	argv_release(&argv);
	ret = ret > 0 ? -EINVAL : ret;
	if (ret == 0)
		ret = file_read(place, &names, &size, err);
	if (ret == 0 && !keep_there(tree, names, &size))
		ret = error_set(err, EINVAL,
				"%s: found a git checkout that ignores the tree's Makefile, expected the files of the tree to be no ignored ones (.gitignore), or no .git",
				tree);
	if (ret == 0 && (ftruncate(list, 0) ||
			 pwrite(list, names, size, 0) != (ssize_t)size))
		ret = error_set(err, errno, "%s: list of files: %s", tree,
				strerror(errno));
	free(names);
	free(place);
	return ret;
}

static bool is_folder(const char *spec, size_t length)
{
	char *path = xasprintf("%.*s", (int)length, spec);
	struct stat status;
	bool folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);

	free(path);
	return folder;
}

static size_t tree_length(const char *spec)
{
	for (size_t length = strlen(spec); length; length--)
		if ((!spec[length] || strchr(":@", spec[length])) &&
		    is_folder(spec, length))
			return length;
	return 0;
}

bool worktree_split(const char *spec, struct worktree_words *words)
{
	size_t length = tree_length(spec);
	const char *rest = spec + length;

	*words = (struct worktree_words){ 0 };
	if (!length)
		return false;
	words->tree = xasprintf("%.*s", (int)length, spec);
	if (*rest == '@') {
		size_t revision = strcspn(rest + 1, ":");

		words->revision = xasprintf("%.*s", (int)revision, rest + 1);
		rest += 1 + revision;
	}
	if (*rest)
		words->series = xstrdup(rest + 1);
	return true;
}

void worktree_words_release(struct worktree_words *words)
{
	free(words->tree);
	free(words->revision);
	free(words->series);
	*words = (struct worktree_words){ 0 };
}

bool worktree_named(const char *spec)
{
	return tree_length(spec);
}
