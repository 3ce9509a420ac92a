// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/nodes.h"

#include <errno.h>
#include <inttypes.h>
#include <numa.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"

/* Kernel numbers of CPUs and nodes are far below. */
#define MAX_NUMBER 65536

struct numbers {
	int *list;
	size_t count;
};

/* "0-3,8\n": Documentation/admin-guide/cputopology.rst, lists of CPUs. */
static bool parse_list(const char *text, struct numbers *numbers)
{
	while (*text && *text != '\n') {
		char *end;
		unsigned long first = strtoul(text, &end, 10), last = first;

		if (end == text)
			return false;
		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		if (last < first || last >= MAX_NUMBER ||
		    !strchr(",\n", *end))
			return false;
		for (; first <= last; first++) {
			numbers->list = xgrow(numbers->list, numbers->count,
					      sizeof(*numbers->list));
			numbers->list[numbers->count++] = first;
		}
		text = end + (*end == ',');
	}
	return true;
}

static int read_list(const char *path, struct numbers *numbers,
		     struct error *err)
{
	char *text;
	int ret = file_read(path, &text, NULL, err);

	if (ret)
		return ret;
	if (!parse_list(text, numbers))
		ret = error_set(err, EINVAL,
				"%s: found `%.*s`, expected a list such as 0-3,8",
				path, (int)strcspn(text, "\n"), text);
	free(text);
	return ret;
}

/* Bytes of "Node 0 NAME:  123 kB". */
static int take_meminfo(const char *path, const char *text, const char *name,
			uint64_t *bytes, struct error *err)
{
	char *word = xasprintf(" %s:", name);
	const char *at = strstr(text, word);
	unsigned long long kib;
	int ret = 0;

	if (at && sscanf(at + strlen(word), "%llu kB", &kib) == 1)
		*bytes += kib * 1024;
	else
		ret = error_set(err, EINVAL,
				"%s: found no `%s`, expected one with its kB",
				path, name);
	free(word);
	return ret;
}

static int read_meminfo(const char *path, struct node *node,
			struct error *err)
{
	static const char *const usable[] = { "MemFree", "Active(file)",
					      "Inactive(file)" };
	char *text;
	int ret = file_read(path, &text, NULL, err);

	if (ret)
		return ret;
	ret = take_meminfo(path, text, "MemTotal", &node->bytes, err);
	for (size_t i = 0; ret == 0 && i < 3; i++)
		ret = take_meminfo(path, text, usable[i], &node->free_bytes,
				   err);
	free(text);
	return ret;
}

static int read_node(struct node *node, const char *directory,
		     struct error *err)
{
	struct numbers cpus = { 0 };
	char *path = xasprintf("%s/node%d/cpulist", directory, node->nid);
	int ret = read_list(path, &cpus, err);

	node->cpus = cpus.list;
	node->cpu_count = cpus.count;
	free(path);
	path = xasprintf("%s/node%d/meminfo", directory, node->nid);
	if (ret == 0)
		ret = read_meminfo(path, node, err);
	free(path);
	path = xasprintf("%s/node%d/distance", directory, node->nid);
	if (ret == 0)
		ret = file_read(path, &node->distances, NULL, err);
	if (ret == 0)
		node->distances[strcspn(node->distances, "\n")] = '\0';
	free(path);
	return ret;
}

static bool has_cpu(const struct node *node, int cpu)
{
	for (size_t i = 0; i < node->cpu_count; i++)
		if (node->cpus[i] == cpu)
			return true;
	return false;
}

/*
 * numa=fake lists a CPU with each node that its own was cut into; it runs on
 * the first of them.
 */
static void drop_repeated(struct node *node, const struct node *earlier)
{
	size_t kept = 0;

	for (size_t i = 0; i < node->cpu_count; i++)
		if (!has_cpu(earlier, node->cpus[i]))
			node->cpus[kept++] = node->cpus[i];
	node->cpu_count = kept;
}

int nodes_read(struct nodes *nodes, const char *directory, struct error *err)
{
	char *path = xasprintf("%s/online", directory);
	struct numbers online = { 0 };
	int ret = read_list(path, &online, err);

	*nodes = (struct nodes){ 0 };
	for (size_t i = 0; ret == 0 && i < online.count; i++) {
		nodes->list = xgrow(nodes->list, nodes->count,
				    sizeof(*nodes->list));
		nodes->list[nodes->count].nid = online.list[i];
		ret = read_node(&nodes->list[nodes->count++], directory, err);
		for (size_t j = 0; j < i; j++)
			drop_repeated(&nodes->list[i], &nodes->list[j]);
	}
	free(online.list);
	free(path);
	return ret;
}

static void keep_cpus(struct node *node, const struct bitmask *allowed)
{
	size_t kept = 0;

	for (size_t i = 0; i < node->cpu_count; i++)
		if (numa_bitmask_isbitset(allowed, node->cpus[i]))
			node->cpus[kept++] = node->cpus[i];
	node->cpu_count = kept;
}

int nodes_keep_allowed(struct nodes *nodes, struct error *err)
{
	struct bitmask *allowed = numa_allocate_cpumask();
	int ret = 0;

	if (numa_sched_getaffinity(0, allowed) < 0)
		ret = error_set(err, errno, "sched_getaffinity: %s",
				strerror(errno));
	for (size_t i = 0; ret == 0 && i < nodes->count; i++)
		keep_cpus(&nodes->list[i], allowed);
	numa_bitmask_free(allowed);
	return ret;
}

int nodes_check_room(const struct nodes *nodes, uint64_t bytes,
		     struct error *err)
{
	for (size_t i = 0; i < nodes->count; i++) {
		const struct node *node = &nodes->list[i];

		if (node->bytes && node->free_bytes < bytes)
			return error_set(err, ENOMEM,
					 "node %d: found %" PRIu64
					 " MiB free, expected %" PRIu64
					 " MiB (see --bytes)",
					 node->nid, node->free_bytes >> 20,
					 bytes >> 20);
	}
	return 0;
}

int node_last_cpu(const struct node *node)
{
	return node->cpus[node->cpu_count - 1];
}

void nodes_print(FILE *out, const struct nodes *nodes)
{
	for (size_t i = 0; i < nodes->count; i++) {
		const struct node *node = &nodes->list[i];

		fprintf(out, "# node %d: %" PRIu64 " bytes, distances %s, CPUs",
			node->nid, node->bytes, node->distances);
		for (size_t cpu = 0; cpu < node->cpu_count; cpu++)
			fprintf(out, " %d", node->cpus[cpu]);
		fputc('\n', out);
	}
}

void nodes_release(struct nodes *nodes)
{
	for (size_t i = 0; i < nodes->count; i++) {
		free(nodes->list[i].cpus);
		free(nodes->list[i].distances);
	}
	free(nodes->list);
	*nodes = (struct nodes){ 0 };
}
