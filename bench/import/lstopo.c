// SPDX-License-Identifier: GPL-2.0-only
#include "import/lstopo.h"

#include <errno.h>
#include <inttypes.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/cpulist.h"
#include "lib/alloc.h"

#define DEPTH_MAX 64

/* A NUMA node as the file has it. */
struct seen {
	int nid;
	bool has_memory;
	uint64_t bytes;
	struct described_cpus cpus;
	const char *kind;	/* "HBM", … or NULL; owned */
};

/* A file while it is read; nodes are in the order of the file. */
struct reader {
	struct described *d;
	struct seen *nodes;
	size_t count;
	uint64_t machine_bytes;		/* of an old file without nodes */
	struct described_cpus machine_cpus;
	bool caches;
};

bool lstopo_is_xml(const char *bytes, size_t size)
{
	size_t at = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < size && bytes[at] && strchr(" \t\r\n", bytes[at]))
		at++;
	return at + 1 < size && bytes[at] == '<' &&
	       (bytes[at + 1] == '?' || bytes[at + 1] == '!' ||
		strncmp(bytes + at, "<topology", 9) == 0);
}

/* An attribute; the caller frees with xmlFree(). */
static char *attribute(const xmlNode *node, const char *name)
{
	return (char *)xmlGetProp(node, (const xmlChar *)name);
}

static bool attribute_is(const xmlNode *node, const char *name,
			 const char *value)
{
	char *text = attribute(node, name);
	bool same = text && strcmp(text, value) == 0;

	xmlFree(text);
	return same;
}

static bool attribute_u64(const xmlNode *node, const char *name,
			  uint64_t *value)
{
	char *text = attribute(node, name);
	bool right = text && sscanf(text, "%" SCNu64, value) == 1;

	xmlFree(text);
	return right;
}

static bool is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE &&
	       strcmp((const char *)node->name, name) == 0;
}

static void take_cpuset(struct described_cpus *cpus, const xmlNode *node)
{
	char *set = attribute(node, "cpuset");

	if (set)
		cpumask_add(cpus, set, 0);
	xmlFree(set);
}

static void take_node(struct reader *reader, const xmlNode *node)
{
	uint64_t nid = 0;
	struct seen *seen;

	if (!attribute_u64(node, "os_index", &nid))
		nid = reader->count;
	if (nid >= DESCRIBED_MAX_NODES || reader->count == DESCRIBED_MAX_NODES)
		return;
	reader->nodes = xgrow(reader->nodes, reader->count,
			      sizeof(*reader->nodes));
	seen = &reader->nodes[reader->count++];
	seen->nid = (int)nid;
	seen->has_memory = attribute_u64(node, "local_memory", &seen->bytes);
	take_cpuset(&seen->cpus, node);
	seen->kind = attribute(node, "subtype");
}

static void take_objects(struct reader *reader, const xmlNode *node,
			 unsigned int depth)
{
	for (; node && depth < DEPTH_MAX; node = node->next) {
		if (!is_element(node, "object"))
			continue;
		if (attribute_is(node, "type", "NUMANode") ||
		    attribute_is(node, "type", "Node"))
			take_node(reader, node);
		if (attribute_is(node, "type", "Machine")) {
			attribute_u64(node, "local_memory",
				      &reader->machine_bytes);
			take_cpuset(&reader->machine_cpus, node);
		}
		reader->caches |= attribute_is(node, "type", "Cache") ||
				  attribute_is(node, "type", "L2Cache");
		take_objects(reader, node->children, depth + 1);
	}
}

static int compare_nodes(const void *a, const void *b)
{
	return ((const struct seen *)a)->nid - ((const struct seen *)b)->nid;
}

/* A CPU is of the node with the lowest number that has it. */
static void give_cpus(struct reader *reader)
{
	bool taken[DESCRIBED_MAX_CPUS] = { false };

	for (size_t i = 0; i < reader->count; i++) {
		const struct seen *seen = &reader->nodes[i];

		for (size_t j = 0; j < seen->cpus.count; j++) {
			unsigned int cpu = seen->cpus.at[j].number;

			if (taken[cpu])
				continue;
			taken[cpu] = true;
			described_add_cpu(&reader->d->cpus, cpu, seen->nid);
		}
	}
}

static void give_nodes(struct reader *reader)
{
	struct described *d = reader->d;

	if (!reader->count) {
		described_add_memory(d, 0, reader->machine_bytes);
		for (size_t i = 0; i < reader->machine_cpus.count; i++)
			described_add_cpu(&d->cpus,
					  reader->machine_cpus.at[i].number,
					  0);
		return;
	}
	qsort(reader->nodes, reader->count, sizeof(*reader->nodes),
	      compare_nodes);
	give_cpus(reader);
	for (size_t i = 0; i < reader->count; i++) {
		const struct seen *seen = &reader->nodes[i];

		described_add_memory(d, seen->nid, seen->bytes);
		if (seen->kind)
			described_note(d, "node %d is of %.40s: its bandwidth and latency are not kept",
				       seen->nid, seen->kind);
	}
}

/* Numbers of all children of a name, one after the other. */
static size_t numbers_of(const xmlNode *node, const char *name,
			 uint64_t *values, size_t limit)
{
	size_t count = 0;

	for (node = node->children; node; node = node->next) {
		char *text, *at;
		uint64_t value;
		int used;

		if (!is_element(node, name))
			continue;
		text = (char *)xmlNodeGetContent(node);
		for (at = text; at && count < limit &&
		     sscanf(at, " %" SCNu64 "%n", &value, &used) == 1;
		     at += used)
			values[count++] = value;
		xmlFree(text);
	}
	return count;
}

static void keep_distances(struct reader *reader, const uint64_t *nids,
			   const uint64_t *values, size_t count)
{
	struct described *d = reader->d;

	d->distance_count = count;
	d->distance_nids = xcalloc(count + 1, sizeof(*d->distance_nids));
	d->distance = xcalloc(count * count + 1, 1);
	for (size_t i = 0; i < count; i++)
		d->distance_nids[i] = nids[i] < DESCRIBED_MAX_NODES ?
				      (int)nids[i] : -1;
	for (size_t i = 0; i < count * count; i++)
		d->distance[i] = values[i] <= 255 ? (uint8_t)values[i] : 0;
}

/* Versions 2 and 3: kind has 4 for latencies, and SLIT is such. */
static void take_distances2(struct reader *reader, const xmlNode *node)
{
	uint64_t kind = 0, count = 0, *nids, *values;

	attribute_u64(node, "kind", &kind);
	attribute_u64(node, "nbobjs", &count);
	if (reader->d->distance || !attribute_is(node, "type", "NUMANode") ||
	    !attribute_is(node, "indexing", "os") || !(kind & 4) || !count ||
	    count > DESCRIBED_MAX_NODES)
		return;
	nids = xcalloc(count, sizeof(*nids));
	values = xcalloc(count * count, sizeof(*values));
	if (numbers_of(node, "indexes", nids, count) == count &&
	    numbers_of(node, "u64values", values, count * count) ==
	    count * count)
		keep_distances(reader, nids, values, count);
	free(values);
	free(nids);
}

/* Version 1: relative to a base, by the order of the nodes in the file. */
static void take_distances1(struct reader *reader, const xmlNode *node)
{
	char *base_text = attribute(node, "latency_base");
	double base = base_text ? strtod(base_text, NULL) : 0, value;
	uint64_t count = 0, *nids, *values;
	size_t found = 0;

	xmlFree(base_text);
	attribute_u64(node, "nbobjs", &count);
	if (reader->d->distance || count != reader->count || count < 2 ||
	    !(base > 0 && base < 256))
		return;
	nids = xcalloc(count, sizeof(*nids));
	values = xcalloc(count * count, sizeof(*values));
	for (size_t i = 0; i < count; i++)
		nids[i] = (uint64_t)reader->nodes[i].nid;
	for (node = node->children; node && found < count * count;
	     node = node->next) {
		char *text = is_element(node, "latency") ?
			     attribute(node, "value") : NULL;

		if (!text)
			continue;
		value = strtod(text, NULL) * base;
		values[found++] = value > 0 && value < 256 ?
				  (uint64_t)(value + 0.5) : 0;
		xmlFree(text);
	}
	if (found == count * count)
		keep_distances(reader, nids, values, count);
	free(values);
	free(nids);
}

static void take_distances(struct reader *reader, const xmlNode *node,
			   unsigned int depth)
{
	for (; node && depth < DEPTH_MAX; node = node->next) {
		if (is_element(node, "distances2"))
			take_distances2(reader, node);
		else if (is_element(node, "distances"))
			take_distances1(reader, node);
		else if (is_element(node, "object"))
			take_distances(reader, node->children, depth + 1);
	}
}

static void reader_release(struct reader *reader)
{
	for (size_t i = 0; i < reader->count; i++) {
		free(reader->nodes[i].cpus.at);
		xmlFree((void *)reader->nodes[i].kind);
	}
	free(reader->machine_cpus.at);
	free(reader->nodes);
}

int lstopo_describe(const char *bytes, size_t size, const char *name,
		    struct described *d, struct error *err)
{
	xmlDoc *document = xmlReadMemory(bytes, (int)size, name, NULL,
					 XML_PARSE_NONET | XML_PARSE_NOERROR |
					 XML_PARSE_NOWARNING |
					 XML_PARSE_NOCDATA);
	const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
	struct reader reader = { .d = d };
	int ret = 0;

	if (!root) {
		ret = error_set(err, EINVAL,
				"%s: found XML that ends early or is damaged, expected what lstopo writes",
				name);
	} else if (!is_element(root, "topology")) {
		ret = error_set(err, EINVAL,
				"%s: found XML with <%.40s>, expected <topology> as lstopo writes it",
				name, (const char *)root->name);
	} else {
		take_objects(&reader, root->children, 0);
		/* Old distances go by the order of the file. */
		take_distances(&reader, root->children, 0);
		give_nodes(&reader);
	}
	if (reader.caches)
		described_note(d, "caches, packages and cores: a guest has CPUs of its own kind");
	reader_release(&reader);
	xmlFreeDoc(document);
	return ret;
}
