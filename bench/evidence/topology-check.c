// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/topology-check.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"

/*
 * The guest reports the pages that its allocator manages.  What is missing:
 * the memory map (64 bytes a page, 1.6 % of a node), 4 KiB mappings of all
 * RAM (0.2 %), the bounce buffer (64 MiB on a node below 4 GiB), the kernel
 * and firmware tables; 13.7 % of 512 MiB at worst in the shipped topologies.
 * With movable_node, what is not movable of all hotpluggable nodes lies on the
 * others: their memory map and 4 KiB mappings, 2 % of all RAM at most.
 * A crash kernel is as large as asked for and is therefore looked up.
 */
#define MISSING_PERCENT 15
#define MISSING_KIB (64 * 1024)
#define MISSING_PERCENT_OF_ALL 2

#define LIST_SIZE 512

/* Sets of nodes and of CPUs have at most 64 members. */
#define BIT(n) ((uint64_t)1 << (n))

struct seen {
	const struct topology *t;
	const char *path;
	json_t *nodes[TOPOLOGY_MAX_NODES];
	json_t *possible;
	uint64_t crash_kernel_bytes[TOPOLOGY_MAX_NODES];
};

static int differ(const struct seen *seen, struct error *err,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int differ(const struct seen *seen, struct error *err,
		  const char *format, ...)
{
	char text[LIST_SIZE * 3];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return error_set(err, EINVAL, "guest: %s (%s)", text, seen->t->path);
}

static int keep_node(struct seen *seen, int line, json_t *record,
		     struct error *err)
{
	json_t *node = json_object_get(record, "node");
	json_int_t nid = json_integer_value(node);

	if (!json_is_integer(node))
		return error_set(err, EBADMSG,
				 "%s:%d: found a node record without a number `node`, expected one",
				 seen->path, line);
	if (nid < 0 || nid >= (json_int_t)seen->t->guest_node_count)
		return differ(seen, err,
			      "node %" JSON_INTEGER_FORMAT " exists, expected nodes 0 to %u",
			      nid, seen->t->guest_node_count - 1);
	if (seen->nodes[nid])
		return error_set(err, EBADMSG,
				 "%s:%d: found a second record of node %" JSON_INTEGER_FORMAT ", expected one",
				 seen->path, line, nid);
	seen->nodes[nid] = json_incref(record);
	return 0;
}

static void keep_iomem(struct seen *seen, const json_t *record)
{
	const char *name = json_string_value(json_object_get(record, "name"));
	json_int_t start = json_integer_value(json_object_get(record, "start"));
	json_int_t end = json_integer_value(json_object_get(record, "end"));
	int nid = topology_nid_of(seen->t, (uint64_t)start);

	if (!name || strcmp(name, "Crash kernel") != 0 || nid < 0)
		return;
	/* Where the guest's nodes are its own, it may be on any of them. */
	for (unsigned int i = 0; i < seen->t->guest_node_count; i++)
		if (seen->t->guest_differs || (int)i == nid)
			seen->crash_kernel_bytes[i] +=
				(uint64_t)(end - start + 1);
}

static int keep_record(struct seen *seen, int line, json_t *record,
		       struct error *err)
{
	const char *name =
		json_string_value(json_object_get(record, "record"));

	if (!name)
		return error_set(err, EBADMSG,
				 "%s:%d: found a line without `record`, expected a JSON object with it",
				 seen->path, line);
	if (strcmp(name, "node") == 0)
		return keep_node(seen, line, record, err);
	if (strcmp(name, "iomem") == 0)
		keep_iomem(seen, record);
	if (strcmp(name, "possible") == 0 && !seen->possible)
		seen->possible = json_incref(record);
	return 0;
}

static int read_line(struct seen *seen, int line, const char *text,
		     size_t length, struct error *err)
{
	json_error_t json_err;
	json_t *record = json_loadb(text, length, 0, &json_err);
	int ret;

	if (!record)
		return error_set(err, EBADMSG,
				 "%s:%d: found a damaged line, expected a JSON object: %s",
				 seen->path, line, json_err.text);
	ret = keep_record(seen, line, record, err);
	json_decref(record);
	return ret;
}

static int read_records(struct seen *seen, struct error *err)
{
	char *text, *start, *end;
	size_t size;
	int line = 1;
	int ret = file_read(seen->path, &text, &size, err);

	if (ret)
		return ret;
	for (start = text; !ret && start < text + size; start = end + 1) {
		end = memchr(start, '\n', (size_t)(text + size - start));
		if (!end)
			end = text + size;
		ret = read_line(seen, line++, start, (size_t)(end - start),
				err);
	}
	free(text);
	return ret;
}

/* The kernel's way to print a set: ranges, commas, "" for an empty one. */
static void format_set(char *list, uint64_t set)
{
	size_t used = 0;

	*list = '\0';
	for (unsigned int first = 0, last; first < 64; first = last + 1) {
		last = first;
		if (!(set & BIT(first)))
			continue;
		while (last + 1 < 64 && set & BIT(last + 1))
			last++;
		used += (size_t)snprintf(list + used, LIST_SIZE - used, "%s%u",
					 used ? "," : "", first);
		if (last > first)
			used += (size_t)snprintf(list + used, LIST_SIZE - used,
						 "-%u", last);
	}
}

static uint64_t set_below(unsigned int limit)
{
	return limit < 64 ? BIT(limit) - 1 : ~(uint64_t)0;
}

static uint64_t nodes_with_memory(const struct topology *t)
{
	uint64_t set = 0;

	for (unsigned int nid = 0; nid < t->guest_node_count; nid++) {
		if (t->guest_nodes[nid].memory_bytes)
			set |= BIT(nid);
	}
	return set;
}

/* Without options of its kernel, a guest lacks whole lists, or nodes. */
static const char *missing_option(const struct seen *seen, const char *field,
				  const char *list)
{
	if (strncmp(field, "nodes_", 6) != 0)
		return "";
	if (!*list)
		return ": does the kernel have CONFIG_NUMA?";
	for (unsigned int nid = 0; nid < seen->t->guest_node_count; nid++)
		if (seen->t->guest_nodes[nid].hot_added)
			return ": does the kernel have CONFIG_ACPI_HOTPLUG_MEMORY?";
	return "";
}

static int check_list(const struct seen *seen, const char *field,
		      const char *what, uint64_t set, struct error *err)
{
	const char *list =
		json_string_value(json_object_get(seen->possible, field));
	char expected[LIST_SIZE];

	format_set(expected, set);
	if (!list)
		return error_set(err, EBADMSG,
				 "%s: found no text `%s` in the possible record, expected `%s`",
				 seen->path, field, expected);
	if (strcmp(list, expected) == 0)
		return 0;
	return differ(seen, err, "%s are `%s`, expected `%s`%s", what, list,
		      expected, missing_option(seen, field, list));
}

static int check_lists(const struct seen *seen, struct error *err)
{
	const struct topology *t = seen->t;
	int ret;

	if (!seen->possible)
		return error_set(err, EBADMSG,
				 "%s: found no possible record, expected one",
				 seen->path);
	ret = check_list(seen, "nodes_online", "the nodes online",
			 set_below(t->guest_node_count), err);
	if (!ret)
		ret = check_list(seen, "nodes_has_memory",
				 "the nodes with memory", nodes_with_memory(t),
				 err);
	if (!ret)
		ret = check_list(seen, "cpus_present", "the CPUs present",
				 set_below(t->cpu_count), err);
	return ret;
}

/* Of a node whose memory was hot-added, nothing is missing. */
static json_int_t least_memory_kib(const struct seen *seen, unsigned int nid)
{
	const struct topology_guest_node *node = &seen->t->guest_nodes[nid];
	json_int_t most = (json_int_t)(node->memory_bytes >> 10);
	json_int_t all = (json_int_t)(seen->t->memory_bytes >> 10);
	json_int_t least = most - most * MISSING_PERCENT / 100 - MISSING_KIB -
			   all * MISSING_PERCENT_OF_ALL / 100 -
			   (json_int_t)(seen->crash_kernel_bytes[nid] >> 10);

	if (node->hot_added || most == 0)
		return most;
	return least < 1 ? 1 : least;
}

static int check_memory(const struct seen *seen, unsigned int nid,
			struct error *err)
{
	json_t *memory = json_object_get(seen->nodes[nid], "memory_kib");
	json_int_t kib = json_integer_value(memory);
	json_int_t least = least_memory_kib(seen, nid);
	json_int_t most =
		(json_int_t)(seen->t->guest_nodes[nid].memory_bytes >> 10);

	if (!json_is_integer(memory))
		return error_set(err, EBADMSG,
				 "%s: found no number `memory_kib` of node %u, expected one",
				 seen->path, nid);
	if (kib >= least && kib <= most)
		return 0;
	return differ(seen, err,
		      "node %u has %" JSON_INTEGER_FORMAT " KiB of memory, expected %" JSON_INTEGER_FORMAT " to %" JSON_INTEGER_FORMAT,
		      nid, kib, least, most);
}


/*
 * A node has an entry for every CPU present, but its cpulist has only those
 * online: the record may hold either.
 */
static int check_cpus(const struct seen *seen, unsigned int nid,
		      unsigned int cpus_online_limit, struct error *err)
{
	uint64_t set = seen->t->guest_nodes[nid].cpus;
	const char *cpus =
		json_string_value(json_object_get(seen->nodes[nid], "cpus"));
	char present[LIST_SIZE], online[LIST_SIZE];

	format_set(present, set);
	format_set(online, set & set_below(cpus_online_limit));
	if (!cpus)
		return error_set(err, EBADMSG,
				 "%s: found no text `cpus` of node %u, expected `%s`",
				 seen->path, nid, present);
	if (strcmp(cpus, present) == 0 || strcmp(cpus, online) == 0)
		return 0;
	return differ(seen, err, "node %u has the CPUs `%s`, expected `%s`",
		      nid, cpus, present);
}

static int check_distances(const struct seen *seen, unsigned int nid,
			   struct error *err)
{
	json_t *row = json_object_get(seen->nodes[nid], "distances");

	if (!json_is_array(row))
		return error_set(err, EBADMSG,
				 "%s: found no list `distances` of node %u, expected one",
				 seen->path, nid);
	if (json_array_size(row) != seen->t->guest_node_count)
		return differ(seen, err,
			      "node %u has %zu distances, expected %u", nid,
			      json_array_size(row),
			      seen->t->guest_node_count);
	for (unsigned int to = 0; to < seen->t->guest_node_count; to++) {
		uint8_t expected = seen->t->guest_nodes[nid].distance[to];
		json_int_t value = json_integer_value(json_array_get(row, to));

		if (value != expected)
			return differ(seen, err,
				      "node %u has distance %" JSON_INTEGER_FORMAT " to node %u, expected %u",
				      nid, value, to, expected);
	}
	return 0;
}

/*
 * Linux has a node without memory online as soon as it has a CPU, present
 * or not (arch/x86/mm/numa.c, init_cpu_to_node()), so all of them report.
 */
static int check_node(const struct seen *seen, unsigned int nid,
		      unsigned int cpus_online_limit, struct error *err)
{
	int ret;

	if (!seen->nodes[nid])
		return differ(seen, err,
			      "node %u has no record, expected one", nid);
	ret = check_memory(seen, nid, err);
	if (!ret)
		ret = check_cpus(seen, nid, cpus_online_limit, err);
	if (!ret)
		ret = check_distances(seen, nid, err);
	return ret;
}

int topology_check(const struct topology *t, const char *guest_jsonl_path,
		   unsigned int cpus_online_limit, struct error *err)
{
	struct seen seen = { .t = t, .path = guest_jsonl_path };
	int ret = read_records(&seen, err);

	if (!ret)
		ret = check_lists(&seen, err);
	for (unsigned int nid = 0; !ret && nid < t->guest_node_count; nid++)
		ret = check_node(&seen, nid, cpus_online_limit, err);
	for (unsigned int nid = 0; nid < t->guest_node_count; nid++)
		json_decref(seen.nodes[nid]);
	json_decref(seen.possible);
	return ret;
}
