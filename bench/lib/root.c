// SPDX-License-Identifier: GPL-2.0-only
#include "lib/root.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"

#define MARK "kernels/variants.ini"
#define INSTALLED "/lib/numaboot"

static char *find_root(void)
{
	static const char *const places[] = { "..", ".." INSTALLED };
	char *self = realpath("/proc/self/exe", NULL);
	char *found = NULL;

	for (size_t i = 0; self && i < sizeof(places) / sizeof(places[0]);
	     i++) {
		char *copy = xstrdup(self);
		char *root = xasprintf("%s/%s", dirname(copy), places[i]);
		char *mark = xasprintf("%s/" MARK, root);

		if (!found && file_exists(mark))
			found = realpath(root, NULL);
		free(mark);
		free(root);
		free(copy);
	}
	free(self);
	return found ? found : xstrdup(".");
}

static const char *root_of(void)
{
	static char *root;

	if (!root)
		root = find_root();
	return root;
}

bool root_is_installed(void)
{
	const char *root = root_of();
	size_t length = strlen(root), end = strlen(INSTALLED);

	return length > end && strcmp(root + length - end, INSTALLED) == 0;
}

char *root_path(const char *name)
{
	const char *root = root_of();
	char here[PATH_MAX];

	if (getcwd(here, sizeof(here)) && strcmp(here, root) == 0)
		return xstrdup(name);
	return xasprintf("%s/%s", root, name);
}
