// SPDX-License-Identifier: GPL-2.0-only
#include "machine/topology.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/inifile.h"
#include "lib/parse.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

#define MEMORY_BLOCK MIB(128)
#define MEMORY_MAX GIB(512)
#define PAGE 4096

/* Below it: the kernel's image, unpacked and packed, and what it needs. */
#define HOLE_LOWEST MIB(256)
/* Firmware tables and the initrd lie at the end of RAM below 4 GiB. */
#define FIRMWARE_SHARE MIB(32)

#define LOCAL_DISTANCE 10
#define REMOTE_DISTANCE 20
#define DISTANCE_MAX 254

enum section_id { IN_TOPOLOGY, IN_NODE, IN_HOLE, IN_DISTANCE, SECTIONS };
enum node_key { NODE_MEMORY, NODE_CPUS, NODE_HOTPLUGGABLE, NODE_START };
enum hole_key { HOLE_START, HOLE_SIZE };

#define MAX_KEYS 4

/* An entry as it stood, for sentences about it after the whole file is read */
struct setting {
	int line;
	char key[16];
	char value[48];
};

struct loading {
	struct topology *t;
	struct setting settings[SECTIONS][TOPOLOGY_MAX_NODES][MAX_KEYS];
	uint64_t node_starts[TOPOLOGY_MAX_NODES];
	int row_lines[TOPOLOGY_MAX_NODES];
	unsigned int row_lengths[TOPOLOGY_MAX_NODES];
	uint8_t default_distance;
};

struct key {
	const char *name;
	int (*read)(struct loading *l, unsigned int index,
		    const struct inifile_entry *entry, struct error *err);
};

struct section {
	const char *name;
	unsigned int limit;	/* how many, 0 for one without a number */
	const char *key_names;	/* for people */
	struct key keys[MAX_KEYS];
};

static int read_description(struct loading *l, unsigned int index,
			    const struct inifile_entry *entry,
			    struct error *err)
{
	char *text = l->t->description;
	size_t size = sizeof(l->t->description);

	(void)index;
	if ((size_t)snprintf(text, size, "%s", entry->value) >= size)
		return inifile_reject(err, entry, "at most %zu characters",
				      size - 1);
	return 0;
}

static int read_memory(struct loading *l, unsigned int nid,
		       const struct inifile_entry *entry, struct error *err)
{
	uint64_t *bytes = &l->t->nodes[nid].memory_bytes;

	if (parse_bytes(entry->value, bytes) || *bytes % MEMORY_BLOCK ||
	    *bytes > MEMORY_MAX)
		return inifile_reject(err, entry,
				      "a multiple of 128M (a memory block of the kernel), at most 512G");
	return 0;
}

static int read_cpus(struct loading *l, unsigned int nid,
		     const struct inifile_entry *entry, struct error *err)
{
	uint64_t cpus;

	if (parse_u64(entry->value, &cpus) || cpus > TOPOLOGY_MAX_CPUS)
		return inifile_reject(err, entry, "a number of CPUs, 0 to %d",
				      TOPOLOGY_MAX_CPUS);
	l->t->nodes[nid].cpus = (unsigned int)cpus;
	return 0;
}

static int read_hotpluggable(struct loading *l, unsigned int nid,
			     const struct inifile_entry *entry,
			     struct error *err)
{
	if (parse_bool(entry->value, &l->t->nodes[nid].hotpluggable))
		return inifile_reject(err, entry, "yes or no");
	return 0;
}

static int read_node_start(struct loading *l, unsigned int nid,
			   const struct inifile_entry *entry,
			   struct error *err)
{
	if (parse_bytes(entry->value, &l->node_starts[nid]))
		return inifile_reject(err, entry,
				      "an address such as 4G or 0x100000000");
	return 0;
}

static int read_page_multiple(uint64_t *value,
			      const struct inifile_entry *entry,
			      struct error *err)
{
	if (parse_bytes(entry->value, value) || *value == 0 || *value % PAGE)
		return inifile_reject(err, entry,
				      "a multiple of 4K greater than 0");
	return 0;
}

static int read_hole_start(struct loading *l, unsigned int index,
			   const struct inifile_entry *entry,
			   struct error *err)
{
	return read_page_multiple(&l->t->holes[index].start, entry, err);
}

static int read_hole_size(struct loading *l, unsigned int index,
			  const struct inifile_entry *entry,
			  struct error *err)
{
	return read_page_multiple(&l->t->holes[index].size_bytes, entry, err);
}

static const struct section sections[SECTIONS] = {
	[IN_TOPOLOGY] = { "topology", 0, "description", {
		{ "description", read_description },
	} },
	[IN_NODE] = { "node", TOPOLOGY_MAX_NODES,
		      "memory, cpus, hotpluggable or start", {
		[NODE_MEMORY] = { "memory", read_memory },
		[NODE_CPUS] = { "cpus", read_cpus },
		[NODE_HOTPLUGGABLE] = { "hotpluggable", read_hotpluggable },
		[NODE_START] = { "start", read_node_start },
	} },
	[IN_HOLE] = { "hole", TOPOLOGY_MAX_HOLES, "start or size", {
		[HOLE_START] = { "start", read_hole_start },
		[HOLE_SIZE] = { "size", read_hole_size },
	} },
	[IN_DISTANCE] = { "distance", 0, NULL, { { NULL, NULL } } },
};

static int read_default_distance(struct loading *l,
				 const struct inifile_entry *entry,
				 struct error *err)
{
	uint64_t value;

	if (l->default_distance)
		return inifile_reject(err, entry, "`default` only once");
	if (parse_u64(entry->value, &value) || value <= LOCAL_DISTANCE ||
	    value > DISTANCE_MAX)
		return inifile_reject(err, entry, "a distance of %d to %d",
				      LOCAL_DISTANCE + 1, DISTANCE_MAX);
	l->default_distance = (uint8_t)value;
	return 0;
}

static bool is_distance(uint64_t from, uint64_t to, uint64_t value)
{
	if (from == to)
		return value == LOCAL_DISTANCE;
	return value > LOCAL_DISTANCE && value <= DISTANCE_MAX;
}

static int read_row_words(struct loading *l, unsigned int from, char **words,
			  const struct inifile_entry *entry, struct error *err)
{
	unsigned int to;
	uint64_t value;

	for (to = 0; words[to]; to++) {
		if (to == TOPOLOGY_MAX_NODES)
			return inifile_reject(err, entry,
					      "at most %d distances", to);
		if (parse_u64(words[to], &value) ||
		    !is_distance(from, to, value))
			return inifile_reject(err, entry,
					      "%d in column %u and %d to %d in the others, column %u has `%s`",
					      LOCAL_DISTANCE, from,
					      LOCAL_DISTANCE + 1, DISTANCE_MAX,
					      to, words[to]);
		l->t->distance[from][to] = (uint8_t)value;
	}
	l->row_lengths[from] = to;
	return 0;
}

static int read_distance(struct loading *l, const struct inifile_entry *entry,
			 struct error *err)
{
	uint64_t from;
	char **words;
	int ret;

	if (strcmp(entry->key, "default") == 0)
		return read_default_distance(l, entry, err);
	if (parse_u64(entry->key, &from) || from >= TOPOLOGY_MAX_NODES)
		return inifile_reject(err, entry,
				      "`default = …` or a node's number and its distances to all nodes");
	if (l->row_lines[from])
		return inifile_reject(err, entry,
				      "each node only once, it is on line %d already",
				      l->row_lines[from]);
	l->row_lines[from] = entry->line;
	parse_words(entry->value, &words);
	ret = read_row_words(l, (unsigned int)from, words, entry, err);
	free(words);
	return ret;
}

/* Whether @text names @section; "node 3" gives the index 3. */
static bool section_matches(const struct section *section, const char *text,
			    uint64_t *index)
{
	size_t length = strlen(section->name);

	*index = 0;
	if (!section->limit)
		return strcmp(text, section->name) == 0;
	return strncmp(text, section->name, length) == 0 &&
	       text[length] == ' ' &&
	       parse_u64(text + length + 1, index) == 0 &&
	       *index < section->limit;
}

static int read_setting(struct loading *l, enum section_id id,
			unsigned int index, const struct inifile_entry *entry,
			struct error *err)
{
	const struct key *keys = sections[id].keys;
	struct setting *setting;

	for (int i = 0; i < MAX_KEYS && keys[i].name; i++) {
		if (strcmp(entry->key, keys[i].name) != 0)
			continue;
		setting = &l->settings[id][index][i];
		if (setting->line)
			return inifile_reject(err, entry,
					      "`%s` only once in [%s], it is on line %d already",
					      entry->key, entry->section,
					      setting->line);
		setting->line = entry->line;
		snprintf(setting->key, sizeof(setting->key), "%s", entry->key);
		snprintf(setting->value, sizeof(setting->value), "%s",
			 entry->value);
		return keys[i].read(l, index, entry, err);
	}
	return inifile_reject(err, entry, "a key of [%s]: %s", sections[id].name,
			      sections[id].key_names);
}

static int read_entry(void *context, const struct inifile_entry *entry,
		      struct error *err)
{
	struct loading *l = context;
	uint64_t index;

	for (int id = 0; id < SECTIONS; id++) {
		if (!section_matches(&sections[id], entry->section, &index))
			continue;
		if (id == IN_DISTANCE)
			return read_distance(l, entry, err);
		return read_setting(l, id, (unsigned int)index, entry, err);
	}
	return inifile_reject(err, entry,
			      "it in [topology], [node 0] to [node %d], [hole 0] to [hole %d] or [distance], not in [%s]",
			      TOPOLOGY_MAX_NODES - 1, TOPOLOGY_MAX_HOLES - 1,
			      entry->section);
}

static int reject_file(const struct loading *l, struct error *err,
		       const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int reject_file(const struct loading *l, struct error *err,
		       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	error_prefix(err, "%s: ", l->t->path);
	return -EINVAL;
}

static int reject_setting(const struct loading *l,
			  const struct setting *setting, struct error *err,
			  const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static int reject_setting(const struct loading *l,
			  const struct setting *setting, struct error *err,
			  const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	error_prefix(err, "%s:%d: found `%s = %s`, expected ", l->t->path,
		     setting->line, setting->key, setting->value);
	return -EINVAL;
}

/* The sections [NAME 0], [NAME 1] … that have an entry; they have no gap. */
static int count_sections(const struct loading *l, enum section_id id,
			  unsigned int *count, struct error *err)
{
	const char *name = sections[id].name;

	*count = 0;
	for (unsigned int i = 0; i < sections[id].limit; i++) {
		bool present = false;

		for (int key = 0; key < MAX_KEYS; key++)
			present |= l->settings[id][i][key].line != 0;
		if (present && i > *count)
			return reject_file(l, err,
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
		return reject_file(l, err,
				   "found neither memory nor CPUs on node %u, expected one of them",
				   nid);
	/* Linux numbers nodes by the CPUs in SRAT first, then by memory. */
	if (node->cpus && nid && !l->t->nodes[nid - 1].cpus)
		return reject_file(l, err,
				   "found node %u without CPUs before node %u with CPUs, expected nodes without CPUs last, where Linux numbers them",
				   nid - 1, nid);
	if (!node->memory_bytes && node->hotpluggable)
		return reject_setting(l, &settings[NODE_HOTPLUGGABLE], err,
				      "memory on a hotpluggable node");
	if (!node->memory_bytes && settings[NODE_START].line)
		return reject_setting(l, &settings[NODE_START], err,
				      "memory on a node with an address");
	return 0;
}

static int check_nodes(struct loading *l, struct error *err)
{
	struct topology *t = l->t;
	int ret = count_sections(l, IN_NODE, &t->node_count, err);

	for (unsigned int nid = 0; !ret && nid < t->node_count; nid++) {
		t->nodes[nid].first_cpu = t->cpu_count;
		t->cpu_count += t->nodes[nid].cpus;
		t->memory_bytes += t->nodes[nid].memory_bytes;
		ret = check_node(l, nid, err);
	}
	if (ret)
		return ret;
	if (!t->memory_bytes)
		return reject_file(l, err,
				   "found no node with memory, expected at least `memory = …` in [node 0]");
	if (!t->nodes[0].memory_bytes)
		return reject_file(l, err,
				   "found no memory on node 0, expected some: the kernel's image is loaded there");
	if (t->memory_bytes > MEMORY_MAX)
		return reject_file(l, err,
				   "found %" PRIu64 " GiB on all nodes, expected at most 512",
				   t->memory_bytes >> 30);
	if (!t->cpu_count || t->cpu_count > TOPOLOGY_MAX_CPUS)
		return reject_file(l, err,
				   "found %u CPUs on all nodes, expected 1 to %d",
				   t->cpu_count, TOPOLOGY_MAX_CPUS);
	return 0;
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

static int check_symmetry(struct loading *l, unsigned int from,
			  struct error *err)
{
	struct topology *t = l->t;

	for (unsigned int to = 0; to < from; to++) {
		int line = l->row_lines[from] ? l->row_lines[from] :
						l->row_lines[to];

		if (t->distance[from][to] == t->distance[to][from])
			continue;
		return error_set(err, EINVAL,
				 "%s:%d: found distance %u from node %u to node %u but %u back, expected the same both ways",
				 t->path, line, t->distance[from][to], from,
				 to, t->distance[to][from]);
	}
	return 0;
}

static int check_distances(struct loading *l, struct error *err)
{
	int ret = 0;

	if (!l->default_distance)
		l->default_distance = REMOTE_DISTANCE;
	for (unsigned int i = 0; !ret && i < TOPOLOGY_MAX_NODES; i++)
		ret = check_row(l, i, err);
	for (unsigned int i = 0; !ret && i < l->t->node_count; i++)
		ret = check_symmetry(l, i, err);
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
		return reject_setting(l, setting, err,
				      "0x%" PRIx64 ": node %u would overlap node %d",
				      first->start, nid, owner);
	return reject_setting(l, setting, err,
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
		return reject_setting(l, &settings[HOLE_START], err,
				      "an address in a node's RAM");
	if (last < hole->start || last > range->end_inclusive)
		return reject_setting(l, &settings[HOLE_SIZE], err,
				      "a hole that ends in the same RAM of node %d, at 0x%" PRIx64 " or before",
				      range->nid, range->end_inclusive);
	if (hole->start < HOLE_LOWEST ||
	    (hole->start < low_end && last >= low_end - FIRMWARE_SHARE))
		return reject_setting(l, &settings[HOLE_START], err,
				      "a hole that leaves the kernel 0 to 256M and the last 32M below 0x%" PRIx64 " (firmware and initrd)",
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
			return reject_setting(l,
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
		return reject_file(l, err,
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
	return reject_file(l, err,
			   "found holes of %" PRIu64 " MiB on node %u, expected at most half of its %" PRIu64 " MiB",
			   bytes >> 20, nid,
			   l->t->nodes[nid].memory_bytes >> 20);
}

static int check_places(struct loading *l, struct error *err)
{
	int ret = count_sections(l, IN_HOLE, &l->t->hole_count, err);

	for (unsigned int i = 0; !ret && i < l->t->node_count; i++)
		ret = check_node_start(l, i, err);
	for (unsigned int i = 0; !ret && i < l->t->hole_count; i++)
		ret = check_hole(l, i, err);
	for (unsigned int i = 0; !ret && i < l->t->node_count; i++)
		ret = check_node_rest(l, i, err);
	return ret;
}

static int set_names(struct topology *t, const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t length = strlen(name);

	if (length > 5 && strcmp(name + length - 5, ".topo") == 0)
		length -= 5;
	if (strlen(path) >= sizeof(t->path) || length >= sizeof(t->name))
		return error_set(err, ENAMETOOLONG,
				 "%s: found a path of %zu characters, expected at most %zu, and %zu of them for the name",
				 path, strlen(path), sizeof(t->path) - 1,
				 sizeof(t->name) - 1);
	memcpy(t->path, path, strlen(path) + 1);
	memcpy(t->name, name, length);
	return 0;
}

int topology_load(struct topology *t, const char *path, struct error *err)
{
	struct loading *l = xcalloc(1, sizeof(*l));
	int ret;

	*t = (struct topology){ 0 };
	l->t = t;
	ret = set_names(t, path, err);
	if (!ret)
		ret = inifile_read(path, read_entry, l, err);
	if (!ret)
		ret = check_nodes(l, err);
	if (!ret)
		ret = check_distances(l, err);
	if (!ret) {
		topology_lay_out(t);
		ret = check_places(l, err);
	}
	free(l);
	return ret;
}

