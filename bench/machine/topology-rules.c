// SPDX-License-Identifier: GPL-2.0-only
#include "machine/topology-loading.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "machine/acpi-set.h"

int loading_reject_file(const struct loading *l, struct error *err,
			const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	error_prefix(err, "%s: ", l->t->path);
	return -EINVAL;
}

int loading_reject(const struct loading *l, const struct setting *setting,
		   struct error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	error_prefix(err, "%s:%d: found `%s = %s`, expected ", l->t->path,
		     setting->line, setting->key, setting->value);
	return -EINVAL;
}

int loading_count_sections(const struct loading *l, enum section_id id,
			   const char *name, unsigned int limit,
			   unsigned int *count, struct error *err)
{
	*count = 0;
	for (unsigned int i = 0; i < limit; i++) {
		bool present = false;

		for (int key = 0; key < MAX_KEYS; key++)
			present |= l->settings[id][i][key].line != 0;
		if (present && i > *count)
			return loading_reject_file(l, err,
						   "found [%s %u] but no [%s %u], expected numbers without a gap",
						   name, i, name, *count);
		*count += present;
	}
	return 0;
}

static int check_node(const struct loading *l, unsigned int nid,
		      struct error *err)
{
	const struct topology_node *node = &l->t->nodes[nid];
	const struct setting *settings = l->settings[IN_NODE][nid];

	if (!node->memory_bytes && !node->cpus)
		return loading_reject_file(l, err,
					   "found neither memory nor CPUs on node %u, expected one of them",
					   nid);
	/* Linux numbers nodes by the CPUs in SRAT first, then by memory. */
	if (node->cpus && nid && !l->t->nodes[nid - 1].cpus)
		return loading_reject_file(l, err,
					   "found node %u without CPUs before node %u with CPUs, expected nodes without CPUs last, where Linux numbers them",
					   nid - 1, nid);
	if (!node->memory_bytes && node->hot_added)
		return loading_reject(l, &settings[NODE_HOT_ADD], err,
				      "memory on a hot-added node");
	if (node->hot_added && !node->hotpluggable)
		return loading_reject(l, &settings[NODE_HOTPLUGGABLE], err,
				      "yes: node %u is hot-added", nid);
	if (node->hot_added && l->t->srat != TOPOLOGY_SRAT_GOOD)
		return loading_reject(l, &settings[NODE_HOT_ADD], err,
				      "it with `srat = good` only, which says on which node the memory comes");
	if (!node->memory_bytes && node->hotpluggable)
		return loading_reject(l, &settings[NODE_HOTPLUGGABLE], err,
				      "memory on a hotpluggable node");
	if (!node->memory_bytes && settings[NODE_START].line)
		return loading_reject(l, &settings[NODE_START], err,
				      "memory on a node with an address");
	return 0;
}

/* Those of the file, or the next ones: counted over the nodes. */
static int number_cpus(struct loading *l, unsigned int nid, struct error *err)
{
	struct topology *t = l->t;
	struct topology_node *node = &t->nodes[nid];
	const struct setting *setting = &l->settings[IN_NODE][nid][NODE_CPUS];

	for (unsigned int other = 0; other < nid; other++) {
		if (!node->cpus || !t->nodes[other].cpus)
			continue;
		if (l->numbered[nid] != l->numbered[other])
			return loading_reject(l, setting, err,
					      "numbers of CPUs on all nodes, as in 0-3,8-11, or on none");
		if (node->cpu_set & t->nodes[other].cpu_set)
			return loading_reject(l, setting, err,
					      "each CPU on one node only: node %u has some of them",
					      other);
	}
	for (unsigned int cpu = 0; !l->numbered[nid] && cpu < node->cpus &&
				   t->cpu_count + cpu < TOPOLOGY_MAX_CPUS; cpu++)
		node->cpu_set |= UINT64_C(1) << (t->cpu_count + cpu);
	return 0;
}

static int check_cpu_numbers(const struct loading *l, struct error *err)
{
	const struct topology *t = l->t;
	uint64_t all = 0;

	for (unsigned int nid = 0; nid < t->node_count; nid++)
		all |= t->nodes[nid].cpu_set;
	if (!~all || !(all & (all + 1)))
		return 0;
	return loading_reject_file(l, err,
				   "found no CPU %d on any node, expected CPUs 0 to %u without a gap",
				   __builtin_ctzll(~all),
				   63 - __builtin_clzll(all));
}

static unsigned int count_hot_added(const struct topology *t)
{
	unsigned int count = 0;

	for (unsigned int nid = 0; nid < t->node_count; nid++)
		count += t->nodes[nid].hot_added;
	return count;
}

/* QEMU has a node for each piece of RAM. */
static int check_pieces(const struct loading *l, struct error *err)
{
	const struct topology *t = l->t;
	unsigned int pieces = t->node_count;

	for (unsigned int nid = 0; nid < t->node_count; nid++) {
		bool later = false;

		for (unsigned int i = 0; i < TOPOLOGY_MAX_ROUNDS - 1; i++) {
			pieces += t->nodes[nid].later_bytes[i] != 0;
			later |= t->nodes[nid].later_bytes[i] != 0;
		}
		if (later && (t->nodes[nid].hot_added ||
			      t->srat != TOPOLOGY_SRAT_GOOD))
			return loading_reject(l,
					      &l->settings[IN_NODE][nid][NODE_MEMORY],
					      err, "one size where memory is hot-added or SRAT is not good");
	}
	if (pieces > TOPOLOGY_MAX_PIECES)
		return loading_reject_file(l, err,
					   "found %u nodes and further ranges, expected at most %d: QEMU has no more",
					   pieces, TOPOLOGY_MAX_PIECES);
	return 0;
}

/* There is one: node by node in the order of RAM. */
static unsigned int first_with_memory(const struct topology *t)
{
	unsigned int nid = 0;

	while (!t->nodes[nid].memory_bytes)
		nid++;
	return nid;
}

int loading_check_nodes(struct loading *l, struct error *err)
{
	struct topology *t = l->t;
	unsigned int nid;
	int ret = loading_count_sections(l, IN_NODE, "node",
					 TOPOLOGY_MAX_NODES, &t->node_count,
					 err);

	for (nid = 0; !ret && nid < t->node_count; nid++) {
		ret = number_cpus(l, nid, err);
		t->cpu_count += t->nodes[nid].cpus;
		t->memory_bytes += t->nodes[nid].memory_bytes;
		if (!ret)
			ret = check_node(l, nid, err);
	}
	if (!ret)
		ret = check_pieces(l, err);
	if (ret)
		return ret;
	if (!t->memory_bytes)
		return loading_reject_file(l, err,
					   "found no node with memory, expected at least one `memory = …`");
	nid = first_with_memory(t);
	if (t->nodes[nid].hot_added)
		return loading_reject(l,
				      &l->settings[IN_NODE][nid][NODE_HOT_ADD],
				      err, "node %u to be there at boot: the kernel's image is loaded there",
				      nid);
	if (count_hot_added(t) > ACPI_MEMORY_SLOTS)
		return loading_reject_file(l, err,
					   "found %u hot-added nodes, expected at most %d: the firmware has no more slots",
					   count_hot_added(t),
					   ACPI_MEMORY_SLOTS);
	if (t->memory_bytes > MEMORY_MAX)
		return loading_reject_file(l, err,
					   "found %" PRIu64 " GiB on all nodes, expected at most 65536",
					   t->memory_bytes >> 30);
	if (!t->cpu_count || t->cpu_count > TOPOLOGY_MAX_CPUS)
		return loading_reject_file(l, err,
					   "found %u CPUs on all nodes, expected 1 to %d",
					   t->cpu_count, TOPOLOGY_MAX_CPUS);
	return check_cpu_numbers(l, err);
}

static int check_row(struct loading *l, unsigned int from, struct error *err)
{
	struct topology *t = l->t;

	if (from >= t->node_count && l->row_lines[from])
		return error_set(err, EINVAL,
				 "%s:%d: found distances of node %u, expected those of the nodes 0 to %u only",
				 t->path, l->row_lines[from], from,
				 t->node_count - 1);
	if (l->row_lines[from] && l->row_lengths[from] != t->node_count)
		return error_set(err, EINVAL,
				 "%s:%d: found %u distances of node %u, expected %u, one per node",
				 t->path, l->row_lines[from],
				 l->row_lengths[from], from, t->node_count);
	if (l->row_lines[from])
		return 0;
	for (unsigned int to = 0; to < t->node_count; to++)
		t->distance[from][to] = from == to ? LOCAL_DISTANCE :
						     l->default_distance;
	return 0;
}

/* Two ways may differ where the file has both, not by a default. */
static int check_way_back(struct loading *l, unsigned int from,
			  struct error *err)
{
	struct topology *t = l->t;

	for (unsigned int to = 0; to < t->node_count; to++) {
		if (!l->row_lines[from] || l->row_lines[to] ||
		    t->distance[from][to] == t->distance[to][from])
			continue;
		return error_set(err, EINVAL,
				 "%s:%d: found distance %u from node %u to node %u but no row of node %u, expected one: the way back would be the default, %u",
				 t->path, l->row_lines[from],
				 t->distance[from][to], from, to, to,
				 t->distance[to][from]);
	}
	return 0;
}

int loading_check_distances(struct loading *l, struct error *err)
{
	int ret = 0;

	if (!l->default_distance)
		l->default_distance = REMOTE_DISTANCE;
	for (unsigned int i = 0; !ret && i < TOPOLOGY_MAX_NODES; i++)
		ret = check_row(l, i, err);
	for (unsigned int i = 0; !ret && i < l->t->node_count; i++)
		ret = check_way_back(l, i, err);
	return ret;
}

static const struct topology_range *first_range(const struct topology *t,
						unsigned int nid)
{
	const struct topology_range *range = t->ranges;

	while (range->nid != (int)nid)
		range++;
	return range;
}

/* A stated address places nothing: it says what the author relies on. */
static int check_node_start(const struct loading *l, unsigned int nid,
			    struct error *err)
{
	const struct topology *t = l->t;
	const struct setting *setting = &l->settings[IN_NODE][nid][NODE_START];
	const struct topology_range *first;
	int owner;

	if (!setting->line)
		return 0;
	first = first_range(t, nid);
	if (l->node_starts[nid] == first->start)
		return 0;
	owner = topology_nid_of(t, l->node_starts[nid]);
	if (owner >= 0 && owner < (int)nid)
		return loading_reject(l, setting, err,
				      "0x%" PRIx64 ": node %u would overlap node %d",
				      first->start, nid, owner);
	return loading_reject(l, setting, err,
			      "0x%" PRIx64 ", where QEMU puts node %u",
			      first->start, nid);
}

static int check_hole_place(const struct loading *l, unsigned int index,
			    struct error *err)
{
	struct topology_hole *hole = &l->t->holes[index];
	const struct setting *settings = l->settings[IN_HOLE][index];
	uint64_t last = hole->start + hole->size_bytes - 1;
	uint64_t low_end = topology_low_end(l->t);
	const struct topology_range *range = l->t->ranges;

	while (range < l->t->ranges + l->t->range_count &&
	       (hole->start < range->start ||
		hole->start > range->end_inclusive))
		range++;
	if (range == l->t->ranges + l->t->range_count)
		return loading_reject(l, &settings[HOLE_START], err,
				      "an address in a node's RAM");
	if (l->t->nodes[range->nid].hot_added)
		return loading_reject(l, &settings[HOLE_START], err,
				      "an address in RAM that is there at boot: node %d is hot-added",
				      range->nid);
	if (last < hole->start || last > range->end_inclusive)
		return loading_reject(l, &settings[HOLE_SIZE], err,
				      "a hole that ends in the same RAM of node %d, at 0x%" PRIx64 " or before",
				      range->nid, range->end_inclusive);
	if (hole->start < HOLE_LOWEST ||
	    (hole->start < low_end && last >= low_end - FIRMWARE_SHARE))
		return loading_reject(l, &settings[HOLE_START], err,
				      "a hole that leaves the kernel 0 to 64M and the last 32M below 0x%" PRIx64 " (firmware and initrd)",
				      low_end);
	hole->nid = range->nid;
	return 0;
}

static int check_hole_alone(const struct loading *l, unsigned int index,
			    struct error *err)
{
	const struct topology_hole *hole = &l->t->holes[index];

	for (unsigned int i = 0; i < index; i++) {
		const struct topology_hole *other = &l->t->holes[i];

		if (hole->start < other->start + other->size_bytes &&
		    other->start < hole->start + hole->size_bytes)
			return loading_reject(l,
					      &l->settings[IN_HOLE][index][HOLE_START],
					      err, "a hole that does not overlap [hole %u]",
					      i);
	}
	return 0;
}

static int check_hole(const struct loading *l, unsigned int index,
		      struct error *err)
{
	int ret;

	if (!l->t->holes[index].start || !l->t->holes[index].size_bytes)
		return loading_reject_file(l, err,
					   "found [hole %u] incomplete, expected `start = …` and `size = …`",
					   index);
	ret = check_hole_place(l, index, err);
	return ret ? ret : check_hole_alone(l, index, err);
}

/* Linux gives up a node with next to nothing; half is plain to see. */
static int check_node_rest(const struct loading *l, unsigned int nid,
			   struct error *err)
{
	uint64_t bytes = topology_hole_bytes(l->t, nid);

	if (bytes <= l->t->nodes[nid].memory_bytes / 2)
		return 0;
	return loading_reject_file(l, err,
				   "found holes of %" PRIu64 " MiB on node %u, expected at most half of its %" PRIu64 " MiB",
				   bytes >> 20, nid,
				   l->t->nodes[nid].memory_bytes >> 20);
}

int loading_check_places(struct loading *l, struct error *err)
{
	int ret = loading_count_sections(l, IN_HOLE, "hole",
					 TOPOLOGY_MAX_HOLES,
					 &l->t->hole_count, err);

	for (unsigned int i = 0; !ret && i < l->t->node_count; i++)
		ret = check_node_start(l, i, err);
	for (unsigned int i = 0; !ret && i < l->t->hole_count; i++)
		ret = check_hole(l, i, err);
	for (unsigned int i = 0; !ret && i < l->t->node_count; i++)
		ret = check_node_rest(l, i, err);
	return ret;
}
