// SPDX-License-Identifier: GPL-2.0-only
#include "session/known.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/cache.h"
#include "lib/alloc.h"
#include "lib/file.h"

char *known_path(const char *kind, SHA2_CTX *digest)
{
	char *cache = cache_folder();
	char hex[DIGEST_HEX_SIZE];
	char *path;

	SHA256End(digest, hex);
	path = xasprintf("%s/%s-%.16s", cache, kind, hex);
	free(cache);
	return path;
}

bool known_recall(const char *path, char **answer)
{
	struct error ignored;

	*answer = NULL;
	return file_read(path, answer, NULL, &ignored) == 0;
}

int known_remember(const char *path, const char *answer, struct error *err)
{
	char *cache = cache_folder();
	int fd = cache_hold(cache, err);
	int ret = fd < 0 ? fd : file_write(path, answer, strlen(answer), err);

	if (fd > 0)
		close(fd);
	free(cache);
	return ret;
}
