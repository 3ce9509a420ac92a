// SPDX-License-Identifier: GPL-2.0-only
#include "shard/freeze.h"

#include <errno.h>
#include <stdlib.h>

#include "evidence/exactness.h"
#include "session/runfile.h"
#include "shard/frozen.h"
#include "shard/identity.h"

static int describe(json_t **shards, const struct session_record *record,
		    const char *canary, const char *qemu, int count,
		    struct error *err)
{
	char program[DIGEST_HEX_SIZE], emulator[DIGEST_HEX_SIZE];
	char all[DIGEST_HEX_SIZE];
	int ret = identity_of_host(program, emulator, qemu, err);

	if (ret)
		return ret;
	*shards = json_pack("{s:i, s:s*, s:s, s:s}", "count", count, "canary",
			    canary, "program_sha256", program, "qemu_sha256",
			    emulator);
	identity_of_plan(record->json, *shards, all);
	json_object_set_new(*shards, "sha256", json_string(all));
	return 0;
}

static int check_freezable(const struct session_record *record,
			   const char *canary, struct error *err)
{
	if (!record->plan_text)
		return error_set(err, EINVAL,
				 "%s: found a word in the plan that no plan's file can have, expected none: other hosts read it from there",
				 record->path);
	if (!canary && !frozen_is_timed(record))
		return error_set(err, ENODATA,
				 "%s: found no cell that two boots can be compared of, expected one: hosts are told apart by it",
				 record->path);
	return 0;
}

int frozen_make(const char *folder, const char *qemu, int count,
		struct error *err)
{
	struct session_record record;
	json_t *shards = NULL;
	int *dealt = NULL;
	int ret = session_record_read(&record, folder, err);
	const char *canary = ret ? NULL : exactness_run(&record);

	if (ret == 0)
		ret = check_freezable(&record, canary, err);
	if (ret == 0)
		ret = frozen_deal(&record, canary, count, &dealt, err);
	if (ret == 0)
		ret = describe(&shards, &record, canary, qemu, count, err);
	if (ret == 0)
		ret = runfile_set(folder, FROZEN_KEY, shards, err);
	free(dealt);
	session_record_release(&record);
	return ret;
}
