// SPDX-License-Identifier: GPL-2.0-only
#include "machine/topology-loading.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "lib/parse.h"
#include "machine/topology-uniform.h"

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

static int read_text(char *text, size_t size,
		     const struct inifile_entry *entry, struct error *err)
{
	if ((size_t)snprintf(text, size, "%s", entry->value) >= size)
		return inifile_reject(err, entry, "at most %zu characters",
				      size - 1);
	return 0;
}

static int read_description(struct loading *l, unsigned int index,
			    const struct inifile_entry *entry,
			    struct error *err)
{
	(void)index;
	return read_text(l->t->description, sizeof(l->t->description), entry,
			 err);
}

static int read_srat(struct loading *l, unsigned int index,
		     const struct inifile_entry *entry, struct error *err)
{
	static const char *const names[] = {
		[TOPOLOGY_SRAT_GOOD] = "good",
		[TOPOLOGY_SRAT_CORRUPT] = "corrupt",
		[TOPOLOGY_SRAT_NONE] = "none",
	};

	(void)index;
	for (int i = 0; i < 3; i++) {
		if (strcmp(entry->value, names[i]) == 0) {
			l->t->srat = i;
			return 0;
		}
	}
	return inifile_reject(err, entry, "good, corrupt or none");
}

static int read_parameters(struct loading *l, unsigned int index,
			   const struct inifile_entry *entry,
			   struct error *err)
{
	(void)index;
	return read_text(l->t->parameters, sizeof(l->t->parameters), entry,
			 err);
}

static int read_host_node(struct loading *l, unsigned int index,
			  const struct inifile_entry *entry,
			  struct error *err)
{
	(void)index;
	l->t->host_bound = strcmp(entry->value, "auto") == 0;
	if (!l->t->host_bound && strcmp(entry->value, "none"))
		return inifile_reject(err, entry, "auto or none");
	return 0;
}

static int read_memory(struct loading *l, unsigned int nid,
		       const struct inifile_entry *entry, struct error *err)
{
	struct topology_node *node = &l->t->nodes[nid];
	char **words;
	int count = parse_words(entry->value, &words);
	bool right = count >= 1 && count <= TOPOLOGY_MAX_ROUNDS;

	for (int i = 0; right && i < count; i++) {
		uint64_t bytes = 0;

		right = parse_bytes(words[i], &bytes) == 0 &&
			bytes % MEMORY_BLOCK == 0 && bytes <= MEMORY_MAX;
		node->memory_bytes += bytes;
		if (i)
			node->later_bytes[i - 1] = bytes;
	}
	free(words);
	if (!right)
		return inifile_reject(err, entry,
				      "a multiple of 128M (a memory block of the kernel), at most 64T, or up to %d of them",
				      TOPOLOGY_MAX_ROUNDS);
	return 0;
}

static int read_cpus(struct loading *l, unsigned int nid,
		     const struct inifile_entry *entry, struct error *err)
{
	struct topology_node *node = &l->t->nodes[nid];
	bool right;
	uint64_t cpus = 0;

	l->numbered[nid] = strpbrk(entry->value, "-,");
	if (l->numbered[nid]) {
		right = loading_read_cpu_list(entry->value, &node->cpu_set);
		cpus = (uint64_t)__builtin_popcountll(node->cpu_set);
	} else {
		right = parse_u64(entry->value, &cpus) == 0 &&
			cpus <= TOPOLOGY_MAX_CPUS;
	}
	node->cpus = (unsigned int)cpus;
	if (!right)
		return inifile_reject(err, entry,
				      "a number of CPUs, 0 to %d, or their numbers as in 0-3,8-11 (one alone is 4-4); kernels here are built for %d",
				      TOPOLOGY_MAX_CPUS, TOPOLOGY_MAX_CPUS);
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

/* Memory that comes may go, unless the file says otherwise: refused later. */
static int read_hot_add(struct loading *l, unsigned int nid,
			const struct inifile_entry *entry, struct error *err)
{
	struct topology_node *node = &l->t->nodes[nid];

	if (parse_bool(entry->value, &node->hot_added))
		return inifile_reject(err, entry, "yes or no");
	if (!l->settings[IN_NODE][nid][NODE_HOTPLUGGABLE].line)
		node->hotpluggable = node->hot_added;
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
	[IN_TOPOLOGY] = { "topology", 0, "description, srat, parameters or host-node", {
		[WHOLE_DESCRIPTION] = { "description", read_description },
		[WHOLE_SRAT] = { "srat", read_srat },
		[WHOLE_PARAMETERS] = { "parameters", read_parameters },
		[WHOLE_HOST_NODE] = { "host-node", read_host_node },
	} },
	[IN_NODE] = { "node", TOPOLOGY_MAX_NODES,
		      "memory, cpus, hotpluggable, hot-add or start", {
		[NODE_MEMORY] = { "memory", read_memory },
		[NODE_CPUS] = { "cpus", read_cpus },
		[NODE_HOTPLUGGABLE] = { "hotpluggable", read_hotpluggable },
		[NODE_HOT_ADD] = { "hot-add", read_hot_add },
		[NODE_START] = { "start", read_node_start },
	} },
	[IN_HOLE] = { "hole", TOPOLOGY_MAX_HOLES, "start or size", {
		[HOLE_START] = { "start", read_hole_start },
		[HOLE_SIZE] = { "size", read_hole_size },
	} },
	[IN_GUEST] = { "guest", TOPOLOGY_MAX_NODES,
		       "memory, cpus or distances", {
		[GUEST_MEMORY] = { "memory", loading_read_guest_memory },
		[GUEST_CPUS] = { "cpus", loading_read_guest_cpus },
		[GUEST_DISTANCES] = { "distances",
				      loading_read_guest_distances },
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
	unsigned int to = l->row_lengths[from];
	uint64_t value;

	for (char **word = words; *word; word++, to++) {
		if (to == TOPOLOGY_MAX_NODES)
			return inifile_reject(err, entry,
					      "at most %d distances", to);
		if (parse_u64(*word, &value) ||
		    !is_distance(from, to, value))
			return inifile_reject(err, entry,
					      "%d in column %u and %d to %d in the others, column %u has `%s`",
					      LOCAL_DISTANCE, from,
					      LOCAL_DISTANCE + 1, DISTANCE_MAX,
					      to, *word);
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
	/* A row may go on, as a plan's lists do. */
	if (!l->row_lines[from])
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
	if (strncmp(entry->section, "node ", 5) == 0 &&
	    parse_u64(entry->section + 5, &index) == 0)
		return inifile_reject(err, entry,
				      "it in [node 0] to [node %d], not in [%s]: kernels here are built for %d nodes, and QEMU has at most 128",
				      TOPOLOGY_MAX_NODES - 1, entry->section,
				      TOPOLOGY_MAX_NODES);
	return inifile_reject(err, entry,
			      "it in [topology], [node 0] to [node %d], [hole 0] to [hole %d], [guest 0] to [guest %d] or [distance], not in [%s]",
			      TOPOLOGY_MAX_NODES - 1, TOPOLOGY_MAX_HOLES - 1,
			      TOPOLOGY_MAX_NODES - 1, entry->section);
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

static int check(struct loading *l, struct error *err)
{
	int ret = loading_check_nodes(l, err);

	if (!ret)
		ret = loading_check_distances(l, err);
	if (!ret) {
		topology_lay_out(l->t);
		ret = loading_check_places(l, err);
	}
	return ret ? ret : loading_check_guest(l, err);
}

/* From @text, or else from the file. */
static int load(struct topology *t, const char *path, const char *text,
		struct error *err)
{
	struct loading *l = xcalloc(1, sizeof(*l));
	int ret;

	*t = (struct topology){ 0 };
	l->t = t;
	ret = set_names(t, path, err);
	if (!ret && text)
		ret = inifile_read_text(path, text, read_entry, l, err);
	else if (!ret)
		ret = inifile_read(path, read_entry, l, err);
	if (!ret)
		ret = check(l, err);
	free(l);
	return ret;
}

int topology_load(struct topology *t, const char *path, struct error *err)
{
	return load(t, path, NULL, err);
}

int topology_parse(struct topology *t, const char *path, const char *text,
		   struct error *err)
{
	return load(t, path, text, err);
}

int topology_load_uniform(struct topology *t, const char *name,
			  struct error *err)
{
	char *text = topology_uniform_text(name);
	char *path = xasprintf("%s.topo", name);
	int ret = load(t, path, text, err);

	t->uniform = text;
	free(path);
	free(text);
	return ret;
}

int topology_text(const struct topology *t, char **text, struct error *err)
{
	if (!t->uniform)
		return file_read(t->path, text, NULL, err);
	*text = topology_uniform_text(t->name);
	return 0;
}
