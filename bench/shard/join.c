// SPDX-License-Identifier: GPL-2.0-only
#include "shard/join.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/evidence.h"
#include "evidence/files.h"
#include "evidence/result.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "session/folder.h"
#include "session/runfile.h"

#define HOSTS "hosts"

/* Another file system has no links, and some have none at all. */
static int take_file(const char *from, const char *to, struct error *err)
{
	return link(from, to) ? file_copy(from, to, err) : 0;
}

static int take_files(const char *from, const char *to, struct error *err)
{
	char **names = NULL;
	int ret = directory_list(from, &names, err);

	for (char **name = names; ret >= 0 && name && *name; name++) {
		char *source = xasprintf("%s/%s", from, *name);
		char *target = xasprintf("%s/%s", to, *name);

		if (strcmp(*name, evidence_name(EVIDENCE_SUMS)))
			ret = take_file(source, target, err);
		free(target);
		free(source);
	}
	directory_list_free(names);
	return ret < 0 ? ret : 0;
}

/* The hashes of what was taken, and of what was sealed. */
static int compare_sums(const char *from, const char *to, struct error *err)
{
	char *first = evidence_path(from, EVIDENCE_SUMS);
	char *second = evidence_path(to, EVIDENCE_SUMS);
	char sealed[DIGEST_HEX_SIZE], taken[DIGEST_HEX_SIZE];
	int ret = digest_file(first, sealed, err);

	if (ret == 0)
		ret = digest_file(second, taken, err);
	if (ret == 0 && strcmp(sealed, taken))
		ret = error_set(err, EBADMSG,
				"%s: found another run than %s, expected the same: it was changed since it was sealed, or joined from elsewhere",
				to, from);
	free(second);
	free(first);
	return ret;
}

static int adopt(const char *runs, const char *run_id, const char *from,
		 struct error *err)
{
	struct evidence evidence = { 0 };
	int ret = evidence_begin(&evidence, runs, run_id, err);

	if (ret == 0)
		ret = take_files(from, evidence.partial, err);
	if (ret == 0)
		ret = evidence_seal(&evidence, err);
	evidence_release(&evidence);
	return ret;
}

int join_adopt(const char *runs, const char *run_id, const char *from,
	       struct error *err)
{
	char *to = xasprintf("%s/%s", runs, run_id);
	int ret = directory_make(runs, err);

	if (ret == 0 && !file_exists(to))
		ret = adopt(runs, run_id, from, err);
	if (ret == 0)
		ret = compare_sums(from, to, err);
	free(to);
	return ret;
}

/* A join that was killed may have taken it of a host that is out now. */
static int replace(const char *runs, const char *run_id, const char *from,
		   struct error *err)
{
	char *to = xasprintf("%s/%s", runs, run_id);
	int ret = join_adopt(runs, run_id, from, err);

	if (ret == -EBADMSG) {
		ret = directory_remove(to, err);
		if (ret == 0)
			ret = join_adopt(runs, run_id, from, err);
	}
	free(to);
	return ret;
}

static int adopt_all(const struct chosen *chosen,
		     const struct session_folder *folder, struct error *err)
{
	const struct session_record *record = &chosen->frozen->record;
	int ret = 0;

	for (size_t i = 0; i < record->cell_count && ret == 0; i++) {
		const char *run_id = record->cells[i].run_id;
		char *from;

		if (!chosen->from[i])
			continue;
		from = attempt_run(chosen->from[i], run_id);
		ret = replace(folder->runs, run_id, from, err);
		free(from);
	}
	return ret;
}

static int count_states(const struct frozen *frozen,
			int counts[END_STATE_COUNT], struct error *err)
{
	const struct session_record *record = &frozen->record;
	char *runs = evidence_session_path(frozen->folder, EVIDENCE_RUNS);
	int ret = 0;

	for (size_t i = 0; i < record->cell_count && ret == 0; i++) {
		struct result result;

		ret = result_load(&result, runs, record->cells[i].run_id, err);
		if (ret == 0)
			counts[result.state]++;
	}
	free(runs);
	return ret;
}

static int runs_of(const struct chosen *chosen, const struct attempt *attempt)
{
	int runs = 0;

	for (size_t i = 0; i < chosen->frozen->record.cell_count; i++)
		runs += chosen->from[i] == attempt;
	return runs;
}

/* Where each try ran, and how much of it was taken: also of those left out. */
static json_t *describe(const struct chosen *chosen,
			const struct attempts *attempts)
{
	json_t *hosts = json_array();

	for (int i = 0; i < attempts->count; i++) {
		const struct attempt *attempt = &attempts->list[i];

		json_array_append_new(hosts, json_pack(
			"{s:s, s:i, s:s, s:i, s:s, s:O?}",
			"name", attempt->host,
			"shard", attempt->shard,
			"folder", strrchr(attempt->path, '/') + 1,
			"runs", runs_of(chosen, attempt),
			"left_out", attempt->reason,
			"host", json_object_get(attempt->record.json,
						"host")));
	}
	return hosts;
}

static uint64_t wall_ns(const struct attempts *attempts)
{
	double wall_s = 0;

	for (int i = 0; i < attempts->count; i++)
		wall_s += json_number_value(json_object_get(
			attempts->list[i].record.json, "wall_s"));
	return (uint64_t)(wall_s * NS_PER_S);
}

int join_runs(const struct chosen *chosen, const struct attempts *attempts,
	      int counts[END_STATE_COUNT], struct error *err)
{
	const struct frozen *frozen = chosen->frozen;
	struct session_folder folder;
	int ret = folder_find(&folder, frozen->folder, err);

	if (ret == 0)
		ret = folder_lock(&folder, err);
	if (ret == 0)
		ret = adopt_all(chosen, &folder, err);
	if (ret == 0)
		ret = count_states(frozen, counts, err);
	if (ret == 0)
		ret = runfile_set(frozen->folder, HOSTS,
				  describe(chosen, attempts), err);
	if (ret == 0)
		ret = runfile_end(frozen->folder, counts, wall_ns(attempts),
				  err);
	folder_close(&folder);
	return ret;
}

static bool gave_runs(const struct frozen *frozen, const char *host)
{
	json_t *entry;
	size_t index;

	json_array_foreach(json_object_get(frozen->record.json, HOSTS), index,
			   entry)
		if (strcmp(jsonfile_text(entry, "name"), host) == 0 &&
		    json_integer_value(json_object_get(entry, "runs")))
			return true;
	return false;
}

static int compare_late(const struct frozen *frozen,
			const struct attempt *attempt, const char *run_id,
			struct error *err)
{
	char *runs = evidence_session_path(frozen->folder, EVIDENCE_RUNS);
	char *joined = xasprintf("%s/%s", runs, run_id);
	int ret = attempt_compare(attempt, run_id, joined, err);

	free(joined);
	free(runs);
	return ret;
}

static int check_late(const struct frozen *frozen,
		      const struct attempt *attempt, struct error *err)
{
	const struct session_record *record = &frozen->record;
	int ret = 0;

	if (attempt->state == ATTEMPT_DIFFERS &&
	    gave_runs(frozen, attempt->host))
		return error_set(err, EBADMSG,
				 "%s: found runs of host %s, whose canary was another one afterwards (%s), expected none: join them again without shards/*/%s",
				 record->path, attempt->host, attempt->path,
				 attempt->host);
	for (size_t i = 0; i < record->cell_count && ret == 0; i++)
		if (attempt->state == ATTEMPT_USABLE && !frozen->timed &&
		    attempt_has(attempt, record->cells[i].run_id))
			ret = compare_late(frozen, attempt,
					   record->cells[i].run_id, err);
	return ret;
}

int join_check(const struct frozen *frozen, const struct attempts *attempts,
	       int counts[END_STATE_COUNT], struct error *err)
{
	int ret = count_states(frozen, counts, err);

	for (int i = 0; i < attempts->count && ret == 0; i++)
		ret = check_late(frozen, &attempts->list[i], err);
	return ret;
}
