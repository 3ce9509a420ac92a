// SPDX-License-Identifier: GPL-2.0-only
#include "import/sysfs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/cpulist.h"
#include "import/acpitables.h"
#include "lib/alloc.h"

/* A copy while it is read. */
struct copy {
	const struct import_files *files;
	const char *name;
	struct described *d;
	bool *is_node;		/* by number */
	uint64_t block_bytes;
};

/*
 * "…/node3/cpulist" for "cpulist": 3; -1 for another one.  What hangs below a
 * node, as its power/, is no file of the node.
 */
static int nid_of(const char *path, const char *file)
{
	const char *slash = strrchr(path, '/');
	const char *folder = slash;
	unsigned int nid;
	int used = 0;

	if (!slash || strncmp(slash + 1, file, strlen(file)))
		return -1;
	while (folder > path && folder[-1] != '/')
		folder--;
	sscanf(folder, "node%9u%n", &nid, &used);
	return used && folder + used == slash && nid < DESCRIBED_MAX_NODES ?
	       (int)nid : -1;
}

/* A file of a node's, NULL without one. */
static const struct import_file *node_file(const struct copy *copy, int nid,
					   const char *name)
{
	for (size_t i = 0; i < copy->files->count; i++)
		if (copy->files->at[i].bytes &&
		    nid_of(copy->files->at[i].path, name) == nid)
			return &copy->files->at[i];
	return NULL;
}

/* Does a path end in this one? */
static bool ends_in(const char *path, const char *end)
{
	size_t length = strlen(path), tail = strlen(end);

	return length >= tail && strcmp(path + length - tail, end) == 0 &&
	       (length == tail || path[length - tail - 1] == '/');
}

static const struct import_file *find_file(const struct copy *copy,
					   const char *end)
{
	for (size_t i = 0; i < copy->files->count; i++)
		if (copy->files->at[i].bytes &&
		    ends_in(copy->files->at[i].path, end))
			return &copy->files->at[i];
	return NULL;
}

static int reject(const struct copy *copy, const struct import_file *file,
		  const char *expected, struct error *err)
{
	return error_set(err, EINVAL, "%s: %s: found `%.60s`, expected %s",
			 copy->name, file->path, file->bytes, expected);
}

static int read_cpus(struct copy *copy, int nid,
		     const struct described_cpus *online, struct error *err)
{
	const struct import_file *file = node_file(copy, nid, "cpulist");
	struct described_cpus cpus = { 0 };
	bool right = true;

	if (file) {
		right = cpulist_add(&cpus, file->bytes, nid);
	} else {
		file = node_file(copy, nid, "cpumap");
		right = !file || cpumask_add(&cpus, file->bytes, nid);
	}
	for (size_t i = 0; right && i < cpus.count; i++)
		if (!online->count || cpulist_has(online, cpus.at[i].number))
			described_add_cpu(&copy->d->cpus, cpus.at[i].number,
					  nid);
		else
			described_note(copy->d, "CPUs that are offline are left out");
	free(cpus.at);
	return right ? 0 : reject(copy, file, "numbers of CPUs", err);
}

/* "Node 0 MemTotal:       24683620 kB" */
static int read_memory(struct copy *copy, int nid, struct error *err)
{
	const struct import_file *file = node_file(copy, nid, "meminfo");
	const char *total = file ? strstr(file->bytes, "MemTotal:") : NULL;
	uint64_t kib;

	if (!file)
		return 0;
	if (!total || sscanf(total, "MemTotal: %" SCNu64 " kB", &kib) != 1 ||
	    kib > UINT64_MAX >> 11)
		return reject(copy, file, "a line `Node N MemTotal: … kB`",
			      err);
	described_add_memory(copy->d, nid, kib << 10);
	return 0;
}

/* The row of a node, by the order of all nodes. */
static bool read_row(struct copy *copy, size_t row)
{
	struct described *d = copy->d;
	const struct import_file *file =
		node_file(copy, d->distance_nids[row], "distance");
	const char *text = file ? file->bytes : "";
	size_t to = 0;
	unsigned int value;
	int used = 0;

	for (; sscanf(text, "%3u%n", &value, &used) == 1; text += used, to++)
		if (to < d->distance_count && value <= 255)
			d->distance[row * d->distance_count + to] =
				(uint8_t)value;
	return to == d->distance_count;
}

static void read_distances(struct copy *copy)
{
	struct described *d = copy->d;
	bool whole = true;
	size_t count = 0;

	d->distance_nids = xcalloc(DESCRIBED_MAX_NODES,
				   sizeof(*d->distance_nids));
	for (int nid = 0; nid < DESCRIBED_MAX_NODES; nid++)
		if (copy->is_node[nid])
			d->distance_nids[count++] = nid;
	d->distance_count = count;
	d->distance = xcalloc(count * count + 1, 1);
	for (size_t row = 0; whole && row < count; row++)
		whole = read_row(copy, row);
	if (whole)
		return;
	described_note(d, "distances of the copy are not one for each pair of nodes: left out");
	free(d->distance);
	d->distance = NULL;
	d->distance_count = 0;
}

/* Memory blocks by their numbers; those side by side become one range. */
static void read_blocks(struct copy *copy)
{
	struct spans *blocks = &copy->d->blocks;
	size_t kept = 0;

	for (size_t i = 0; i < copy->files->count; i++) {
		const char *path = copy->files->at[i].path;
		int nid = nid_of(path, "memory");
		uint64_t number;
		int used = 0;

		sscanf(strrchr(path, '/') ? strrchr(path, '/') : path,
		       "/memory%" SCNu64 "%n", &number, &used);
		if (nid < 0 || !used ||
		    number >= (UINT64_C(1) << 52) / copy->block_bytes)
			continue;
		spans_add(blocks, (struct span){
			.start = number * copy->block_bytes,
			.end_inclusive = (number + 1) * copy->block_bytes - 1,
			.nid = nid,
		});
	}
	spans_sort(blocks);
	for (size_t i = 0; i < blocks->count; i++) {
		struct span *last = kept ? &blocks->at[kept - 1] : NULL;

		if (last && last->nid == blocks->at[i].nid &&
		    last->end_inclusive + 1 == blocks->at[i].start)
			last->end_inclusive = blocks->at[i].end_inclusive;
		else if (!last || last->start != blocks->at[i].start)
			blocks->at[kept++] = blocks->at[i];
		else
			described_note(copy->d, "a memory block is on two nodes: all of it is given to the first");
	}
	blocks->count = kept;
}

/* firmware/memmap/N/{start,end,type}: e820 as the firmware gave it */
static void read_memmap(struct copy *copy)
{
	for (size_t i = 0; i < copy->files->count; i++) {
		const struct import_file *type = &copy->files->at[i];
		const struct import_file *start, *end;
		struct span span = { .nid = -1 };
		unsigned int number;
		const char *memmap = strstr(type->path, "memmap/");
		char name[64];
		int used = 0;

		if (!memmap || !type->bytes)
			continue;
		sscanf(memmap, "memmap/%9u/type%n", &number, &used);
		if (!used || strncmp(type->bytes, "System RAM", 10))
			continue;
		snprintf(name, sizeof(name), "memmap/%u/start", number);
		start = find_file(copy, name);
		snprintf(name, sizeof(name), "memmap/%u/end", number);
		end = find_file(copy, name);
		if (!start || !end ||
		    sscanf(start->bytes, "%" SCNx64, &span.start) != 1 ||
		    sscanf(end->bytes, "%" SCNx64, &span.end_inclusive) != 1 ||
		    span.start > span.end_inclusive)
			continue;
		spans_add(&copy->d->ram, span);
	}
	spans_sort(&copy->d->ram);
}

static int read_tables(struct copy *copy, bool *have_srat, struct error *err)
{
	struct acpitables tables = { 0 };
	int ret = 0;

	for (size_t i = 0; i < copy->files->count && ret == 0; i++) {
		const struct import_file *file = &copy->files->at[i];

		if (file->bytes)
			ret = acpitables_add(&tables, copy->name, file->bytes,
					 file->size, err);
	}
	*have_srat = tables.srat;
	if (ret == 0 && tables.srat)
		ret = acpitables_describe(&tables, copy->name, copy->d, err);
	acpitables_release(&tables);
	return ret;
}

static int count_nodes(struct copy *copy)
{
	static const char *const names[] = {
		"cpulist", "cpumap", "meminfo", "distance",
	};
	int count = 0;

	for (size_t i = 0; i < copy->files->count; i++)
		for (size_t j = 0; j < 4; j++) {
			int nid = nid_of(copy->files->at[i].path, names[j]);

			if (nid < 0 || copy->is_node[nid])
				continue;
			copy->is_node[nid] = true;
			count++;
		}
	return count;
}

static int read_nodes(struct copy *copy, struct error *err)
{
	const struct import_file *file = find_file(copy, "cpu/online");
	struct described_cpus online = { 0 };
	int ret = 0;

	if (file && !cpulist_add(&online, file->bytes, 0))
		ret = reject(copy, file, "numbers of CPUs", err);
	for (int nid = 0; nid < DESCRIBED_MAX_NODES && ret == 0; nid++) {
		if (!copy->is_node[nid])
			continue;
		ret = read_cpus(copy, nid, &online, err);
		if (ret == 0)
			ret = read_memory(copy, nid, err);
	}
	free(online.at);
	file = find_file(copy, "block_size_bytes");
	if (ret == 0 && file &&
	    (sscanf(file->bytes, "%" SCNx64, &copy->block_bytes) != 1 ||
	     copy->block_bytes < 4096 ||
	     copy->block_bytes > UINT64_C(1) << 40))
		ret = reject(copy, file, "a size in hexadecimal", err);
	if (ret == 0 && copy->block_bytes)
		read_blocks(copy);
	if (ret == 0)
		read_distances(copy);
	return ret;
}

int sysfs_describe(const struct import_files *files, const char *name,
		   struct described *d, struct error *err)
{
	bool is_node[DESCRIBED_MAX_NODES] = { false };
	struct copy copy = {
		.files = files, .name = name, .d = d, .is_node = is_node,
	};
	bool have_srat = false;
	int nodes = count_nodes(&copy), ret;

	ret = nodes ? read_nodes(&copy, err) : 0;
	if (ret == 0) {
		read_memmap(&copy);
		/* Its distances are those of SLIT. */
		if (d->distance) {
			struct described own = { 0 };

			copy.d = &own;
			ret = read_tables(&copy, &have_srat, err);
			d->srat = own.srat;
			d->apics = own.apics;
			d->present = own.present;
			d->present_count = own.present_count;
			d->srat_corrupt = own.srat_corrupt;
			own.srat = (struct spans){ 0 };
			own.apics = (struct described_cpus){ 0 };
			own.present = NULL;
			described_release(&own);
		} else {
			ret = read_tables(&copy, &have_srat, err);
		}
	}
	if (ret || nodes || have_srat)
		return ret;
	return error_set(err, EINVAL,
			 "%s: found no node0/cpulist and no SRAT in it, expected a copy of /sys/devices/system/node or of /sys/firmware/acpi/tables",
			 name);
}
