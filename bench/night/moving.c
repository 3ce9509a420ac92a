// SPDX-License-Identifier: GPL-2.0-only
#include "night/moving.h"

#include <errno.h>
#include <glob.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/commit.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"

#define FETCH_TIMEOUT_NS (3600 * NS_PER_S)
#define TOOL_TIMEOUT_NS (1800 * NS_PER_S)

/* Words, ending with NULL. */
static void add_words(struct argv *argv, va_list args)
{
	const char *word;

	while ((word = va_arg(args, const char *)))
		argv_add(argv, "%s", word);
}

static int check_end(const struct argv *argv, int ret, const char *log,
		     struct error *err)
{
	char *line = argv_join(argv);

	if (ret > 0)
		ret = error_set(err, EIO,
				"`%.300s` ended with code %d, expected 0%s%s",
				line, ret, log ? "; what it said is in " : "",
				log ? log : "");
	free(line);
	return ret;
}

static int run(const char *directory, const char *log, struct error *err, ...)
{
	const struct process_setup setup = {
		.directory = directory, .output_path = log,
	};
	struct argv argv = { 0 };
	va_list args;
	int ret;

	va_start(args, err);
	add_words(&argv, args);
	va_end(args);
	ret = process_run(&argv, &setup, TOOL_TIMEOUT_NS, err);
	ret = check_end(&argv, ret, log, err);
	argv_release(&argv);
	return ret;
}

/* What a program prints. */
static int ask(char **answer, struct error *err, ...)
{
	struct argv argv = { 0 };
	va_list args;
	int ret;

	*answer = NULL;
	va_start(args, err);
	add_words(&argv, args);
	va_end(args);
	ret = process_output(&argv, TOOL_TIMEOUT_NS, answer, err);
	ret = check_end(&argv, ret, NULL, err);
	argv_release(&argv);
	if (ret) {
		free(*answer);
		*answer = NULL;
	}
	return ret;
}

static int fetch(const struct moving *moving, const char *log,
		 struct error *err)
{
	const struct process_setup setup = {
		.directory = moving->tree, .output_path = log,
	};
	struct argv argv = { 0 };
	int ret;

	if (!moving->fetch)
		return 0;
	argv_add(&argv, "/bin/sh");
	argv_add(&argv, "-c");
	argv_add(&argv, "%s", moving->fetch);
	ret = process_run(&argv, &setup, FETCH_TIMEOUT_NS, err);
	ret = check_end(&argv, ret, log, err);
	argv_release(&argv);
	return ret;
}

static int find_tree(struct moved_arm *arm, struct error *err)
{
	const struct moving *moving = arm->moving;
	int ret = commit_find(moving->tree, moving->branch, &arm->commit, err);

	if (ret == 0)
		arm->kernel = xasprintf("%s@%s%s%s", moving->tree, arm->commit,
					moving->series ? ":" : "",
					moving->series ? moving->series : "");
	return ret;
}

/* A field of what `apt-cache show` prints, or NULL; the caller frees. */
static char *field_of(const char *text, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = text; at && *at; at = strchr(at, '\n'),
	     at = at ? at + 1 : NULL)
		if (strncmp(at, name, length) == 0 &&
		    strncmp(at + length, ": ", 2) == 0)
			return xasprintf("%.*s",
				(int)strcspn(at + length + 2, "\n"),
				at + length + 2);
	return NULL;
}

/* linux-image-amd64 has no kernel: it depends on the newest one that has. */
static char *depends_on(const char *stanza)
{
	char *depends = field_of(stanza, "Depends");
	char *found = depends ? strstr(depends, "linux-image-") : NULL;
	char *name = found ? xasprintf("%.*s", (int)strcspn(found, " ,|("),
				       found) : NULL;

	free(depends);
	return name;
}

static int newest(const char *package, char **name, char **version,
		  struct error *err)
{
	char *text = NULL, *real;
	int ret = ask(&text, err, "apt-cache", "show", "--no-all-versions",
		      package, NULL);

	*name = *version = NULL;
	if (ret)
		return error_set(err, ENOENT,
				 "found no package %s, expected one that apt-cache shows",
				 package);
	real = depends_on(text);
	if (real) {
		free(text);
		ret = ask(&text, err, "apt-cache", "show", "--no-all-versions",
			  real, NULL);
	}
	*name = real ? real : xstrdup(package);
	*version = text ? field_of(text, "Version") : NULL;
	if (ret == 0 && !*version)
		ret = error_set(err, ENOENT,
				"package %s: apt-cache tells no version", *name);
	free(text);
	return ret;
}

static char *find_one(const char *pattern)
{
	glob_t found;
	char *path = NULL;

	if (glob(pattern, 0, NULL, &found) == 0 && found.gl_pathc == 1)
		path = realpath(found.gl_pathv[0], NULL);
	globfree(&found);
	return path;
}

/* Of the package only the kernel and what is beside it is read. */
static int keep_boot(const char *folder, struct error *err)
{
	char **names = NULL;
	int ret = directory_list(folder, &names, err);

	for (char **name = names; ret >= 0 && *name; name++) {
		char *path = xasprintf("%s/%s", folder, *name);

		if (strcmp(*name, "boot"))
			ret = directory_remove(path, err);
		free(path);
	}
	directory_list_free(names);
	return ret < 0 ? ret : 0;
}

static int unpack(const char *place, const char *name, const char *version,
		  const char *log, struct error *err)
{
	char *partial = xasprintf("%s.partial", place);
	char *what = xasprintf("%s=%s", name, version);
	char *pattern = xasprintf("%s/*.deb", partial);
	char *deb = NULL;
	int ret = directory_remove(partial, err);

	if (ret == 0)
		ret = directory_make(partial, err);
	if (ret == 0)
		ret = run(partial, log, err, "apt-get", "download", "-qq", what,
			  NULL);
	if (ret == 0)
		deb = find_one(pattern);
	if (ret == 0 && !deb)
		ret = error_set(err, ENOENT,
				"%s: found no package that apt-get downloaded",
				partial);
	if (ret == 0)
		ret = run(NULL, log, err, "dpkg-deb", "-x", deb, partial, NULL);
	if (ret == 0)
		ret = keep_boot(partial, err);
	if (ret == 0 && rename(partial, place))
		ret = error_set(err, errno, "%s: %s", place, strerror(errno));
	free(deb);
	free(pattern);
	free(what);
	free(partial);
	return ret;
}

static int find_package(struct moved_arm *arm, const char *folder,
			const char *log, struct error *err)
{
	char *name = NULL, *place = NULL, *pattern = NULL;
	char *packages = xasprintf("%s/packages", folder);
	int ret = newest(arm->moving->package, &name, &arm->version, err);

	if (ret == 0)
		ret = directory_make(packages, err);
	if (ret == 0) {
		place = xasprintf("%s/%s_%s", packages, name, arm->version);
		pattern = xasprintf("%s/boot/vmlinuz-*", place);
		if (!file_exists(place))
			ret = unpack(place, name, arm->version, log, err);
	}
	if (ret == 0)
		arm->kernel = find_one(pattern);
	if (ret == 0 && !arm->kernel)
		ret = error_set(err, ENOENT,
				"package %s %s: found no boot/vmlinuz-* in it, expected one kernel",
				name, arm->version);
	free(pattern);
	free(place);
	free(packages);
	free(name);
	return ret;
}

int moving_find(struct moved_arm *arm, const struct moving *moving,
		const char *folder, const char *log, struct error *err)
{
	int ret;

	*arm = (struct moved_arm){ .moving = moving };
	ret = fetch(moving, log, err);
	if (ret == 0)
		ret = moving->package ? find_package(arm, folder, log, err) :
					find_tree(arm, err);
	if (ret)
		error_prefix(err, "arm %s: ", moving->name);
	return ret;
}

void moved_arm_release(struct moved_arm *arm)
{
	free(arm->kernel);
	free(arm->commit);
	free(arm->version);
	*arm = (struct moved_arm){ 0 };
}
