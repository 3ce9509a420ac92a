// SPDX-License-Identifier: GPL-2.0-only
#include "guest/report.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/record.h"

/* Of the kernel's largest configurations: NODES_SHIFT 10, NR_CPUS 8192. */
#define NODES_MAX 1024
#define CPUS_MAX 8192

/* First line of a file without its newline; "" when there is no such file. */
static void line_read(const char *path, char *line, int size)
{
	FILE *file = fopen(path, "re");

	line[0] = '\0';
	if (!file)
		return;
	if (!fgets(line, size, file))
		line[0] = '\0';
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
}

/* Mark every N for which @path has an entry named @prefix and N. */
static int entries_mark(const char *path, const char *prefix, char *marks,
			int limit, struct error *err)
{
	size_t length = strlen(prefix);
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return error_set(err, errno, "open %s: %m", path);
	while ((entry = readdir(dir)) != NULL) {
		const char *digits = entry->d_name + length;
		int number, end = 0;

		if (strncmp(entry->d_name, prefix, length) != 0 ||
		    sscanf(digits, "%d%n", &number, &end) != 1 || digits[end])
			continue;
		if (number >= 0 && number < limit)
			marks[number] = 1;
	}
	closedir(dir);
	return 0;
}

/* "0-1,4": the way the kernel prints sets; as much as fits. */
static void marks_format(const char *marks, int limit, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (int first = 0, last; first < limit; first = last + 1) {
		last = first;
		if (!marks[first])
			continue;
		while (last + 1 < limit && marks[last + 1])
			last++;
		if (used < size)
			used += snprintf(text + used, size - used, "%s%d",
					 used ? "," : "", first);
		if (last > first && used < size)
			used += snprintf(text + used, size - used, "-%d",
					 last);
	}
}

static int node_memory_read(const char *path, int64_t *kib, struct error *err)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int found = 0;

	if (!file)
		return error_set(err, errno, "open %s: %m", path);
	while (found != 1 && getline(&line, &size, file) >= 0)
		found = sscanf(line, "Node %*d MemTotal: %" SCNd64, kib);
	free(line);
	fclose(file);
	if (found != 1)
		return error_set(err, EINVAL, "%s: found no MemTotal", path);
	return 0;
}

static json_t *distances_read(const char *path)
{
	json_t *distances = json_array();
	char line[NODES_MAX * 4];
	int distance, used;

	line_read(path, line, sizeof(line));
	for (const char *at = line; sscanf(at, "%d%n", &distance, &used) == 1;
	     at += used)
		json_array_append_new(distances, json_integer(distance));
	return distances;
}

static int node_emit(const char *path, int nid, int fd, struct error *err)
{
	static char cpus[CPUS_MAX];
	char file[PATH_MAX];
	char list[1024];
	int64_t kib = 0;
	int ret;

	memset(cpus, 0, sizeof(cpus));
	snprintf(file, sizeof(file), "%s/node/node%d", path, nid);
	ret = entries_mark(file, "cpu", cpus, CPUS_MAX, err);
	if (ret < 0)
		return ret;
	marks_format(cpus, CPUS_MAX, list, sizeof(list));

	snprintf(file, sizeof(file), "%s/node/node%d/meminfo", path, nid);
	ret = node_memory_read(file, &kib, err);
	if (ret < 0)
		return ret;
	snprintf(file, sizeof(file), "%s/node/node%d/distance", path, nid);
	return record_emit(fd, json_pack("{s:s, s:i, s:s, s:I, s:o}",
					 "record", "node", "node", nid,
					 "cpus", list,
					 "memory_kib", (json_int_t)kib,
					 "distances", distances_read(file)),
			   err);
}

/* Kernels before 3.18 have has_memory only with CONFIG_MOVABLE_NODE. */
static int possible_emit(const char *path, int fd, struct error *err)
{
	static const char *const files[] = {
		"cpu/possible", "cpu/present", "node/online",
		"node/has_memory", "node/has_normal_memory",
	};
	char lines[5][1024];
	char file[PATH_MAX];

	for (int i = 0; i < 5; i++) {
		snprintf(file, sizeof(file), "%s/%s", path, files[i]);
		line_read(file, lines[i], sizeof(lines[i]));
	}
	return record_emit(fd, json_pack("{s:s, s:s, s:s, s:s, s:s}",
					 "record", "possible",
					 "cpus_possible", lines[0],
					 "cpus_present", lines[1],
					 "nodes_online", lines[2],
					 "nodes_has_memory",
					 lines[3][0] ? lines[3] : lines[4]),
			   err);
}

int nodes_report(const char *path, int fd, struct error *err)
{
	char nodes[NODES_MAX] = { 0 };
	char folder[PATH_MAX];
	int ret;

	snprintf(folder, sizeof(folder), "%s/node", path);
	ret = entries_mark(folder, "node", nodes, NODES_MAX, err);
	if (ret == -ENOENT)
		return possible_emit(path, fd, err);
	for (int nid = 0; ret == 0 && nid < NODES_MAX; nid++)
		if (nodes[nid])
			ret = node_emit(path, nid, fd, err);
	return ret < 0 ? ret : possible_emit(path, fd, err);
}
