// SPDX-License-Identifier: GPL-2.0-only
#include "cli/point-files.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "claim/junit.h"
#include "claim/tap.h"
#include "cli/execute.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"

static bool is_stdout(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

bool point_files_take_stdout(void)
{
	return is_stdout(execute_options.tap) ||
	       is_stdout(execute_options.junit);
}

static int check_file(const char *path, struct error *err)
{
	char *copy = xstrdup(path);
	const char *folder = dirname(copy);
	struct stat status;
	int ret = 0;

	if (!*path)
		ret = error_set(err, EINVAL,
				"found an empty name, expected a file or -");
	else if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		ret = error_set(err, EINVAL, "%s: found %s, expected a file",
				path, input_kind(status.st_mode));
	else if (access(folder, W_OK))
		ret = error_set(err, errno, "%s: cannot be written in %s: %s",
				path, folder, strerror(errno));
	free(copy);
	return ret;
}

int point_files_check(struct error *err)
{
	const char *const paths[] = {
		execute_options.tap, execute_options.junit,
	};
	int wanted = !!execute_options.json;
	int ret = 0;

	for (size_t i = 0; i < 2 && ret == 0; i++) {
		wanted += is_stdout(paths[i]);
		if (paths[i] && !is_stdout(paths[i]))
			ret = check_file(paths[i], err);
	}
	if (ret == 0 && paths[0] && paths[1] && !is_stdout(paths[0]) &&
	    strcmp(paths[0], paths[1]) == 0)
		ret = error_set(err, EINVAL,
				"found %s for --tap and for --junit, expected two files",
				paths[0]);
	if (ret == 0 && wanted > 1 && point_files_take_stdout())
		ret = error_set(err, EINVAL,
				"found two of --json, --tap - and --junit -, expected one for stdout");
	return ret;
}

static int write_one(const char *path,
		     void (*print)(FILE *out, const void *points),
		     const struct points *points, struct error *err)
{
	if (!path)
		return 0;
	if (!is_stdout(path))
		return file_print(path, print, points, err);
	print(stdout, points);
	return 0;
}

int point_files_write(const struct session *session,
		      const struct error *trouble, struct error *err)
{
	struct points points;
	int ret;

	if (!execute_options.tap && !execute_options.junit)
		return 0;
	points_collect(&points, session, trouble);
	ret = write_one(execute_options.tap, tap_print, &points, err);
	if (ret == 0)
		ret = write_one(execute_options.junit, junit_print, &points,
				err);
	points_release(&points);
	return ret;
}
