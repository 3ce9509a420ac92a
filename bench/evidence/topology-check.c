// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/topology-check.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>


/*
 * The guest reports the pages that its allocator manages.  What is missing:
 * the memory map (64 bytes a page, 1.6 % of a node), 4 KiB mappings of all
 * RAM (0.2 %), the bounce buffer (64 MiB on a node below 4 GiB), the kernel
 * and firmware tables; 13.7 % of 512 MiB at worst in the shipped topologies.
 * With movable_node, what is not movable of all hotpluggable nodes lies on the
 * others: their memory map and 4 KiB mappings, 2 % of all RAM at most.
 * A crash kernel is as large as asked for and is therefore looked up.
 * A kernel that checks itself has shadow memory, 12.5 % of each node with KASAN,
 * and a larger image with larger tables.
 */
#define MISSING_PERCENT 15
#define MISSING_KIB (64 * 1024)
#define MISSING_PERCENT_OF_ALL 2
#define KEPT_PERCENT 13
#define KEPT_KIB (64 * 1024)

#define LIST_SIZE 512

/* Sets of nodes and of CPUs have at most 64 members. */
#define BIT(n) ((uint64_t)1 << (n))

struct seen {
	const struct topology *t;
	const struct guest_records *guest;
	const struct guest_node *nodes[TOPOLOGY_MAX_NODES];
	uint64_t crash_kernel_bytes[TOPOLOGY_MAX_NODES];
	bool keeps_memory;
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

static int keep_node(struct seen *seen, const struct guest_node *node,
		     struct error *err)
{
	if (!node->has_nid)
		return error_set(err, EBADMSG,
				 "%s:%d: found a node record without a number `node`, expected one",
				 seen->guest->path, node->line);
	if (node->nid < 0 || node->nid >= seen->t->guest_node_count)
		return differ(seen, err,
			      "node %" PRId64 " exists, expected nodes 0 to %u",
			      node->nid, seen->t->guest_node_count - 1);
	if (seen->nodes[node->nid])
		return error_set(err, EBADMSG,
				 "%s:%d: found a second record of node %" PRId64 ", expected one",
				 seen->guest->path, node->line, node->nid);
	seen->nodes[node->nid] = node;
	return 0;
}

static void keep_iomem(struct seen *seen, const struct guest_iomem *range)
{
	int nid = topology_nid_of(seen->t, range->start);

	if (strcmp(range->name, "Crash kernel") != 0 || nid < 0)
		return;
	/* Where the guest's nodes are its own, it may be on any of them. */
	for (unsigned int i = 0; i < seen->t->guest_node_count; i++)
		if (seen->t->guest_differs || (int)i == nid)
			seen->crash_kernel_bytes[i] +=
				range->end - range->start + 1;
}

/* A dying guest may leave one; one that completed must not. */
static int reject_torn(const struct seen *seen, struct error *err)
{
	const struct guestlog_torn *torn = &seen->guest->torn;

	if (!*torn->problem)
		return error_set(err, EBADMSG,
				 "%s:%d: found a line without `record`, expected a JSON object with it",
				 seen->guest->path, torn->line);
	return error_set(err, EBADMSG,
			 "%s:%d: found a damaged line, expected a JSON object: %s",
			 seen->guest->path, torn->line, torn->problem);
}

static int keep_records(struct seen *seen, struct error *err)
{
	const struct guest_records *guest = seen->guest;
	int ret = 0;

	for (size_t i = 0; i < guest->node_count && !ret; i++)
		ret = keep_node(seen, &guest->nodes[i], err);
	for (size_t i = 0; i < guest->iomem_count; i++)
		keep_iomem(seen, &guest->iomem[i]);
	if (!ret && guest->torn.line)
		ret = reject_torn(seen, err);
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

static int check_list(const struct seen *seen, const char *list,
		      const char *field, const char *what, uint64_t set,
		      struct error *err)
{
	char expected[LIST_SIZE];

	format_set(expected, set);
	if (!list)
		return error_set(err, EBADMSG,
				 "%s: found no text `%s` in the possible record, expected `%s`",
				 seen->guest->path, field, expected);
	if (strcmp(list, expected) == 0)
		return 0;
	return differ(seen, err, "%s are `%s`, expected `%s`%s", what, list,
		      expected, missing_option(seen, field, list));
}

static int check_lists(const struct seen *seen, struct error *err)
{
	const struct guest_possible *possible = &seen->guest->possible;
	const struct topology *t = seen->t;
	int ret;

	if (!seen->guest->has_possible)
		return error_set(err, EBADMSG,
				 "%s: found no possible record, expected one",
				 seen->guest->path);
	ret = check_list(seen, possible->nodes_online, "nodes_online",
			 "the nodes online", set_below(t->guest_node_count),
			 err);
	if (!ret)
		ret = check_list(seen, possible->nodes_has_memory,
				 "nodes_has_memory", "the nodes with memory",
				 nodes_with_memory(t), err);
	if (!ret)
		ret = check_list(seen, possible->cpus_present, "cpus_present",
				 "the CPUs present", set_below(t->cpu_count),
				 err);
	return ret;
}

/* Of a node whose memory was hot-added, nothing is missing. */
static int64_t least_memory_kib(const struct seen *seen, unsigned int nid)
{
	const struct topology_guest_node *node = &seen->t->guest_nodes[nid];
	int64_t most = (int64_t)(node->memory_bytes >> 10);
	int64_t all = (int64_t)(seen->t->memory_bytes >> 10);
	int64_t least = most - most * MISSING_PERCENT / 100 - MISSING_KIB -
			   all * MISSING_PERCENT_OF_ALL / 100 -
			   (int64_t)(seen->crash_kernel_bytes[nid] >> 10);

	if (node->hot_added || most == 0)
		return most;
	if (seen->keeps_memory)
		least -= most * KEPT_PERCENT / 100 + KEPT_KIB;
	return least < 1 ? 1 : least;
}

static int check_memory(const struct seen *seen, unsigned int nid,
			struct error *err)
{
	int64_t kib = seen->nodes[nid]->memory_kib;
	int64_t least = least_memory_kib(seen, nid);
	int64_t most =
		(int64_t)(seen->t->guest_nodes[nid].memory_bytes >> 10);

	if (!seen->nodes[nid]->has_memory_kib)
		return error_set(err, EBADMSG,
				 "%s: found no number `memory_kib` of node %u, expected one",
				 seen->guest->path, nid);
	if (kib >= least && kib <= most)
		return 0;
	return differ(seen, err,
		      "node %u has %" PRId64 " KiB of memory, expected %" PRId64 " to %" PRId64,
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
	const char *cpus = seen->nodes[nid]->cpus;
	char present[LIST_SIZE], online[LIST_SIZE];

	format_set(present, set);
	format_set(online, set & set_below(cpus_online_limit));
	if (!cpus)
		return error_set(err, EBADMSG,
				 "%s: found no text `cpus` of node %u, expected `%s`",
				 seen->guest->path, nid, present);
	if (strcmp(cpus, present) == 0 || strcmp(cpus, online) == 0)
		return 0;
	return differ(seen, err, "node %u has the CPUs `%s`, expected `%s`",
		      nid, cpus, present);
}

static int check_distances(const struct seen *seen, unsigned int nid,
			   struct error *err)
{
	const struct guest_node *node = seen->nodes[nid];

	if (!node->distances)
		return error_set(err, EBADMSG,
				 "%s: found no list `distances` of node %u, expected one",
				 seen->guest->path, nid);
	if (node->distance_count != seen->t->guest_node_count)
		return differ(seen, err,
			      "node %u has %zu distances, expected %u", nid,
			      node->distance_count,
			      seen->t->guest_node_count);
	for (unsigned int to = 0; to < seen->t->guest_node_count; to++) {
		uint8_t expected = seen->t->guest_nodes[nid].distance[to];
		int64_t value = node->distances[to];

		if (value != expected)
			return differ(seen, err,
				      "node %u has distance %" PRId64 " to node %u, expected %u",
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

/* A counter that is more than the RAM it counts went below 0 once. */
static int check_counter(const struct seen *seen, int64_t number,
			 uint64_t most, const char *what, int64_t nid,
			 const char *zone, struct error *err)
{
	char place[128] = "";

	if (number != GUEST_IMPOSSIBLE && number <= (int64_t)most)
		return 0;
	if (zone)
		snprintf(place, sizeof(place), " of node %" PRId64 " zone %s",
			 nid, zone);
	if (number == GUEST_IMPOSSIBLE)
		return differ(seen, err,
			      "found no possible value of %s%s, expected at most %" PRIu64,
			      what, place, most);
	return differ(seen, err,
		      "found %s%s %" PRId64 ", expected at most %" PRIu64,
		      what, place, number, most);
}

static int check_zone(const struct seen *seen, const struct guest_zone *zone,
		      struct error *err)
{
	uint64_t most = (uint64_t)-1 >> 1;
	int ret;

	if (zone->nid >= 0 && zone->nid < seen->t->guest_node_count)
		most = seen->t->guest_nodes[zone->nid].memory_bytes >> 12;
	ret = check_counter(seen, zone->managed, most, "managed pages",
			    zone->nid, zone->zone, err);
	return ret ? ret : check_counter(seen, zone->free, most, "free pages",
					 zone->nid, zone->zone, err);
}

static int check_counters(const struct seen *seen, struct error *err)
{
	const struct guest_records *guest = seen->guest;
	int ret = 0;

	if (guest->meminfo_count)
		ret = check_counter(seen, guest->meminfo.total_kib,
				    seen->t->memory_bytes >> 10,
				    "MemTotal in KiB", 0, NULL, err);
	for (size_t i = 0; i < guest->zone_count && ret == 0; i++)
		ret = check_zone(seen, &guest->zones[i], err);
	return ret;
}

int topology_check(const struct topology *t,
		   const struct guest_records *guest,
		   unsigned int cpus_online_limit, bool keeps_memory,
		   struct error *err)
{
	struct seen seen = {
		.t = t, .guest = guest, .keeps_memory = keeps_memory,
	};
	int ret = keep_records(&seen, err);

	if (!ret)
		ret = check_lists(&seen, err);
	for (unsigned int nid = 0; !ret && nid < t->guest_node_count; nid++)
		ret = check_node(&seen, nid, cpus_online_limit, err);
	return ret ? ret : check_counters(&seen, err);
}
