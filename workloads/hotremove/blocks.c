// SPDX-License-Identifier: GPL-2.0-only
#include "blocks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "evidence/files.h"
#include "evidence/guestlog.h"

struct reading {
	struct blocks *blocks;
	bool restored;
};

static int64_t number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void take_block(struct blocks *blocks, const json_t *object)
{
	const char *flags =
		json_string_value(json_object_get(object, "flags"));
	const char *type =
		json_string_value(json_object_get(object, "type"));
	const char *error =
		json_string_value(json_object_get(object, "error"));
	struct block *block;

	blocks->list = xgrow(blocks->list, blocks->count,
			     sizeof(*blocks->list));
	block = &blocks->list[blocks->count++];
	block->nid = number(object, "node");
	block->start = number(object, "start");
	block->bytes = number(object, "bytes");
	block->offline = json_is_true(json_object_get(object, "offline"));
	block->pfn = number(object, "pfn");
	block->slab = (flags && strstr(flags, "slab")) ||
		      (type && strstr(type, "slab"));
	block->hole = error && strcmp(error, strerror(EINVAL)) == 0;
}

static int take_record(void *context, const char *record,
		       const json_t *object, struct error *err)
{
	struct reading *reading = context;

	(void)err;
	if (strcmp(record, "block") == 0)
		take_block(reading->blocks, object);
	if (strcmp(record, "restored") == 0) {
		reading->restored = true;
		reading->blocks->lost = number(object, "lost");
	}
	return 0;
}

int blocks_read(struct blocks *blocks, const char *directory,
		struct error *err)
{
	char *path = evidence_path(directory, EVIDENCE_GUEST);
	struct reading reading = { .blocks = blocks };
	int ret;

	*blocks = (struct blocks){ 0 };
	ret = guestlog_each(path, take_record, &reading, err);
	if (ret == 0 && !reading.restored)
		ret = error_set(err, EINVAL,
				"%s: found no record `restored`, expected one",
				path);
	free(path);
	return ret;
}

struct blocks_sum blocks_sum(const struct blocks *blocks, int nid)
{
	struct blocks_sum sum = { 0 };

	for (size_t i = 0; i < blocks->count; i++) {
		const struct block *block = &blocks->list[i];

		if (block->nid != nid)
			continue;
		sum.bytes += block->bytes;
		sum.removable_bytes += block->offline ? block->bytes : 0;
	}
	return sum;
}

void blocks_release(struct blocks *blocks)
{
	free(blocks->list);
	*blocks = (struct blocks){ 0 };
}
