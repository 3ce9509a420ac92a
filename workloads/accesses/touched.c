// SPDX-License-Identifier: GPL-2.0-only
#include "touched.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/parse.h"
#include "lib/tsvfile.h"
#include "machine/topology.h"

const char *const touched_stage_names[STAGE_COUNT] = {
	"firmware", "before-srat", "after-srat", "init",
};

/* Milestones of kernels/symbols.ini that begin a stage. */
static const struct {
	const char *milestone;
	enum touched_stage stage;
} borders[] = {
	{ "start_kernel", STAGE_BEFORE_SRAT },
	{ "initmem_init", STAGE_AFTER_SRAT },
	{ "run_init_process", STAGE_INIT },
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
	for (size_t i = 0; i < sizeof(borders) / sizeof(borders[0]); i++)
		if (strcmp(reader->file.fields[2], borders[i].milestone) == 0)
			reader->stage = borders[i].stage;
	if (reader->stage > reader->last)
		reader->last = reader->stage;
	return 0;
}

static int take_pages(void *context)
{
	struct reader *reader = context;
	struct touched *touched = reader->touched;
	char *const *fields = reader->file.fields;
	struct touched_pages pages = {
		.cpu = reader->cpu,
		.stage = reader->stage,
		.line = reader->file.line,
	};

	if (!reader->phase_seen)
		return tsvfile_reject(&reader->file, "a phase first");
	if (parse_u64(fields[1], &pages.address) ||
	    pages.address % TOUCHED_PAGE_BYTES)
		return tsvfile_reject(&reader->file, "the address of a page");
	if (parse_u64(fields[2], &pages.pages) || !pages.pages ||
	    parse_u64(fields[3], &pages.counts.reads) ||
	    parse_u64(fields[4], &pages.counts.writes) ||
	    parse_u64(fields[5], &pages.counts.read_bytes) ||
	    parse_u64(fields[6], &pages.counts.written_bytes))
		return tsvfile_reject(&reader->file, "decimal numbers");
	touched->list = xgrow(touched->list, touched->count, sizeof(pages));
	touched->list[touched->count++] = pages;
	access_counts_add(&reader->sum, &pages.counts, pages.pages);
	return 0;
}

static const struct tsvfile_record records[] = {
	{ "pages", 7, "pages ADDRESS PAGES READS WRITES READ_BYTES WRITTEN_BYTES",
	  take_pages },
	{ "phase", 3, "phase CPU MILESTONE", take_phase },
	{ "total", 2, "total ACCESSES", take_total },
	{ "machine", 2, "machine TEXT", take_machine },
	{ .kind = NULL },
};

static const struct tsvfile_format format = {
	.name = "numaboot-accesses",
	.records = records,
	.kinds = "a machine, a total, a phase or pages",
};

static int check_whole(const struct reader *reader)
{
	const struct touched *touched = reader->touched;
	uint64_t found = reader->sum.reads + reader->sum.writes;

	if (reader->machine_seen && reader->total_seen && touched->count &&
	    found == touched->total && reader->last == STAGE_INIT)
		return 0;
	return error_set(reader->file.err, EINVAL,
			 "%s:%u: found pages with %" PRIu64 " accesses until stage %s, expected a machine, a total, and pages that add up to the total of %" PRIu64 " until stage %s",
			 reader->file.path, reader->file.line, found,
			 touched_stage_names[reader->last], touched->total,
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
