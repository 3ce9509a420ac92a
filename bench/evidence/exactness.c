// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/exactness.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/evidence.h"
#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/jsonfile.h"

#define KEY "exactness"
#define SEAL "seal"

static const char *const states[] = {
	[EXACTNESS_EQUAL] = "equal",
	[EXACTNESS_DIFFERENT] = "different",
	[EXACTNESS_REMEMBERED] = "remembered",
	[EXACTNESS_UNKNOWN] = "unknown",
};

static int seal(const char *folder, const char *run_id,
		char hex[DIGEST_HEX_SIZE], struct error *err)
{
	char *again = evidence_session_path(folder, EVIDENCE_AGAIN);
	char *run = xasprintf("%s/%s", again, run_id);
	char *sums = evidence_path(run, EVIDENCE_SUMS);
	int ret = digest_file(sums, hex, err);

	free(sums);
	free(run);
	free(again);
	return ret;
}

int exactness_set(json_t *run, const char *folder,
		  const struct exactness *exactness, struct error *err)
{
	char hex[DIGEST_HEX_SIZE] = "";
	int ret = *exactness->run_id ?
			  seal(folder, exactness->run_id, hex, err) : 0;

	if (ret == 0)
		json_object_set_new(run, KEY, json_pack(
			"{s:s, s:s, s:s, s:s, s:s}",
			"state", states[exactness->state],
			"cell", exactness->cell, "run_id", exactness->run_id,
			SEAL, hex, "detail", exactness->detail));
	return ret;
}

int exactness_check(const struct session_record *record, struct error *err)
{
	const json_t *exactness = json_object_get(record->json, KEY);

	if (strcmp(jsonfile_text(exactness, "state"),
		   states[EXACTNESS_DIFFERENT]))
		return 0;
	return error_set(err, EBADMSG,
			 "%s: two boots of %s differ, so no number of this run is exact: %s",
			 record->path, jsonfile_text(exactness, "cell"),
			 jsonfile_text(exactness, "detail"));
}

const char *exactness_run(const struct session_record *record)
{
	const char *run_id = jsonfile_text(json_object_get(record->json, KEY),
					   "run_id");

	return *run_id ? run_id : NULL;
}

const char *exactness_seal(const struct session_record *record,
			   const char *run_id)
{
	const char *twice = exactness_run(record);

	return twice && strcmp(twice, run_id) == 0 ?
		jsonfile_text(json_object_get(record->json, KEY), SEAL) : NULL;
}
