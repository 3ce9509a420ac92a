// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/guestrecords.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* Room for one more at the end of a list. */
#define APPEND(list, count)                                         \
	((list) = xgrow((list), (count), sizeof(*(list))), &(list)[(count)++])

/* x86 has 52 bits of physical addresses: no count of KiB or pages is larger. */
#define MOST_KIB (INT64_C(1) << 42)

/* As printed by the kernel a number below 0 is one of nearly 64 bits. */
static int64_t number_of(const json_t *object, const char *key)
{
	const json_t *number = json_object_get(object, key);

	if (!number)
		return GUEST_ABSENT;
	if (!json_is_integer(number))
		return GUEST_WRONG;
	if (json_integer_value(number) < 0 ||
	    json_integer_value(number) > MOST_KIB)
		return GUEST_IMPOSSIBLE;
	return json_integer_value(number);
}

static uint64_t plain_number(const json_t *object, const char *key)
{
	return (uint64_t)json_integer_value(json_object_get(object, key));
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void take_meminfo(struct guest_records *records, const json_t *object)
{
	static const char *const keys[GUEST_PAGES] = {
		[GUEST_4K] = "DirectMap4k",
		[GUEST_2M] = "DirectMap2M",
		[GUEST_1G] = "DirectMap1G",
	};
	const json_t *fields = json_object_get(object, "fields");

	records->meminfo_count++;
	records->meminfo.total_kib = number_of(fields, "MemTotal");
	for (int page = 0; page < GUEST_PAGES; page++)
		records->meminfo.direct_map_kib[page] =
			number_of(fields, keys[page]);
}

static void take_zone(struct guest_records *records, const json_t *object)
{
	*APPEND(records->zones, records->zone_count) = (struct guest_zone){
		.zone = text_of(object, "zone"),
		.nid = number_of(object, "node"),
		.start_pfn = number_of(object, "start_pfn"),
		.spanned = number_of(object, "spanned"),
		.managed = number_of(object, "managed"),
		.free = number_of(object, "free"),
	};
}

static void take_iomem(struct guest_records *records, const json_t *object)
{
	*APPEND(records->iomem, records->iomem_count) = (struct guest_iomem){
		.name = text_of(object, "name"),
		.start = plain_number(object, "start"),
		.end = plain_number(object, "end"),
	};
}

static void take_distances(struct guest_node *node, const json_t *list)
{
	if (!json_is_array(list))
		return;
	node->distance_count = json_array_size(list);
	node->distances = xcalloc(node->distance_count + 1,
				  sizeof(*node->distances));
	for (size_t i = 0; i < node->distance_count; i++)
		node->distances[i] =
			json_integer_value(json_array_get(list, i));
}

static void take_node(struct guest_records *records, const json_t *object,
		      int line)
{
	const json_t *nid = json_object_get(object, "node");
	const json_t *memory = json_object_get(object, "memory_kib");
	struct guest_node *node = APPEND(records->nodes, records->node_count);

	*node = (struct guest_node){
		.line = line,
		.has_nid = json_is_integer(nid),
		.nid = json_integer_value(nid),
		.has_memory_kib = json_is_integer(memory),
		.memory_kib = json_integer_value(memory),
		.cpus = json_string_value(json_object_get(object, "cpus")),
	};
	take_distances(node, json_object_get(object, "distances"));
}

static void take_possible(struct guest_records *records, const json_t *object)
{
	if (records->has_possible)
		return;
	records->has_possible = true;
	records->possible = (struct guest_possible){
		.nodes_online = json_string_value(
			json_object_get(object, "nodes_online")),
		.nodes_has_memory = json_string_value(
			json_object_get(object, "nodes_has_memory")),
		.cpus_present = json_string_value(
			json_object_get(object, "cpus_present")),
	};
}

static void take_memory_block(struct guest_records *records,
			      const json_t *object)
{
	*APPEND(records->memory_blocks, records->memory_block_count) =
		(struct guest_memory_block){
			.nid = (int)plain_number(object, "node"),
			.start = plain_number(object, "start"),
			.bytes = plain_number(object, "bytes"),
			.offline = json_is_true(json_object_get(object,
								"offline")),
			.error = text_of(object, "error"),
			.pfn = plain_number(object, "pfn"),
			.flags = text_of(object, "flags"),
			.type = text_of(object, "type"),
		};
}

static void take_restored(struct guest_records *records, const json_t *object)
{
	records->restored = true;
	records->lost = plain_number(object, "lost");
}

static void take_unplugged(struct guest_records *records,
			   const json_t *object)
{
	*APPEND(records->unplugged, records->unplugged_count) =
		(struct guest_unplugged){
			.nid = (int64_t)plain_number(object, "node"),
			.memory_blocks_left =
				(int64_t)plain_number(object, "blocks_left"),
		};
}

static void take_line(struct guest_records *records, const json_t *object)
{
	const char *program =
		json_string_value(json_object_get(object, "program"));
	const char *text = json_string_value(json_object_get(object, "text"));

	if (program && text)
		*APPEND(records->lines, records->line_count) =
			(struct guest_line){ program, text };
}

static const struct {
	const char *record;
	void (*take)(struct guest_records *records, const json_t *object);
} kinds[] = {
	{ "meminfo", take_meminfo },
	{ "possible", take_possible },
	{ "zone", take_zone },
	{ "iomem", take_iomem },
	{ "block", take_memory_block },
	{ "restored", take_restored },
	{ "unplugged", take_unplugged },
	{ "line", take_line },
};

static int take_record(void *context, int line, const char *record,
		       const json_t *object, struct error *err)
{
	struct guest_records *records = context;

	if (strcmp(record, "node") == 0) {
		take_node(records, object, line);
		json_array_append(records->objects, (json_t *)object);
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(record, kinds[i].record) == 0) {
			kinds[i].take(records, object);
			json_array_append(records->objects, (json_t *)object);
		}
	return guestlog_take(&records->log, line, record, object, err);
}

int guest_records_read(struct guest_records *records, const char *path,
		       struct error *err)
{
	*records = (struct guest_records){
		.path = xstrdup(path),
		.objects = json_array(),
	};
	return guestlog_each(path, take_record, records, &records->torn, err);
}

void guest_records_release(struct guest_records *records)
{
	guestlog_release(&records->log);
	for (size_t i = 0; i < records->node_count; i++)
		free(records->nodes[i].distances);
	free(records->nodes);
	free(records->zones);
	free(records->iomem);
	free(records->memory_blocks);
	free(records->unplugged);
	free(records->lines);
	json_decref(records->objects);
	free(records->path);
	*records = (struct guest_records){ 0 };
}

uint64_t guest_kib(int64_t kib)
{
	return kib < 0 ? 0 : (uint64_t)kib;
}
