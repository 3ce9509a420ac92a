// SPDX-License-Identifier: GPL-2.0-only
#include "modelled.h"

#include <errno.h>
#include <stdlib.h>

#include "../accesses/joined.h"
#include "evidence/files.h"

/* Whatever was done under a mark must have a name. */
static int check_marks(const struct penalty *penalty, struct error *err)
{
	for (int stage = STAGE_MARKED; stage < STAGE_MAX; stage++)
		if (!penalty_stage_name(penalty, stage) !=
		    !penalty->walked.accesses[stage])
			return error_set(err, EINVAL,
					 "found mark %d in only one of %s and %s, expected it in both",
					 stage - STAGE_INIT,
					 evidence_name(EVIDENCE_WALKS),
					 evidence_name(EVIDENCE_GUEST));
	return 0;
}

int penalty_read(struct penalty *penalty, const struct run_evidence *evidence,
		 struct error *err)
{
	char *mmu = evidence_path(evidence->directory, EVIDENCE_MMU);
	char *walks = evidence_path(evidence->directory, EVIDENCE_WALKS);
	struct translation translation = { 0 };
	int ret = mmu_parameters_read(&penalty->parameters, mmu, err);

	if (ret == 0)
		ret = operations_read(&penalty->operations, evidence, err);
	if (ret == 0)
		ret = joined_read(&penalty->joined, evidence, err);
	if (ret == 0)
		ret = translation_read(&translation, evidence->directory, err);
	if (ret == 0)
		ret = walked_read(&penalty->walked, walks, &translation,
				  evidence->topology, err);
	translation_release(&translation);
	free(walks);
	free(mmu);
	return ret ? ret : check_marks(penalty, err);
}

const char *penalty_stage_name(const struct penalty *penalty, int stage)
{
	const char *name;

	if (stage < STAGE_MARKED)
		return touched_stage_names[stage];
	name = penalty->operations.list[stage - STAGE_INIT].name;
	return *name ? name : NULL;
}
