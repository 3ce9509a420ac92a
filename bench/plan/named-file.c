// SPDX-License-Identifier: GPL-2.0-only
#include "plan/named-file.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/root.h"

char *named_file(const char *name, const char *folder,
			const char *suffix)
{
	char *relative = xasprintf("%s/%s%s", folder, name, suffix);
	char *path = root_path(relative);

	free(relative);
	if (!strpbrk(name, "/.") || (!strchr(name, '/') && file_exists(path)))
		return path;
	free(path);
	return xstrdup(name);
}
