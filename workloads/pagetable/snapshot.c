// SPDX-License-Identifier: GPL-2.0-only
#include "snapshot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "kernel/sysmap.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "reconcile.h"

#define MIB(n) ((uint64_t)(n) << 20)

/* Firmware keeps some of the RAM below 4 GiB to itself. */
#define FIRMWARE_MAX MIB(32)

/* arch/x86/mm/pat/set_memory.c; indexed by enum pg_level, 4K is 1. */
#define COUNTERS "direct_pages_count"

/* Of pagetable.STOP.json; 2 has low_pages and touched_bytes. */
#define VERSION 2

static uint64_t find_counters(const struct sysmap *map)
{
	for (size_t i = 0; i < map->symbol_count; i++)
		if (strcmp(map->symbols[i].name, COUNTERS) == 0)
			return map->symbols[i].address;
	return 0;
}

/* direct_pages_count of a paused guest by size; false: it cannot be read */
static bool read_counters(const struct stop_view *view,
			  const struct pagetable_mode *mode,
			  uint64_t pages[PAGETABLE_SIZES])
{
	uint64_t virtual = find_counters(view->map);
	uint64_t physical;
	struct error ignored;

	for (int i = 0; i < PAGETABLE_SIZES && virtual; i++) {
		uint64_t at = virtual + sizeof(uint64_t) * (size_t)(i + 1);

		if (pagetable_translate(view->memory, mode, at, &physical,
					&ignored) ||
		    guestmem_read(view->memory, physical, &pages[i],
				  sizeof(uint64_t), &ignored))
			return false;
	}
	return virtual != 0;
}

static json_t *tables_json(const struct pagetable *table,
			   const struct pagetable_part *part,
			   const struct topology *topology)
{
	json_t *rows = json_array();

	for (int level = 1; level <= table->mode.levels; level++)
		for (unsigned int nid = 0; nid < topology->node_count; nid++) {
			uint64_t pages = part->levels[level].pages[nid];

			if (pages)
				json_array_append_new(rows, json_pack(
					"{s:s, s:i, s:I, s:I, s:I}",
					"level", pagetable_level_name(
							 &table->mode, level),
					"node", (int)nid,
					"pages", (json_int_t)pages,
					"low_pages",
					(json_int_t)part->levels[level]
						.low[nid],
					"unused_entries",
					(json_int_t)part->levels[level]
						.unused[nid]));
		}
	return rows;
}

static json_t *sizes_json(const uint64_t counts[PAGETABLE_SIZES])
{
	json_t *object = json_object();

	for (int size = 0; size < PAGETABLE_SIZES; size++)
		json_object_set_new(object, pagetable_size_name(size),
				    json_integer((json_int_t)counts[size]));
	return object;
}

static json_t *part_json(const struct pagetable *table,
			 enum pagetable_region region,
			 const struct topology *topology)
{
	const struct pagetable_part *part = &table->parts[region];

	return json_pack("{s:o, s:o, s:o}", "tables",
			 tables_json(table, part, topology), "leaves",
			 sizes_json(part->leaves), "withdrawn",
			 sizes_json(part->withdrawn));
}

static json_t *hex_json(uint64_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	return json_string(text);
}

static json_t *vcpu_json(const struct vcpu *vcpu)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:i}",
			 "rip", hex_json(vcpu->rip),
			 "cr0", hex_json(vcpu->cr0),
			 "cr3", hex_json(vcpu->cr3),
			 "cr4", hex_json(vcpu->cr4),
			 "efer", hex_json(vcpu->efer),
			 "physical_bits", (int)vcpu->physical_bits);
}

/* With what the counters must be after these calls, if any was seen. */
static void add_calls(json_t *snapshot, const struct stop_view *view,
		      const struct pagetable *table)
{
	uint64_t pages[PAGETABLE_SIZES];
	json_t *calls = json_array();

	for (size_t i = 0; i < view->call_count; i++)
		json_array_append_new(calls, json_pack(
			"{s:o, s:o}",
			"start", hex_json(view->calls[i].arguments[0]),
			"end", hex_json(view->calls[i].arguments[1])));
	json_object_set_new(snapshot, "calls", calls);
	if (!view->call_count)
		return;
	reconcile_calls(&table->mapping, view->calls, view->call_count,
			pages);
	json_object_set_new(snapshot, "pages_in_calls", sizes_json(pages));
}

static json_t *snapshot_json(const struct stop_view *view,
			     const struct pagetable *table)
{
	uint64_t counters[PAGETABLE_SIZES];
	bool known = read_counters(view, &table->mode, counters);

	return json_pack("{s:i, s:s, s:I, s:o, s:i, s:o, s:o, s:o, s:o, s:o}",
			 "version", VERSION,
			 "stop", view->name,
			 "touched_bytes", (json_int_t)guestmem_touched_bytes(
						  view->memory),
			 "cpu", vcpu_json(view->vcpu),
			 "levels", table->mode.levels,
			 "direct_base", hex_json(table->direct_base),
			 "direct_map", part_json(table, PAGETABLE_DIRECT,
						 view->topology),
			 "image", part_json(table, PAGETABLE_IMAGE,
					    view->topology),
			 "rest", part_json(table, PAGETABLE_REST,
					   view->topology),
			 "kernel_counters", known ? sizes_json(counters) :
						    json_null());
}

/* Write a mapping; its digest is that of the file. */
static int write_map(const struct stop_view *view, const char *kind,
		     enum evidence_stop_file file,
		     const struct pagetable_map *map, json_t *snapshot,
		     struct error *err)
{
	char *path = evidence_stop_path(view->directory, file, view->name);
	char *text = pagetable_map_text(map);
	char hex[DIGEST_HEX_SIZE];
	char *key = xasprintf("%s_sha256", kind);
	int ret = file_write(path, text, strlen(text), err);

	SHA256Data((const uint8_t *)text, strlen(text), hex);
	json_object_set_new(snapshot, key, json_string(hex));
	free(key);
	free(text);
	free(path);
	return ret;
}

int snapshot_write(const struct stop_view *view,
		   const struct pagetable *table, struct error *err)
{
	char *path = evidence_stop_path(view->directory,
					EVIDENCE_STOP_PAGETABLE, view->name);
	json_t *snapshot = snapshot_json(view, table);
	int ret = write_map(view, SNAPSHOT_MAPPING, EVIDENCE_STOP_MAPPING,
			    &table->mapping, snapshot, err);

	if (ret == 0)
		ret = write_map(view, SNAPSHOT_FRAMES, EVIDENCE_STOP_FRAMES,
				&table->frames, snapshot, err);
	if (ret == 0) {
		add_calls(snapshot, view, table);
		ret = jsonfile_write(path, snapshot, err);
	}
	json_decref(snapshot);
	free(path);
	return ret;
}

/* What is wrong with the tables is the guest's fault, whatever it is. */
static int blame_guest(int ret)
{
	return ret == -EFAULT || ret == -ENOENT ? -EINVAL : ret;
}

int snapshot_walk(struct pagetable *table, const struct stop_view *view,
		  struct error *err)
{
	struct pagetable_mode mode;
	int ret;

	*table = (struct pagetable){ 0 };
	ret = pagetable_mode_of(&mode, view->vcpu, err);
	if (ret)
		return ret;
	return blame_guest(pagetable_walk(table, view->memory, &mode, err));
}

int snapshot_take(const struct stop_view *view, struct error *err)
{
	struct pagetable table;
	int ret = snapshot_walk(&table, view, err);

	if (ret == 0)
		ret = snapshot_write(view, &table, err);
	pagetable_release(&table);
	return ret;
}

int snapshot_load(const char *directory, const char *stop,
		  json_t **snapshot, struct error *err)
{
	char *name = evidence_stop_name(EVIDENCE_STOP_PAGETABLE, stop);
	json_int_t version;
	int ret = 0;

	*snapshot = jsonfile_read(directory, name, err);
	version = json_integer_value(json_object_get(*snapshot, "version"));
	if (!*snapshot)
		ret = -EINVAL;
	else if (version != VERSION)
		ret = error_set(err, EINVAL,
				"%s/%s: found version %" JSON_INTEGER_FORMAT
				", expected %d", directory, name, version,
				VERSION);
	if (ret) {
		json_decref(*snapshot);
		*snapshot = NULL;
	}
	free(name);
	return ret;
}

static uint64_t number(const json_t *object, const char *key)
{
	return (uint64_t)json_integer_value(json_object_get(object, key));
}

const char *snapshot_stop(const json_t *snapshot)
{
	const char *stop = json_string_value(json_object_get(snapshot,
							     "stop"));

	return stop ? stop : "";
}

size_t snapshot_calls(const json_t *snapshot)
{
	return json_array_size(json_object_get(snapshot, "calls"));
}

int snapshot_levels(const json_t *snapshot)
{
	return number(snapshot, "levels") == 5 ? 5 : 4;
}

uint64_t snapshot_tables(const json_t *snapshot, const char *part,
			 const char *level, int nid, const char *field)
{
	const json_t *tables = json_object_get(json_object_get(snapshot, part),
					       "tables");
	const json_t *row;
	uint64_t sum = 0;
	size_t index;

	json_array_foreach(tables, index, row) {
		const char *name = json_string_value(json_object_get(row,
								     "level"));

		if (name && strcmp(name, level) == 0 &&
		    (nid < 0 || number(row, "node") == (uint64_t)nid))
			sum += number(row, field);
	}
	return sum;
}

uint64_t snapshot_pages(const json_t *snapshot, const char *what, int size)
{
	const json_t *direct = json_object_get(snapshot, "direct_map");

	return number(json_object_get(direct, what),
		      pagetable_size_name((enum pagetable_size)size));
}

/* What QEMU's RAM is and e820 says at this point of the boot. */
static uint64_t expected_bytes(const struct topology *topology)
{
	uint64_t bytes = 0;

	for (unsigned int nid = 0; nid < topology->node_count; nid++)
		if (!topology->nodes[nid].hot_added)
			bytes += topology->nodes[nid].memory_bytes -
				 topology_hole_bytes(topology, nid);
	return bytes;
}

/*
 * The guest is gone before it could say what it saw: the direct map itself
 * must cover the RAM of the topology, by pages no larger than asked for.
 */
int snapshot_check_direct_map(const struct stop_view *view,
			      const struct pagetable *table, struct error *err)
{
	static const enum pagetable_size sizes[MAPPING_COUNT] = {
		[MAPPING_1G] = PAGETABLE_1G,
		[MAPPING_2M] = PAGETABLE_2M,
		[MAPPING_4K] = PAGETABLE_4K,
	};
	const uint64_t *leaves = table->parts[PAGETABLE_DIRECT].leaves;
	uint64_t bytes[MAPPING_COUNT];
	uint64_t expected = expected_bytes(view->topology);
	uint64_t mapped = 0;

	for (int size = 0; size < PAGETABLE_SIZES; size++)
		mapped += leaves[size] * pagetable_size_bytes(size);
	if (mapped + FIRMWARE_MAX < expected)
		return error_set(err, EINVAL,
				 "guest: found a direct map of %" PRIu64
				 " MiB, expected %" PRIu64 " MiB",
				 mapped >> 20, expected >> 20);
	for (int i = 0; i < MAPPING_COUNT; i++)
		bytes[i] = leaves[sizes[i]] * pagetable_size_bytes(sizes[i]);
	return mapping_check(view->mapping, bytes, view->topology, err);
}
