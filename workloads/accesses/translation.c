// SPDX-License-Identifier: GPL-2.0-only
#include "translation.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/parse.h"
#include "lib/tsvfile.h"

/* Upper half of the 48-bit and, with five levels, the 57-bit space. */
#define KERNEL_HALF (UINT64_C(1) << 63)

static const char *const region_names[REGION_COUNT] = {
	[REGION_DIRECT] = "direct",
	[REGION_VMEMMAP] = "vmemmap",
	[REGION_IMAGE] = "image",
};

/*
 * The virtual memory map without KASLR, first address and size in bytes
 * (Documentation/arch/x86/x86_64/mm.rst); the direct map's base is read from
 * the tables.
 */
static const struct {
	enum translation_region region;
	uint64_t first[2];
	int bits[2];
} map[] = {
	{ REGION_VMEMMAP, { VMEMMAP_4_LEVEL, VMEMMAP_5_LEVEL }, { 40, 49 } },
	{ REGION_VMALLOC, { UINT64_C(0xffffc90000000000),
			    UINT64_C(0xffa0000000000000) }, { 45, 53 } },
	{ REGION_IMAGE, { UINT64_C(0xffffffff80000000),
			  UINT64_C(0xffffffff80000000) }, { 29, 29 } },
};

/* The file while it is read, and what becomes of it. */
struct reader {
	struct tsvfile file;
	struct translation *translation;
};

static int take_levels(void *context)
{
	struct reader *reader = context;
	uint64_t levels;

	if (parse_u64(reader->file.fields[1], &levels) ||
	    (levels != 4 && levels != 5))
		return tsvfile_reject(&reader->file, "4 or 5 levels");
	reader->translation->levels = (int)levels;
	return 0;
}

static int take_direct_base(void *context)
{
	struct reader *reader = context;
	uint64_t *base = &reader->translation->direct_base;

	if (parse_u64(reader->file.fields[1], base) || *base < KERNEL_HALF)
		return tsvfile_reject(&reader->file, "an address of the kernel's half");
	return 0;
}

static int add_extent(struct reader *reader, struct translation_list *list,
		      const struct translation_extent *extent)
{
	const struct translation_extent *last =
		list->count ? &list->extents[list->count - 1] : NULL;

	if (!extent->bytes || extent->bytes % TRANSLATION_PAGE_BYTES)
		return tsvfile_reject(&reader->file, "whole pages of 4096 bytes");
	if (last && last->virtual + last->bytes > extent->virtual)
		return tsvfile_reject(&reader->file, "ascending addresses");
	list->extents = xgrow(list->extents, list->count, sizeof(*extent));
	list->extents[list->count++] = *extent;
	return 0;
}

static int take_mapped(void *context)
{
	struct reader *reader = context;
	char *const *fields = reader->file.fields;
	struct translation_extent extent;

	if (parse_u64(fields[2], &extent.virtual) ||
	    parse_u64(fields[3], &extent.physical) ||
	    parse_u64(fields[4], &extent.bytes))
		return tsvfile_reject(&reader->file, "addresses and bytes");
	for (int region = 0; region < REGION_COUNT; region++)
		if (region_names[region] &&
		    strcmp(fields[1], region_names[region]) == 0)
			return add_extent(reader,
				&reader->translation->mapped[region], &extent);
	return tsvfile_reject(&reader->file, "direct, vmemmap or image");
}

static int take_backed(void *context)
{
	struct reader *reader = context;
	struct translation_extent extent;

	if (parse_u64(reader->file.fields[1], &extent.physical) ||
	    parse_u64(reader->file.fields[2], &extent.bytes))
		return tsvfile_reject(&reader->file, "an address and bytes");
	extent.virtual = extent.physical;
	return add_extent(reader, &reader->translation->backed, &extent);
}

static const struct tsvfile_record records[] = {
	{ "backed", 3, "backed PHYSICAL BYTES", take_backed },
	{ "mapped", 5, "mapped REGION VIRTUAL PHYSICAL BYTES", take_mapped },
	{ "levels", 2, "levels COUNT", take_levels },
	{ "direct_base", 2, "direct_base ADDRESS", take_direct_base },
	{ .kind = NULL },
};

static const struct tsvfile_format format = {
	.name = TRANSLATION_FORMAT,
	.records = records,
	.kinds = "levels, direct_base, mapped or backed",
};

/* The image lies in one piece: all its pages are as far from home. */
static int find_image(struct reader *reader)
{
	struct translation *translation = reader->translation;
	const struct translation_list *image =
		&translation->mapped[REGION_IMAGE];
	const struct translation_extent *first = image->extents;

	translation->image_offset = first->virtual - first->physical;
	for (size_t i = 1; i < image->count; i++)
		if (first[i].virtual - first[i].physical !=
		    translation->image_offset)
			return error_set(reader->file.err, EINVAL,
					 "%s: found the image's page 0x%" PRIx64 " at 0x%" PRIx64 ", expected 0x%" PRIx64 " as the others have it",
					 reader->file.path, first[i].virtual,
					 first[i].physical, first[i].virtual -
					 translation->image_offset);
	return 0;
}

static int check_whole(struct reader *reader)
{
	const struct translation *translation = reader->translation;

	if (translation->levels && translation->direct_base &&
	    translation->mapped[REGION_DIRECT].count &&
	    translation->mapped[REGION_VMEMMAP].count &&
	    translation->mapped[REGION_IMAGE].count &&
	    translation->backed.count)
		return find_image(reader);
	return error_set(reader->file.err, EINVAL,
			 "%s:%u: found the end, expected levels, direct_base, mapped pages of every region and backed ones",
			 reader->file.path, reader->file.line);
}

int translation_read(struct translation *translation, const char *directory,
		     struct error *err)
{
	char *path = evidence_path(directory, EVIDENCE_TRANSLATION);
	struct reader reader = { .translation = translation };
	int ret;

	*translation = (struct translation){ 0 };
	ret = tsvfile_read(&reader.file, path, &format, &reader, err);
	if (ret == 0)
		ret = check_whole(&reader);
	if (ret)
		translation_release(translation);
	free(path);
	return ret;
}

enum translation_region translation_region(const struct translation *t,
					   uint64_t address)
{
	bool five = t->levels == 5;

	if (address < KERNEL_HALF)
		return REGION_LOW;
	if ((address - t->direct_base) >> (five ? 55 : 46) == 0)
		return REGION_DIRECT;
	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if ((address - map[i].first[five]) >> map[i].bits[five] == 0)
			return map[i].region;
	return REGION_OTHER;
}

bool translation_find(const struct translation_list *list, uint64_t virtual,
		      uint64_t *physical)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct translation_extent *extent =
			&list->extents[middle];

		if (virtual < extent->virtual) {
			high = middle;
		} else if (virtual - extent->virtual >= extent->bytes) {
			low = middle + 1;
		} else {
			*physical = extent->physical +
				    (virtual - extent->virtual);
			return true;
		}
	}
	return false;
}

void translation_release(struct translation *translation)
{
	for (int region = 0; region < REGION_COUNT; region++)
		free(translation->mapped[region].extents);
	free(translation->backed.extents);
	*translation = (struct translation){ 0 };
}
