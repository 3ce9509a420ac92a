// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/packages.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/process.h"

/* Of some programs. */
#define OUTPUT_MAX 65536
#define QUERY_TIMEOUT_NS (60 * NS_PER_S)

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Nothing else is a package's: asking takes dpkg-query some 0.1 s. */
static bool may_be_owned(const char *path)
{
	static const char *const folders[] = {
		"/usr/", "/bin/", "/sbin/", "/lib", "/opt/",
	};

	if (strncmp(path, "/usr/local/", strlen("/usr/local/")) == 0)
		return false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (strncmp(path, folders[i], strlen(folders[i])) == 0)
			return true;
	return false;
}

/* The first one of "gcc-12: /usr/bin/x" or "one, two:amd64: /usr/bin/x". */
static char *find_owner(char *const *lines, const char *path)
{
	for (; *lines; lines++) {
		const char *listed = strstr(*lines, ": ");

		if (listed && strcmp(listed + 2, path) == 0 &&
		    strncmp(*lines, "diversion ", strlen("diversion ")))
			return xasprintf("%.*s", (int)strcspn(*lines, ",: "),
					 *lines);
	}
	return NULL;
}

static char **split_lines(char *text)
{
	char **lines = NULL;
	int count = 0;

	for (char *line; text && *text; count++) {
		line = strsep(&text, "\n");
		lines = xgrow(lines, count, sizeof(*lines));
		lines[count] = line;
	}
	return xgrow(lines, count, sizeof(*lines));
}

/* Return: what it printed, also when it knows only some; NULL for nothing. */
static char *query(const struct argv *argv)
{
	struct process_setup setup = {
		.output_fd = memfd_create("output", MFD_CLOEXEC),
		.error_fd = memfd_create("errors", MFD_CLOEXEC),
	};
	struct error ignored;
	char *text = NULL;
	int ret = setup.output_fd < 0 || setup.error_fd < 0 ? -errno :
		  process_run(argv, &setup, QUERY_TIMEOUT_NS, &ignored);

	if (ret == 0 || ret == 1) {
		text = xcalloc(1, OUTPUT_MAX + 1);
		if (pread(setup.output_fd, text, OUTPUT_MAX, 0) < 0)
			*text = '\0';
	}
	close(setup.error_fd);
	close(setup.output_fd);
	return text;
}

static void search_args(struct argv *argv, const struct argv *paths)
{
	argv_add(argv, "dpkg-query");
	argv_add(argv, "--search");
	for (size_t i = 0; i < paths->count; i++)
		if (may_be_owned(paths->words[i]))
			argv_add(argv, "%s", paths->words[i]);
}

/* Lines "NAME VERSION" of the packages that @argv asks for. */
static void add_versions(json_t *packages, const struct argv *argv)
{
	char *text = query(argv);
	char **lines = split_lines(text);

	for (char **line = lines; *line; line++) {
		char *version = *line;
		const char *name = strsep(&version, " ");

		json_object_set_new(packages, name, version && *version ?
				    json_string(version) : json_null());
	}
	free(lines);
	free(text);
}

json_t *packages_of(const struct argv *paths)
{
	struct argv search = { 0 }, show = { 0 };
	json_t *packages = NULL;
	char *found, **lines;

	search_args(&search, paths);
	found = search.count > 2 ? query(&search) : xstrdup("");
	argv_release(&search);
	if (!found)
		return NULL;
	packages = json_object();
	lines = split_lines(found);
	argv_add(&show, "dpkg-query");
	argv_add(&show, "--show");
	argv_add(&show, "--showformat=${Package} ${Version}\\n");
	for (size_t i = 0; i < paths->count; i++) {
		char *owner = find_owner(lines, paths->words[i]);

		if (owner)
			argv_add(&show, "%s", owner);
		json_object_set_new(packages, owner ? owner :
				    name_of(paths->words[i]), json_null());
		free(owner);
	}
	if (show.count > 3)
		add_versions(packages, &show);
	argv_release(&show);
	free(lines);
	free(found);
	return packages;
}
