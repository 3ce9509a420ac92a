// SPDX-License-Identifier: GPL-2.0-only
#include "touched.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/stage.h"
#include "lib/alloc.h"
#include "lib/parse.h"
#include "lib/tsvfile.h"
#include "machine/topology.h"

const char *const touched_stage_names[STAGE_COUNT] = {
	"firmware", "before-srat", "after-srat", "init",
};

#define MARK "mark-"

/* Stages of the boot that begin one of accesses. */
static const struct {
	enum boot_stage begin;
	enum touched_stage stage;
} borders[] = {
	{ BOOT_START_KERNEL, STAGE_BEFORE_SRAT },
	{ BOOT_INITMEM_INIT, STAGE_AFTER_SRAT },
	{ BOOT_INIT, STAGE_INIT },
};

/* The file while it is read, and what becomes of it. */
struct reader {
	struct tsvfile file;
	struct touched *touched;
	bool total_seen;
	bool phase_seen;
	bool machine_seen;
	unsigned int cpu;
	enum touched_stage stage;
	enum touched_stage last;
	struct access_counts sum;
};

void access_counts_add(struct access_counts *sum,
		       const struct access_counts *more, uint64_t pages)
{
	sum->reads += more->reads * pages;
	sum->writes += more->writes * pages;
	sum->read_bytes += more->read_bytes * pages;
	sum->written_bytes += more->written_bytes * pages;
	sum->fetches += more->fetches * pages;
}

int touched_phase_stage(const char *phase, enum touched_stage *stage)
{
	uint64_t mark;

	for (size_t i = 0; i < sizeof(borders) / sizeof(borders[0]); i++)
		if (strcmp(phase, boot_stage_name(borders[i].begin)) == 0)
			*stage = borders[i].stage;
	if (strncmp(phase, MARK, strlen(MARK)) != 0)
		return 0;
	if (parse_u64(phase + strlen(MARK), &mark) || mark > TOUCHED_MAX_MARKS)
		return -EINVAL;
	*stage = STAGE_INIT + (enum touched_stage)mark;
	return 0;
}

static int take_machine(void *context)
{
	struct reader *reader = context;

	reader->machine_seen = true;
	return 0;
}

static int take_total(void *context)
{
	struct reader *reader = context;

	if (reader->total_seen ||
	    parse_u64(reader->file.fields[1], &reader->touched->total))
		return tsvfile_reject(&reader->file, "a single total");
	reader->total_seen = true;
	return 0;
}

/* Phases of a CPU come in the order of the boot. */
static int take_phase(void *context)
{
	struct reader *reader = context;
	uint64_t cpu;

	if (parse_u64(reader->file.fields[1], &cpu) ||
	    cpu >= TOPOLOGY_MAX_CPUS)
		return tsvfile_reject(&reader->file, "the number of a CPU");
	if (!reader->phase_seen || cpu != reader->cpu)
		reader->stage = STAGE_FIRMWARE;
	reader->phase_seen = true;
	reader->cpu = (unsigned int)cpu;
	if (touched_phase_stage(reader->file.fields[2], &reader->stage))
		return tsvfile_reject(&reader->file, "a mark from 0 to 63");
	if (reader->stage > reader->last)
		reader->last = reader->stage;
	return 0;
}

/* The fields that pages and fetched have in common. */
static int begin_pages(struct reader *reader, struct touched_pages *pages)
{
	char *const *fields = reader->file.fields;

	*pages = (struct touched_pages){
		.cpu = reader->cpu,
		.stage = reader->stage,
		.line = reader->file.line,
	};
	if (!reader->phase_seen)
		return tsvfile_reject(&reader->file, "a phase first");
	if (parse_u64(fields[1], &pages->address) ||
	    pages->address % TOUCHED_PAGE_BYTES)
		return tsvfile_reject(&reader->file, "the address of a page");
	if (parse_u64(fields[2], &pages->pages) || !pages->pages)
		return tsvfile_reject(&reader->file, "a number of pages");
	return 0;
}

static void add_pages(struct reader *reader, const struct touched_pages *pages)
{
	struct touched *touched = reader->touched;

	touched->list = xgrow(touched->list, touched->count, sizeof(*pages));
	touched->list[touched->count++] = *pages;
	access_counts_add(&reader->sum, &pages->counts, pages->pages);
}

static int take_fetched(void *context)
{
	struct reader *reader = context;
	struct touched_pages pages;
	int ret = begin_pages(reader, &pages);

	if (ret)
		return ret;
	if (parse_u64(reader->file.fields[3], &pages.counts.fetches))
		return tsvfile_reject(&reader->file, "a decimal number");
	add_pages(reader, &pages);
	return 0;
}

static int take_pages(void *context)
{
	struct reader *reader = context;
	char *const *fields = reader->file.fields;
	struct touched_pages pages;
	int ret = begin_pages(reader, &pages);

	if (ret)
		return ret;
	if (parse_u64(fields[3], &pages.counts.reads) ||
	    parse_u64(fields[4], &pages.counts.writes) ||
	    parse_u64(fields[5], &pages.counts.read_bytes) ||
	    parse_u64(fields[6], &pages.counts.written_bytes))
		return tsvfile_reject(&reader->file, "decimal numbers");
	add_pages(reader, &pages);
	return 0;
}

static const struct tsvfile_record records[] = {
	{ "pages", 7, "pages ADDRESS PAGES READS WRITES READ_BYTES WRITTEN_BYTES",
	  take_pages },
	{ "fetched", 4, "fetched ADDRESS PAGES LINES", take_fetched },
	{ "phase", 3, "phase CPU MILESTONE", take_phase },
	{ "total", 2, "total ACCESSES", take_total },
	{ "machine", 2, "machine TEXT", take_machine },
	{ .kind = NULL },
};

static const struct tsvfile_format format = {
	.name = "numaboot-accesses",
	.records = records,
	.kinds = "a machine, a total, a phase, pages or fetched",
};

static int check_whole(const struct reader *reader)
{
	const struct touched *touched = reader->touched;
	uint64_t found = reader->sum.reads + reader->sum.writes;

	if (reader->machine_seen && reader->total_seen && touched->count &&
	    found == touched->total && reader->last >= STAGE_INIT)
		return 0;
	return error_set(reader->file.err, EINVAL,
			 "%s:%u: found pages with %" PRIu64 " accesses until stage %s, expected a machine, a total, and pages that add up to the total of %" PRIu64 " until stage %s",
			 reader->file.path, reader->file.line, found,
			 touched_stage_names[reader->last < STAGE_INIT ? reader->last : STAGE_INIT],
			 touched->total,
			 touched_stage_names[STAGE_INIT]);
}

int touched_read(struct touched *touched, const char *path,
		 struct error *err)
{
	struct reader reader = { .touched = touched };
	int ret;

	*touched = (struct touched){ .path = path };
	ret = tsvfile_read(&reader.file, path, &format, &reader, err);
	if (ret == 0)
		ret = check_whole(&reader);
	if (ret)
		touched_release(touched);
	return ret;
}

void touched_release(struct touched *touched)
{
	free(touched->list);
	*touched = (struct touched){ 0 };
}
