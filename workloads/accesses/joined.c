// SPDX-License-Identifier: GPL-2.0-only
#include "joined.h"

#include <stdlib.h>

#include "evidence/files.h"

/* What is held in each stage: reservations that come later do not count. */
static const enum owners_when moments[STAGE_COUNT] = {
	[STAGE_FIRMWARE] = OWNERS_LOADED,
	[STAGE_BEFORE_SRAT] = OWNERS_BEFORE_SRAT,
	[STAGE_AFTER_SRAT] = OWNERS_AT_END,
	[STAGE_INIT] = OWNERS_AT_END,
};

static int read_owners(struct owners owners[STAGE_COUNT],
		       const struct run_evidence *evidence, struct error *err)
{
	struct reservations list;
	struct trace trace;
	int ret = reservations_read(&list, &trace, evidence, err);

	for (int stage = 0; stage < STAGE_COUNT && ret == 0; stage++)
		owners_make(&owners[stage], &list, moments[stage]);
	reservations_release(&list);
	trace_release(&trace);
	return ret;
}

int joined_read(struct joined *joined, const struct run_evidence *evidence,
		  struct error *err)
{
	char *path = evidence_path(evidence->directory, EVIDENCE_ACCESSES);
	struct owners owners[STAGE_COUNT] = { 0 };
	struct translation translation = { 0 };
	struct touched touched = { 0 };
	struct join_input input = {
		.touched = &touched,
		.translation = &translation,
		.topology = evidence->topology,
	};
	int ret = read_owners(owners, evidence, err);

	if (ret == 0)
		ret = translation_read(&translation, evidence->directory, err);
	if (ret == 0)
		ret = touched_read(&touched, path, err);
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		input.owners[stage] = &owners[stage];
	if (ret == 0)
		ret = join_make(joined, &input, err);
	for (int stage = 0; stage < STAGE_COUNT; stage++)
		owners_release(&owners[stage]);
	touched_release(&touched);
	translation_release(&translation);
	free(path);
	return ret;
}
