// SPDX-License-Identifier: GPL-2.0-only
#include "guest/report.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "guest/record.h"

static int state_read(const char *path, char *state, int size,
		      struct error *err)
{
	FILE *file = fopen(path, "re");
	bool read;

	if (!file)
		return error_set(err, errno, "open %s: %m", path);
	read = fgets(state, size, file) != NULL;
	fclose(file);
	if (!read)
		return error_set(err, EINVAL, "%s: found no state", path);
	state[strcspn(state, "\n")] = '\0';
	return 0;
}

/* The kernel judges the word when it gets it, which is when it is flushed. */
static int state_write(const char *path, const char *state, struct error *err)
{
	FILE *file = fopen(path, "we");
	int ret = 0;

	if (!file)
		return error_set(err, errno, "open %s: %m", path);
	if (fputs(state, file) < 0 || fflush(file))
		ret = error_set(err, errno, "%s: write %s: %m", path, state);
	fclose(file);
	return ret;
}

/* online_movable: what came as a whole may be taken out again as a whole. */
static int block_online(const char *folder, const char *name, int *blocks,
			struct error *err)
{
	char path[PATH_MAX];
	char state[32];
	int ret;

	snprintf(path, sizeof(path), "%s/%s/state", folder, name);
	ret = state_read(path, state, sizeof(state), err);
	if (ret < 0 || strcmp(state, "offline") != 0)
		return ret;
	ret = state_write(path, "online_movable", err);
	*blocks += ret == 0;
	return ret;
}

static bool is_block(const char *name)
{
	return strncmp(name, "memory", 6) == 0 && name[6] &&
	       name[6 + strspn(name + 6, "0123456789")] == '\0';
}

int memory_online(const char *path, int fd, struct error *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int blocks = 0, ret = 0;

	if (!dir && errno != ENOENT)
		return error_set(err, errno, "open %s: %m", path);
	while (dir && ret == 0 && (entry = readdir(dir)) != NULL) {
		if (is_block(entry->d_name))
			ret = block_online(path, entry->d_name, &blocks, err);
	}
	if (dir)
		closedir(dir);
	if (ret < 0)
		return ret;
	return record_emit(fd, json_pack("{s:s, s:i}", "record", "online",
					 "blocks", blocks), err);
}
