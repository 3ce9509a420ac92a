// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/cache.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
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

static void tell_relative(const char *cache)
{
	static bool told;

	if (!told)
		fprintf(stderr, "found XDG_CACHE_HOME=%s, expected an absolute path: it is ignored, the cache is in ~/.cache\n",
			cache);
	told = true;
}

char *cache_folder(void)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (cache && *cache == '/')
		return xasprintf("%s/numaboot", cache);
	if (cache && *cache)
		tell_relative(cache);
	return xasprintf("%s/.cache/numaboot", home ? home : "");
}

int cache_check_path(const char *cache, struct error *err)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789/._-+@~";

	for (const char *at = cache; *at; at++)
		if (!strchr(plain, *at) && !(*at & 0x80))
			return error_set(err, EINVAL,
					 "found `%c` in the path of the cache, %s, where make cannot build: set XDG_CACHE_HOME to a path of letters, digits and /._-+@~",
					 *at, cache);
	return 0;
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
