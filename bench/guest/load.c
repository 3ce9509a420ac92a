// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mempolicy.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest/hotremove.h"

#define CACHE_BYTES (64 << 20)
#define FILES 4000

/* Kernels without NUMA have no policy, and nothing to choose. */
static int prefer_node(int nid, struct error *err)
{
	unsigned long mask[1024 / (8 * sizeof(long))] = { 0 };
	unsigned long bits = 8 * sizeof(mask);

	if (nid >= 0)
		mask[nid / (8 * sizeof(long))] =
			1UL << nid % (8 * sizeof(long));
	if (syscall(SYS_set_mempolicy, nid < 0 ? MPOL_DEFAULT : MPOL_PREFERRED,
		    nid < 0 ? NULL : mask, nid < 0 ? 0 : bits) < 0)
		return error_set(err, errno, "set_mempolicy node %d: %m", nid);
	return 0;
}

static int fill_file(int fd, const char *path, struct error *err)
{
	static const char page[64 * 1024] = { 1 };

	for (long written = 0; written < CACHE_BYTES;) {
		ssize_t part = write(fd, page, sizeof(page));

		if (part < 0)
			return error_set(err, errno, "write %s: %m", path);
		written += part;
	}
	return 0;
}

static int make_file(const char *path, int fill, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int ret = 0;

	if (fd < 0)
		return error_set(err, errno, "create %s: %m", path);
	if (fill)
		ret = fill_file(fd, path, err);
	close(fd);
	return ret;
}

static int load_node(const char *folder, int nid, struct error *err)
{
	char path[PATH_MAX];
	int ret = prefer_node(nid, err);

	for (int i = 0; i <= FILES && ret == 0; i++) {
		snprintf(path, sizeof(path), "%s/%d-%d", folder, nid, i);
		ret = make_file(path, i == 0, err);
	}
	return ret;
}

int load_nodes(const char *folder, const char *nodes, struct error *err)
{
	char *end;
	int ret = 0;

	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return error_set(err, errno, "mkdir %s: %m", folder);
	for (; *nodes && ret == 0; nodes = end + (*end == ','))
		ret = load_node(folder, strtol(nodes, &end, 10), err);
	return ret ? ret : prefer_node(-1, err);
}
