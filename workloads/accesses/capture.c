// SPDX-License-Identifier: GPL-2.0-only
/* From a paused guest to translation.tsv. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/files.h"
#include "kernel/sysmap.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "machine/guestmem.h"
#include "machine/pagetable.h"
#include "translation.h"

/*
 * A struct page has 56 bytes at the least and 64 at most (mm_types.h without
 * debugging); tables of struct pages come in sections of 128 MiB
 * (SECTION_SIZE_BITS, arch/x86/include/asm/sparsemem.h).
 */
#define STRUCT_PAGE_MIN 56
#define STRUCT_PAGE_MAX 64
#define SECTION_BYTES (UINT64_C(1) << 27)

const struct stop_point translation_stops[] = {
	{ BOOT_INIT, "run_init_process", false, NULL },
	{ .function = NULL },
};

/* The file while it is written, and the extent that may still grow. */
struct capture {
	const struct stop_view *view;
	struct pagetable_mode mode;
	FILE *out;
	const char *region;
	struct translation_extent last;
};

static void end_extent(struct capture *capture)
{
	const struct translation_extent *last = &capture->last;

	if (last->bytes)
		fprintf(capture->out,
			"mapped\t%s\t0x%" PRIx64 "\t0x%" PRIx64 "\t%" PRIu64 "\n",
			capture->region, last->virtual, last->physical,
			last->bytes);
	capture->last = (struct translation_extent){ 0 };
}

static void add_page(struct capture *capture, uint64_t virtual,
		     uint64_t physical)
{
	struct translation_extent *last = &capture->last;

	if (last->bytes && last->virtual + last->bytes == virtual &&
	    last->physical + last->bytes == physical) {
		last->bytes += TRANSLATION_PAGE_BYTES;
		return;
	}
	end_extent(capture);
	*last = (struct translation_extent){ virtual, physical,
					     TRANSLATION_PAGE_BYTES };
}

/* Pages of [@first, @end) that are mapped, one by one. */
static int write_pages(struct capture *capture, uint64_t first, uint64_t end,
		       struct error *err)
{
	for (uint64_t at = first; at < end; at += TRANSLATION_PAGE_BYTES) {
		uint64_t physical;
		int ret = pagetable_translate(capture->view->memory,
					      &capture->mode, at, &physical,
					      err);

		if (ret && ret != -ENOENT)
			return ret;
		if (ret == 0)
			add_page(capture, at, physical);
	}
	return 0;
}

/* The memory map of all RAM, whatever the size of its entries. */
static int write_vmemmap(struct capture *capture, struct error *err)
{
	const struct topology *topology = capture->view->topology;
	uint64_t base = capture->mode.levels == 5 ? VMEMMAP_5_LEVEL :
						    VMEMMAP_4_LEVEL;
	uint64_t done = base;
	int ret = 0;

	capture->region = "vmemmap";
	for (unsigned int i = 0; i < topology->range_count && ret == 0; i++) {
		const struct topology_range *range = &topology->ranges[i];
		uint64_t start = range->start & ~(SECTION_BYTES - 1);
		uint64_t end = (range->end_inclusive | (SECTION_BYTES - 1)) + 1;
		uint64_t first = base + start / TRANSLATION_PAGE_BYTES *
						STRUCT_PAGE_MIN;
		uint64_t last = base + end / TRANSLATION_PAGE_BYTES *
					       STRUCT_PAGE_MAX;

		first &= ~(TRANSLATION_PAGE_BYTES - 1);
		if (first < done)
			first = done;
		ret = write_pages(capture, first, last, err);
		if (last > done)
			done = last;
	}
	end_extent(capture);
	return ret;
}

/* From the first to the last symbol; brk may reach beyond. */
static int write_image(struct capture *capture, struct error *err)
{
	const struct sysmap *map = capture->view->map;
	uint64_t first = map->symbols[0].address;
	uint64_t end = map->symbols[map->symbol_count - 1].address;
	int ret;

	capture->region = "image";
	ret = write_pages(capture, first & ~(TRANSLATION_PAGE_BYTES - 1),
			  end + TRANSLATION_PAGE_BYTES, err);
	end_extent(capture);
	return ret;
}

static void write_direct_map(struct capture *capture,
			     const struct pagetable *table)
{
	fprintf(capture->out, "levels\t%d\ndirect_base\t0x%" PRIx64 "\n",
		table->mode.levels, table->direct_base);
	capture->region = "direct";
	for (size_t i = 0; i < table->frames.count; i++) {
		const struct pagetable_extent *frames =
			&table->frames.extents[i];

		capture->last = (struct translation_extent){
			frames->virtual, frames->physical, frames->bytes,
		};
		end_extent(capture);
	}
}

/* Stretches of a range that its file holds in memory (lseek(2)). */
static int write_backed_range(struct capture *capture,
			      const struct topology_range *range,
			      struct error *err)
{
	uint64_t bytes = range->end_inclusive - range->start + 1;
	uint64_t offset;
	off_t at, end, data;
	int fd;

	if (guestmem_position(capture->view->memory, range->start, &fd,
			      &offset))
		return error_set(err, EFAULT, "no RAM at 0x%" PRIx64,
				 range->start);
	end = (off_t)(offset + bytes);
	for (at = (off_t)offset; at < end;) {
		data = lseek(fd, at, SEEK_DATA);
		if (data < 0 && errno != ENXIO)
			return error_set(err, errno, "guest RAM: %s",
					 strerror(errno));
		if (data < 0 || data >= end)
			break;
		at = lseek(fd, data, SEEK_HOLE);
		if (at > end)
			at = end;
		fprintf(capture->out, "backed\t0x%" PRIx64 "\t%" PRIu64 "\n",
			range->start + (uint64_t)data - offset,
			(uint64_t)(at - data));
	}
	return 0;
}

static int write_backed(struct capture *capture, struct error *err)
{
	const struct topology *topology = capture->view->topology;
	int ret = 0;

	for (unsigned int i = 0; i < topology->range_count && ret == 0; i++)
		ret = write_backed_range(capture, &topology->ranges[i], err);
	return ret;
}

static int write_all(struct capture *capture, struct error *err)
{
	struct pagetable table = { 0 };
	int ret = pagetable_walk(&table, capture->view->memory,
				 &capture->mode, err);

	if (ret == 0) {
		write_direct_map(capture, &table);
		ret = write_vmemmap(capture, err);
	}
	pagetable_release(&table);
	if (ret == 0)
		ret = write_image(capture, err);
	return ret ? ret : write_backed(capture, err);
}

int translation_write(const struct stop_view *view, struct error *err)
{
	char *path = evidence_path(view->directory, EVIDENCE_TRANSLATION);
	struct capture capture = { .view = view };
	char *text = NULL;
	size_t size = 0;
	int ret = pagetable_mode_of(&capture.mode, view->vcpu, err);

	if (ret == 0) {
		capture.out = memstream_open(&text, &size);
		fputs(TRANSLATION_FORMAT "\t1\n", capture.out);
		ret = write_all(&capture, err);
		memstream_close(capture.out);
	}
	/* What is wrong with the tables is the guest's fault. */
	if (ret == -EFAULT || ret == -ENOENT)
		ret = -EINVAL;
	if (ret == 0)
		ret = file_write(path, text, size, err);
	free(text);
	free(path);
	return ret;
}
