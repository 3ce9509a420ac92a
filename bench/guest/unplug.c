// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guest/hotremove.h"
#include "guest/record.h"

#define UNPLUG_DEADLINE_S 20

/* The kernel ejects the device once its blocks have gone. */
static const struct timespec eject_time = { .tv_nsec = 100000000 };

/* Memory blocks that a node has; none when the node itself is gone. */
static int count_blocks(const char *path, int nid)
{
	char folder[PATH_MAX];
	struct dirent *entry;
	int count = 0;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%s/node/node%d", path, nid);
	dir = opendir(folder);
	while (dir && (entry = readdir(dir)))
		count += strncmp(entry->d_name, "memory", 6) == 0;
	if (dir)
		closedir(dir);
	return count;
}

static time_t now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static int unplug_node(const char *path, int nid, int fd, struct error *err)
{
	time_t end_s = now_s() + UNPLUG_DEADLINE_S;
	int left = count_blocks(path, nid);
	int ret = record_emit(fd, json_pack("{s:s, s:i, s:i}", "record",
					    "unplug", "node", nid, "blocks",
					    left), err);

	while (ret == 0 && left && now_s() < end_s)
		left = count_blocks(path, nid);
	nanosleep(&eject_time, NULL);
	if (ret == 0)
		ret = record_emit(fd, json_pack("{s:s, s:i, s:i}", "record",
						"unplugged", "node", nid,
						"blocks_left", left), err);
	return ret;
}

int unplug_report(const char *path, const char *nodes, int fd,
		  struct error *err)
{
	char *end;
	int ret = 0;

	for (; *nodes && ret == 0; nodes = end + (*end == ','))
		ret = unplug_node(path, strtol(nodes, &end, 10), fd, err);
	return ret;
}
