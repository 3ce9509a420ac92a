// SPDX-License-Identifier: GPL-2.0-only
#include "walked.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "lib/parse.h"
#include "lib/tsvfile.h"

/**
 * struct reader - the file while it is read
 * @phase_seen: a phase has begun
 * @walks: of the phase, by size of the page
 * @leaves: of the phase, by level
 */
struct reader {
	struct tsvfile file;
	struct walked *walked;
	const struct translation *translation;
	const struct topology *topology;
	bool phase_seen;
	enum touched_stage stage;
	uint64_t walks[PAGETABLE_SIZES];
	uint64_t leaves[PAGETABLE_SIZES];
};

const char *walked_region_name(enum translation_region region)
{
	static const char *const names[REGION_COUNT] = {
		[REGION_LOW] = "user",
		[REGION_DIRECT] = "direct",
		[REGION_VMEMMAP] = "vmemmap",
		[REGION_IMAGE] = "image",
		[REGION_VMALLOC] = "vmalloc",
		[REGION_OTHER] = "other",
	};

	return names[region];
}

/* What the mmu counted, and what it said of each table. */
static int end_phase(struct reader *reader)
{
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		if (reader->walks[size] != reader->leaves[size])
			return error_set(reader->file.err, EINVAL,
					 "%s:%u: found %" PRIu64 " walks to pages of %s in the phase that ends here, expected the %" PRIu64 " entries of its tables that map one",
					 reader->file.path, reader->file.line,
					 reader->walks[size],
					 pagetable_size_name(size),
					 reader->leaves[size]);
	memset(reader->walks, 0, sizeof(reader->walks));
	memset(reader->leaves, 0, sizeof(reader->leaves));
	return 0;
}

static int take_machine(void *context)
{
	(void)context;
	return 0;
}

static int take_phase(void *context)
{
	struct reader *reader = context;
	int ret = end_phase(reader);

	if (ret)
		return ret;
	if (touched_phase_stage(reader->file.fields[1], &reader->stage))
		return tsvfile_reject(&reader->file, "a mark from 0 to 63");
	reader->phase_seen = true;
	return 0;
}

static int take_tlb(void *context)
{
	struct reader *reader = context;
	struct walked *walked = reader->walked;
	uint64_t numbers[4];

	for (int i = 0; i < 4; i++)
		if (!reader->phase_seen ||
		    parse_u64(reader->file.fields[i + 1], &numbers[i]))
			return tsvfile_reject(&reader->file,
					      "decimal numbers in a phase");
	walked->accesses[reader->stage] += numbers[0];
	walked->tlb_misses[reader->stage] += numbers[1];
	walked->user[reader->stage] += numbers[2];
	walked->unmapped += numbers[3];
	return 0;
}

static int take_walks(void *context)
{
	struct reader *reader = context;

	for (int size = 0; size < PAGETABLE_SIZES; size++)
		if (strcmp(reader->file.fields[1],
			   pagetable_size_name(size)) == 0)
			return parse_u64(reader->file.fields[2],
					 &reader->walks[size]) ?
				       tsvfile_reject(&reader->file,
						      "a decimal number") : 0;
	return tsvfile_reject(&reader->file, "a page size of 4K, 2M or 1G");
}

static int add_table(struct reader *reader, uint64_t level, uint64_t physical,
		     uint64_t first, const struct walked_tables *more)
{
	int nid = topology_nid_of(reader->topology, physical);
	struct walked_tables *tables;

	if (nid < 0)
		return tsvfile_reject(&reader->file, "a table in RAM");
	tables = &reader->walked->tables[reader->stage]
			[translation_region(reader->translation, first)]
			[level][nid];
	tables->references += more->references;
	tables->leaves += more->leaves;
	tables->fetches += more->fetches;
	if (level <= PAGETABLE_SIZES)
		reader->leaves[level - 1] += more->leaves;
	return 0;
}

static int take_table(void *context)
{
	struct reader *reader = context;
	char *const *fields = reader->file.fields;
	struct walked_tables more;
	uint64_t level, physical, first;

	if (!reader->phase_seen || parse_u64(fields[1], &level) || !level ||
	    level >= PAGETABLE_LEVELS)
		return tsvfile_reject(&reader->file,
				      "a level from 1 to 5 in a phase");
	if (parse_u64(fields[2], &physical) || parse_u64(fields[3], &first) ||
	    parse_u64(fields[4], &more.references) ||
	    parse_u64(fields[5], &more.leaves) ||
	    parse_u64(fields[6], &more.fetches))
		return tsvfile_reject(&reader->file, "numbers");
	if (more.leaves > more.references || more.fetches > more.references)
		return tsvfile_reject(&reader->file,
				      "no more leaves or fetches than references");
	return add_table(reader, level, physical, first, &more);
}

static const struct tsvfile_record records[] = {
	{ "table", 7, "table LEVEL PHYSICAL FIRST REFERENCES LEAVES FETCHES",
	  take_table },
	{ "walks", 3, "walks SIZE COUNT", take_walks },
	{ "tlb", 5, "tlb ACCESSES MISSES USER_WALKS UNMAPPED", take_tlb },
	{ "phase", 2, "phase MILESTONE", take_phase },
	{ "machine", 2, "machine TEXT", take_machine },
	{ .kind = NULL },
};

static const struct tsvfile_format format = {
	.name = "numaboot-walks",
	.records = records,
	.kinds = "a machine, a phase, tlb, walks or a table",
};

int walked_read(struct walked *walked, const char *path,
		const struct translation *translation,
		const struct topology *topology, struct error *err)
{
	struct reader reader = {
		.walked = walked,
		.translation = translation,
		.topology = topology,
	};
	int ret;

	memset(walked, 0, sizeof(*walked));
	ret = tsvfile_read(&reader.file, path, &format, &reader, err);
	if (ret == 0)
		ret = end_phase(&reader);
	if (ret == 0 && reader.stage < STAGE_INIT)
		ret = error_set(err, EINVAL,
				"%s:%u: found the end of the file, expected a phase run_init_process",
				path, reader.file.line);
	return ret;
}
