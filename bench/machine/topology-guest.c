// SPDX-License-Identifier: GPL-2.0-only
#include "machine/topology-loading.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/parse.h"

#define CPU(n) ((uint64_t)1 << (n))

int loading_read_guest_memory(struct loading *l, unsigned int index,
			      const struct inifile_entry *entry,
			      struct error *err)
{
	if (parse_bytes(entry->value, &l->t->guest_nodes[index].memory_bytes))
		return inifile_reject(err, entry, "a size such as 512M");
	return 0;
}

/* "2" or "2-4" at *@text, which moves behind it; false for anything else. */
static bool read_cpu_range(const char **text, uint64_t *cpus)
{
	unsigned long first, last;
	char *end;

	if (**text < '0' || **text > '9')
		return false;
	first = last = strtoul(*text, &end, 10);
	if (*end == '-' && end[1] >= '0' && end[1] <= '9')
		last = strtoul(end + 1, &end, 10);
	*text = end;
	if (first > last || last >= TOPOLOGY_MAX_CPUS)
		return false;
	for (; first <= last; first++)
		*cpus |= CPU(first);
	return true;
}

bool loading_read_cpu_list(const char *text, uint64_t *cpus)
{
	bool right = read_cpu_range(&text, cpus);

	while (right && *text == ',') {
		text++;
		right = read_cpu_range(&text, cpus);
	}
	return right && !*text;
}

int loading_read_guest_cpus(struct loading *l, unsigned int index,
			    const struct inifile_entry *entry,
			    struct error *err)
{
	uint64_t *cpus = &l->t->guest_nodes[index].cpus;

	if (!loading_read_cpu_list(entry->value, cpus))
		return inifile_reject(err, entry,
				      "CPUs from 0 to %d as the kernel prints them, such as 0-1,4",
				      TOPOLOGY_MAX_CPUS - 1);
	return 0;
}

/* Nodes that Linux made of one may be as near as 10. */
int loading_read_guest_distances(struct loading *l, unsigned int index,
				 const struct inifile_entry *entry,
				 struct error *err)
{
	uint8_t *row = l->t->guest_nodes[index].distance;
	uint64_t value;
	unsigned int to;
	char **words;
	int ret = 0;

	parse_words(entry->value, &words);
	for (to = 0; !ret && words[to]; to++) {
		if (to >= TOPOLOGY_MAX_NODES || parse_u64(words[to], &value) ||
		    value < LOCAL_DISTANCE || value > DISTANCE_MAX)
			ret = inifile_reject(err, entry,
					     "at most %d distances of %d to %d",
					     TOPOLOGY_MAX_NODES,
					     LOCAL_DISTANCE, DISTANCE_MAX);
		else
			row[to] = (uint8_t)value;
	}
	l->guest_row_lengths[index] = to;
	free(words);
	return ret;
}

static void derive_guest(struct topology *t)
{
	t->guest_node_count = t->node_count;
	for (unsigned int nid = 0; nid < t->node_count; nid++) {
		struct topology_guest_node *guest = &t->guest_nodes[nid];

		guest->memory_bytes = t->nodes[nid].memory_bytes -
				      topology_hole_bytes(t, nid);
		guest->cpus = t->nodes[nid].cpu_set;
		guest->hot_added = t->nodes[nid].hot_added;
		for (unsigned int to = 0; to < t->node_count; to++)
			guest->distance[to] = t->distance[nid][to];
	}
}

static int check_row(struct loading *l, unsigned int index, struct error *err)
{
	const struct setting *setting =
		&l->settings[IN_GUEST][index][GUEST_DISTANCES];
	uint8_t *row = l->t->guest_nodes[index].distance;
	unsigned int count = l->t->guest_node_count;

	if (setting->line && l->guest_row_lengths[index] != count)
		return loading_reject(l, setting, err,
				      "%u distances, one per [guest N]", count);
	if (setting->line)
		return 0;
	for (unsigned int to = 0; to < count; to++)
		row[to] = to == index ? LOCAL_DISTANCE : REMOTE_DISTANCE;
	return 0;
}

static int check_cpus(const struct loading *l, unsigned int index,
		      uint64_t *seen, struct error *err)
{
	const struct topology *t = l->t;
	uint64_t cpus = t->guest_nodes[index].cpus;
	uint64_t all = ~(uint64_t)0 >> (TOPOLOGY_MAX_CPUS - t->cpu_count);

	if (cpus & ~all)
		return loading_reject(l, &l->settings[IN_GUEST][index][GUEST_CPUS],
				      err, "CPUs of the machine, 0 to %u",
				      t->cpu_count - 1);
	if (cpus & *seen)
		return loading_reject(l, &l->settings[IN_GUEST][index][GUEST_CPUS],
				      err, "each CPU in one [guest N] only");
	*seen |= cpus;
	if (index == t->guest_node_count - 1 && *seen != all)
		return loading_reject_file(l, err,
					   "found [guest N] without some of the %u CPUs, expected each in one of them",
					   t->cpu_count);
	return 0;
}

static int check_memory(const struct loading *l, struct error *err)
{
	const struct topology *t = l->t;
	uint64_t found = 0, expected = t->memory_bytes;

	for (unsigned int i = 0; i < t->guest_node_count; i++) {
		if (!t->guest_nodes[i].memory_bytes && !t->guest_nodes[i].cpus)
			return loading_reject_file(l, err,
						   "found neither memory nor CPUs in [guest %u], expected one of them",
						   i);
		found += t->guest_nodes[i].memory_bytes;
	}
	for (unsigned int i = 0; i < t->hole_count; i++)
		expected -= t->holes[i].size_bytes;
	if (found == expected)
		return 0;
	return loading_reject_file(l, err,
				   "found %" PRIu64 " MiB in all [guest N], expected %" PRIu64 ", all RAM without holes",
				   found >> 20, expected >> 20);
}

int loading_check_guest(struct loading *l, struct error *err)
{
	const struct setting *srat = &l->settings[IN_TOPOLOGY][0][WHOLE_SRAT];
	struct topology *t = l->t;
	uint64_t cpus = 0;
	int ret = loading_count_sections(l, IN_GUEST, "guest",
					 TOPOLOGY_MAX_NODES,
					 &t->guest_node_count, err);

	if (ret)
		return ret;
	if (!t->guest_node_count && t->node_count > 1 &&
	    t->srat != TOPOLOGY_SRAT_GOOD)
		return loading_reject(l, srat, err,
				      "[guest 0] with what the guest makes of %u nodes then",
				      t->node_count);
	if (!t->guest_node_count) {
		derive_guest(t);
		return 0;
	}
	t->guest_differs = true;
	for (unsigned int i = 0; !ret && i < t->guest_node_count; i++) {
		ret = check_row(l, i, err);
		if (!ret)
			ret = check_cpus(l, i, &cpus, err);
	}
	return ret ? ret : check_memory(l, err);
}
