// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/cache.h"

#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "kernel/tree.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/leftover.h"
#include "lib/lock.h"

/* Somebody else's sweep removes a few trees at most. */
#define SWEEP_TIMEOUT_NS (300 * NS_PER_S)

char *cache_folder(void)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (cache && *cache)
		return xasprintf("%s/numaboot", cache);
	return xasprintf("%s/.cache/numaboot", home ? home : "");
}

/* A snapshot has its name only until it is opened. */
static bool is_left(const char *name)
{
	static const char snapshot[] = "snapshot.";

	return leftover_is_fresh(name) || leftover_is_partial(name) ||
	       strncmp(name, snapshot, strlen(snapshot)) == 0;
}

static void sweep(const char *cache)
{
	char *kernels = xasprintf("%s/kernels", cache);
	char *images = xasprintf("%s/images", cache);

	leftover_sweep(cache, 1, is_left);
	leftover_sweep(images, 2, is_left);
	leftover_sweep(kernels, 2, is_left);
	tree_sweep(cache);
	free(images);
	free(kernels);
}

int cache_hold(const char *cache, struct error *err)
{
	char *path = xasprintf("%s/lock", cache);
	struct error ignored;
	int ret = 0;
	int fd;

	if (directory_make(cache, &ignored) || access(cache, W_OK))
		goto out;
	fd = lock_open(path, err);
	if (fd >= 0 && lock_try(fd, LOCK_EX))
		sweep(cache);
	ret = fd < 0 ? fd :
	      lock_wait(fd, LOCK_SH, path,
			"waiting for another numaboot to clear the cache",
			clock_now_ns() + SWEEP_TIMEOUT_NS, err);
	if (ret && fd >= 0)
		close(fd);
	if (ret == 0)
		ret = fd;
out:
	free(path);
	return ret;
}
