// SPDX-License-Identifier: GPL-2.0-only
#include "guest/hotremove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "guest/record.h"
#include "lib/alloc.h"

#define ATTEMPT_DEADLINE_S 20
#define LOG_SIZE (1 << 18)

/* syslog(2): what klogctl() is asked to do. */
enum { LOG_READ_ALL = 3, LOG_CLEAR = 5 };

/**
 * struct memory_block - a memory block of sysfs
 * @number: in its name
 * @nid: its node
 * @movable: it was in ZONE_MOVABLE
 * @error: errno of taking it offline, 0 when it went
 */
struct memory_block {
	int number;
	int nid;
	bool movable;
	int error;
};

struct memory_blocks {
	const char *path;
	uint64_t block_bytes;
	struct memory_block *list;
	size_t count;
};

static int blocks_read_size(struct memory_blocks *blocks, struct error *err)
{
	char path[PATH_MAX];
	FILE *file;
	int read;

	snprintf(path, sizeof(path), "%s/memory/block_size_bytes",
		 blocks->path);
	file = fopen(path, "re");
	if (!file)
		return error_set(err, errno,
				 "open %s: %m: does the kernel have CONFIG_MEMORY_HOTPLUG?",
				 path);
	read = fscanf(file, "%" SCNx64, &blocks->block_bytes);
	fclose(file);
	return read == 1 ? 0 : error_set(err, EINVAL, "%s: found no number",
					 path);
}

static int compare_blocks(const void *a, const void *b)
{
	return ((const struct memory_block *)a)->number -
	       ((const struct memory_block *)b)->number;
}

static int blocks_add_node(struct memory_blocks *blocks, int nid, struct error *err)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/node/node%d", blocks->path, nid);
	dir = opendir(path);
	if (!dir)
		return error_set(err, errno, "open %s: %m", path);
	while ((entry = readdir(dir))) {
		int number, end = 0;

		if (sscanf(entry->d_name, "memory%d%n", &number, &end) != 1 ||
		    entry->d_name[end])
			continue;
		blocks->list = xgrow(blocks->list, blocks->count,
				     sizeof(*blocks->list));
		blocks->list[blocks->count++] =
			(struct memory_block){ .number = number, .nid = nid };
	}
	closedir(dir);
	return 0;
}

static int blocks_find(struct memory_blocks *blocks, const char *nodes,
		       struct error *err)
{
	char *end;
	int ret = blocks_read_size(blocks, err);

	for (; *nodes && ret == 0; nodes = end + (*end == ','))
		ret = blocks_add_node(blocks, strtol(nodes, &end, 10), err);
	if (ret == 0 && blocks->count)
		qsort(blocks->list, blocks->count, sizeof(*blocks->list),
		      compare_blocks);
	return ret;
}

/* Does a file of the block begin with this text? */
static bool block_says(const struct memory_blocks *blocks, const struct memory_block *block,
		       const char *name, const char *text)
{
	char path[PATH_MAX];
	char line[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/memory/memory%d/%s", blocks->path,
		 block->number, name);
	file = fopen(path, "re");
	if (file && !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	return strncmp(line, text, strlen(text)) == 0;
}

static int state_write(const struct memory_blocks *blocks, const struct memory_block *block,
		       const char *state)
{
	char path[PATH_MAX];
	int fd, ret = 0;

	snprintf(path, sizeof(path), "%s/memory/memory%d/state",
		 blocks->path, block->number);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	if (write(fd, state, strlen(state)) < 0)
		ret = errno;
	close(fd);
	return ret;
}

/*
 * The kernel tries until it succeeds or the writer has a signal: a process
 * of its own, so that there is somebody to send one.
 */
static int state_try(const struct memory_blocks *blocks, const struct memory_block *block,
		     const char *state)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	pid_t child = fork();
	int status = 0;

	if (child < 0)
		return errno;
	if (child == 0)
		_exit(state_write(blocks, block, state));
	for (int i = 0; i < ATTEMPT_DEADLINE_S * 200; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
		nanosleep(&pause, NULL);
	}
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : ETIMEDOUT;
}

/* The text behind @label up to one of @ends; "" when it is not there. */
static void cut(const char *text, const char *label, const char *ends,
		char *value, size_t size)
{
	const char *at = strstr(text, label);

	value[0] = '\0';
	if (at) {
		at += strlen(label);
		snprintf(value, size, "%.*s", (int)strcspn(at, ends), at);
	}
}

/*
 * mm/debug.c, dump_page(): "page:… pfn:0x1bf600", then "flags: 0x…(reserved|
 * …)", from 6.9 on "page_type: f5(slab)", then "page dumped because: unmovable
 * page".  The last such report is about the last page that was tried.
 */
static void add_reason(json_t *record)
{
	static char log[LOG_SIZE];
	char why[64], pfn[32], flags[128], type[64];
	int length = klogctl(LOG_READ_ALL, log, sizeof(log) - 1);
	char *page = NULL;

	log[length > 0 ? length : 0] = '\0';
	for (char *at = log; (at = strstr(at, "pfn:0x")); at++)
		page = at;
	if (!page)
		return;
	cut(page, "pfn:", " \n", pfn, sizeof(pfn));
	cut(page, "flags: ", "\n", flags, sizeof(flags));
	cut(page, "page_type: ", "\n", type, sizeof(type));
	cut(page, "page dumped because: ", "\n", why, sizeof(why));
	json_object_set_new(record, "pfn",
			    json_integer(strtoll(pfn, NULL, 16)));
	json_object_set_new(record, "flags", json_string(flags));
	json_object_set_new(record, "type", json_string(type));
	json_object_set_new(record, "why", json_string(why));
}

static int block_try(const struct memory_blocks *blocks, struct memory_block *block, int fd,
		     struct error *err)
{
	json_t *record;
	int error;

	/* The attempt may be the kernel's last: what was said must be out. */
	tcdrain(fd);
	block->movable = block_says(blocks, block, "valid_zones", "Movable");
	klogctl(LOG_CLEAR, NULL, 0);
	error = state_try(blocks, block, "offline");
	block->error = error;
	record = json_pack("{s:s, s:i, s:i, s:I, s:I, s:b, s:s}",
			   "record", "block", "block", block->number,
			   "node", block->nid, "start",
			   (json_int_t)(block->number * blocks->block_bytes),
			   "bytes", (json_int_t)blocks->block_bytes,
			   "offline", error == 0,
			   "error", error ? strerror(error) : "");
	if (record && error)
		add_reason(record);
	return record_emit(fd, record, err);
}

static int blocks_restore(const struct memory_blocks *blocks, int fd,
			  struct error *err)
{
	int restored = 0, lost = 0;

	for (size_t i = 0; i < blocks->count; i++) {
		const struct memory_block *block = &blocks->list[i];

		if (block->error)
			continue;
		if (state_try(blocks, block, block->movable ?
			      "online_movable" : "online"))
			lost++;
		else
			restored++;
	}
	return record_emit(fd, json_pack("{s:s, s:i, s:i}", "record",
					 "restored", "blocks", restored,
					 "lost", lost), err);
}

/*
 * Without the option, drivers/base/memory.c refuses every block as it refuses
 * one with a hole, and calls none removable.
 */
static int check_option(const struct memory_blocks *blocks, struct error *err)
{
	for (size_t i = 0; i < blocks->count; i++)
		if (blocks->list[i].error != EINVAL ||
		    block_says(blocks, &blocks->list[i], "removable", "1"))
			return 0;
	return !blocks->count ? 0 : error_set(err, EINVAL,
		"the kernel takes no memory block offline: it lacks CONFIG_MEMORY_HOTREMOVE");
}

int hotremove_report(const char *path, const char *nodes, int fd,
		     struct error *err)
{
	struct memory_blocks blocks = { .path = path };
	int ret = blocks_find(&blocks, nodes, err);

	for (size_t i = 0; i < blocks.count && ret == 0; i++)
		ret = block_try(&blocks, &blocks.list[i], fd, err);
	if (ret == 0)
		ret = blocks_restore(&blocks, fd, err);
	if (ret == 0)
		ret = check_option(&blocks, err);
	free(blocks.list);
	return ret;
}
