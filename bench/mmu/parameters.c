// SPDX-License-Identifier: GPL-2.0-only
#include "mmu/parameters.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lib/inifile.h"
#include "lib/parse.h"

const char *const mmu_served_names[SERVED_COUNT] = {
	"first", "second", "third", "memory",
};

/* More ways than any CPU has: searching a set must stay short. */
#define MAX_WAYS 64
#define MAX_ENTRIES (UINT64_C(1) << 24)

#define PLACE(member) offsetof(struct mmu_parameters, member)

/* Every cache has a section; sizes of line caches are in bytes. */
static const struct {
	const char *section;
	size_t place;
	const char *size_key;
	uint64_t unit;
	int served;
} sections[] = {
	{ "tlb.first.4K", PLACE(tlb[PAGETABLE_4K]), "entries", 1, -1 },
	{ "tlb.first.2M", PLACE(tlb[PAGETABLE_2M]), "entries", 1, -1 },
	{ "tlb.first.1G", PLACE(tlb[PAGETABLE_1G]), "entries", 1, -1 },
	{ "tlb.second", PLACE(shared_tlb), "entries", 1, -1 },
	{ "tlb.second.1G", PLACE(huge_tlb), "entries", 1, -1 },
	{ "paging.pde", PLACE(paging[2]), "entries", 1, -1 },
	{ "paging.pdpte", PLACE(paging[3]), "entries", 1, -1 },
	{ "paging.pml4e", PLACE(paging[4]), "entries", 1, -1 },
	{ "cache.first", PLACE(caches[SERVED_FIRST]), "bytes",
	  MMU_LINE_BYTES, SERVED_FIRST },
	{ "cache.second", PLACE(caches[SERVED_SECOND]), "bytes",
	  MMU_LINE_BYTES, SERVED_SECOND },
	{ "cache.third", PLACE(caches[SERVED_THIRD]), "bytes",
	  MMU_LINE_BYTES, SERVED_THIRD },
};

#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

/**
 * struct reading - the file while it is read
 * @line: that had something last
 * @has_size: by section
 * @has_ways: by section
 */
struct reading {
	struct mmu_parameters *parameters;
	int line;
	bool has_size[SECTIONS];
	bool has_ways[SECTIONS];
};

static struct cache_geometry *geometry_of(struct mmu_parameters *parameters,
					  size_t section)
{
	return (void *)((char *)parameters + sections[section].place);
}

static int take_size(struct reading *reading, size_t section,
		     const struct inifile_entry *entry, struct error *err)
{
	struct cache_geometry *geometry =
		geometry_of(reading->parameters, section);
	uint64_t unit = sections[section].unit, size;

	if (parse_bytes(entry->value, &size) || size % unit ||
	    size / unit > MAX_ENTRIES)
		return inifile_reject(err, entry, unit == 1 ?
				      "a number of entries" :
				      "a size that is a multiple of 64 bytes");
	geometry->entries = size / unit;
	reading->has_size[section] = true;
	return 0;
}

static int take_ways(struct reading *reading, size_t section,
		     const struct inifile_entry *entry, struct error *err)
{
	struct cache_geometry *geometry =
		geometry_of(reading->parameters, section);

	if (parse_u64(entry->value, &geometry->ways) || !geometry->ways ||
	    geometry->ways > MAX_WAYS)
		return inifile_reject(err, entry, "1 to %d", MAX_WAYS);
	reading->has_ways[section] = true;
	return 0;
}

/* Nanoseconds, with up to three digits behind the point. */
static int take_latency(struct mmu_parameters *parameters, int served,
			const struct inifile_entry *entry, struct error *err)
{
	char *end;
	double ns = strtod(entry->value, &end);

	if (*end || end == entry->value || !(ns > 0 && ns < 1e6))
		return inifile_reject(err, entry, "nanoseconds above 0");
	parameters->latency_ps[served] = (uint64_t)(ns * 1000 + 0.5);
	return 0;
}

static int take_in_section(struct reading *reading, size_t section,
			   const struct inifile_entry *entry,
			   struct error *err)
{
	if (strcmp(entry->key, sections[section].size_key) == 0)
		return take_size(reading, section, entry, err);
	if (strcmp(entry->key, "ways") == 0)
		return take_ways(reading, section, entry, err);
	if (strcmp(entry->key, "latency_ns") == 0 &&
	    sections[section].served >= 0)
		return take_latency(reading->parameters,
				    sections[section].served, entry, err);
	return inifile_reject(err, entry, "%s or ways%s",
			      sections[section].size_key,
			      sections[section].served >= 0 ?
				      " or latency_ns" : "");
}

static int take_name(struct mmu_parameters *parameters,
		     const struct inifile_entry *entry, struct error *err)
{
	if (strcmp(entry->key, "name") || !*entry->value ||
	    strlen(entry->value) >= sizeof(parameters->name))
		return inifile_reject(err, entry, "name = at most %zu characters",
				      sizeof(parameters->name) - 1);
	strcpy(parameters->name, entry->value);
	return 0;
}

static int take_entry(void *context, const struct inifile_entry *entry,
		      struct error *err)
{
	struct reading *reading = context;

	reading->line = entry->line;
	if (strcmp(entry->section, "cpu") == 0)
		return take_name(reading->parameters, entry, err);
	if (strcmp(entry->section, "memory") == 0)
		return strcmp(entry->key, "latency_ns") ?
			       inifile_reject(err, entry, "latency_ns") :
			       take_latency(reading->parameters,
					    SERVED_MEMORY, entry, err);
	for (size_t i = 0; i < SECTIONS; i++)
		if (strcmp(entry->section, sections[i].section) == 0)
			return take_in_section(reading, i, entry, err);
	return inifile_reject(err, entry,
			      "a section cpu, memory, tlb…, paging… or cache…, not `%s`",
			      entry->section);
}

static int check_section(struct reading *reading, size_t section,
			 const char *path, struct error *err)
{
	const struct cache_geometry *geometry =
		geometry_of(reading->parameters, section);
	int served = sections[section].served;

	if (!reading->has_size[section] || !reading->has_ways[section] ||
	    (served >= 0 && !reading->parameters->latency_ps[served]))
		return error_set(err, EINVAL,
				 "%s:%d: found the end of the file, expected %s and ways%s in a section [%s]",
				 path, reading->line,
				 sections[section].size_key,
				 served >= 0 ? " and latency_ns" : "",
				 sections[section].section);
	if (geometry->entries % geometry->ways)
		return error_set(err, EINVAL,
				 "%s: [%s]: found %llu entries, expected a multiple of its %llu ways",
				 path, sections[section].section,
				 (unsigned long long)geometry->entries,
				 (unsigned long long)geometry->ways);
	return 0;
}

int mmu_parameters_read(struct mmu_parameters *parameters,
			  const char *path, struct error *err)
{
	struct reading reading = { .parameters = parameters };
	int ret;

	*parameters = (struct mmu_parameters){ 0 };
	ret = inifile_read(path, take_entry, &reading, err);
	for (size_t i = 0; i < SECTIONS && ret == 0; i++)
		ret = check_section(&reading, i, path, err);
	if (ret == 0 && (!*parameters->name ||
			 !parameters->latency_ps[SERVED_MEMORY]))
		ret = error_set(err, EINVAL,
				"%s:%d: found the end of the file, expected a name in a section [cpu] and latency_ns in a section [memory]",
				path, reading.line);
	return ret;
}

int mmu_parameters_each(const struct mmu_parameters *parameters,
			  int (*handle)(void *context, const char *name,
					const struct cache_geometry *geometry,
					struct error *err),
			  void *context, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < SECTIONS && ret == 0; i++)
		ret = handle(context, sections[i].section,
			     (const void *)((const char *)parameters +
					    sections[i].place), err);
	return ret;
}
