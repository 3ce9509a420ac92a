// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
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

int source_of_base(struct source *source, const struct base *base,
		   struct error *err)
{
	struct argv query = { 0 };
	int ret;

	*source = (struct source){
		.label = xstrdup(base->package),
		.made_for = xstrdup(base->made_for),
		.archive = xstrdup(base->tarball),
	};
	if (!file_exists(base->tarball))
		return error_set(err, ENOENT,
				 "%s: kernel source not found, install the package %s (make deps)",
				 base->tarball, base->package);
	argv_add(&query, "dpkg-query");
	argv_add(&query, "--show");
	argv_add(&query, "--showformat=${Version}");
	argv_add(&query, "%s", base->package);
	ret = first_line(&query, &source->version, err);
	return ret ? ret : digest_file(base->tarball, source->sha256, err);
}

/* NUL-separated names of the files that git would see; a removed one is
 * still listed and must not reach tar. */
static int list_git_files(const char *tree, const char *list,
			  struct error *err)
{
	struct argv argv = { 0 };
	struct process_setup setup = { .output_path = list };
	char *names, *kept;
	size_t size, kept_size = 0;
	int ret;

	argv_add(&argv, "git");
	argv_add(&argv, "-C");
	argv_add(&argv, "%s", tree);
	argv_add(&argv, "ls-files");
	argv_add(&argv, "-z");
	argv_add(&argv, "--cached");
	argv_add(&argv, "--others");
	argv_add(&argv, "--exclude-standard");
	argv_add(&argv, "--deduplicate");
	ret = process_run(&argv, &setup, QUERY_TIMEOUT_NS, err);
	argv_release(&argv);
	if (ret)
		return ret < 0 ? ret :
		       error_set(err, EINVAL, "%s: git ls-files failed", tree);
	ret = file_read(list, &names, &size, err);
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
	ret = file_write(list, kept, kept_size, err);
	free(kept);
	free(names);
	return ret;
}

static void describe_tree(struct source *source, const char *tree, bool git)
{
	struct argv argv = { 0 };
	struct error ignored;

	if (git) {
		argv_add(&argv, "git");
		argv_add(&argv, "-C");
		argv_add(&argv, "%s", tree);
		argv_add(&argv, "describe");
		argv_add(&argv, "--always");
		argv_add(&argv, "--dirty");
		argv_add(&argv, "--abbrev=12");
		/* A checkout without a commit has no better name. */
		if (first_line(&argv, &source->version, &ignored) == 0)
			return;
	}
	source->version = xstrdup("no revision");
}

/* Everything that tar records and that is no content is fixed, so that the
 * same tree gives the same hash. */
static int archive_tree(const char *archive, const char *tree,
			const char *list, struct error *err)
{
	struct argv argv = { 0 };
	struct process_setup setup = { 0 };
	int ret;

	argv_add(&argv, "tar");
	argv_add(&argv, "--create");
	argv_add(&argv, "--file=%s", archive);
	argv_add(&argv, "--directory=%s", tree);
	/* One folder on top, as a released tarball has; links as they are. */
	argv_add(&argv, "--transform=s,^,tree/,rSH");
	argv_add(&argv, "--mtime=@0");
	argv_add(&argv, "--owner=0");
	argv_add(&argv, "--group=0");
	argv_add(&argv, "--numeric-owner");
	argv_add(&argv, "--sort=name");
	if (list) {
		argv_add(&argv, "--null");
		argv_add(&argv, "--files-from=%s", list);
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

int source_of_tree(struct source *source, const char *tree,
		   const char *scratch, struct error *err)
{
	char *kbuild = xasprintf("%s/Kbuild", tree);
	char *dot_git = xasprintf("%s/.git", tree);
	char *list = xasprintf("%s/files.%d", scratch, (int)getpid());
	bool git = file_exists(dot_git);
	int ret = 0;

	*source = (struct source){
		.label = xstrdup(tree),
		.archive = xasprintf("%s/tree.%d.tar", scratch, (int)getpid()),
		.snapshot = true,
	};
	if (!file_exists(kbuild))
		ret = error_set(err, EINVAL,
				"%s: found a folder without Kbuild, expected a kernel tree",
				tree);
	if (ret == 0)
		ret = directory_make(scratch, err);
	if (ret == 0 && git)
		ret = list_git_files(tree, list, err);
	if (ret == 0)
		ret = archive_tree(source->archive, tree, git ? list : NULL,
				   err);
	if (ret == 0)
		ret = digest_file(source->archive, source->sha256, err);
	if (ret == 0)
		describe_tree(source, tree, git);
	unlink(list);
	free(list);
	free(dot_git);
	free(kbuild);
	return ret;
}

void source_release(struct source *source)
{
	if (source->snapshot && source->archive)
		unlink(source->archive);
	free(source->label);
	free(source->version);
	free(source->made_for);
	free(source->archive);
	*source = (struct source){ 0 };
}
