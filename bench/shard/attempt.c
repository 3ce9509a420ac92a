// SPDX-License-Identifier: GPL-2.0-only
#include "shard/attempt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/exactness.h"
#include "evidence/files.h"
#include "evidence/pair.h"
#include "evidence/result.h"
#include "evidence/sessionseal.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "workload/registry.h"

#define REFUSED "refused"

static void judge(struct attempt *attempt, enum attempt_state state,
		  const char *reason)
{
	attempt->state = state;
	free(attempt->reason);
	attempt->reason = xstrdup(reason);
}

char *attempt_run(const struct attempt *attempt, const char *run_id)
{
	char *runs = evidence_session_path(attempt->path, EVIDENCE_RUNS);
	char *path = xasprintf("%s/%s", runs, run_id);

	free(runs);
	return path;
}

static enum end_state end_of(const struct attempt *attempt, const char *run_id)
{
	char *path = attempt_run(attempt, run_id);
	struct result result = { .state = END_QEMU_KILLED };
	struct error ignored;

	if (file_exists(path) && result_of(&result, path, &ignored))
		result.state = END_QEMU_KILLED;
	free(path);
	return result.state;
}

bool attempt_has(const struct attempt *attempt, const char *run_id)
{
	return end_of(attempt, run_id) != END_QEMU_KILLED;
}

/* As cell_is_paced_by_host(): two boots may differ in when memory leaves. */
static bool is_paced_by_host(const struct attempt *attempt, const char *run_id)
{
	const struct cell_record *cell =
		session_record_cell(&attempt->record, run_id);
	const struct workload *workload =
		cell ? workloads_find(cell->workload) : NULL;
	json_t *topology, *node;
	size_t i, j;

	if (!workload || !(workload->tasks & GUEST_TASK(GUEST_UNPLUG)))
		return false;
	json_array_foreach(json_object_get(attempt->record.json, "topologies"),
			   i, topology) {
		if (strcmp(jsonfile_text(topology, "name"), cell->topology))
			continue;
		json_array_foreach(json_object_get(topology, "node_list"), j,
				   node)
			if (json_is_true(json_object_get(node, "hot_added")))
				return true;
	}
	return false;
}

int attempt_compare(const struct attempt *attempt, const char *run_id,
		    const char *run, struct error *err)
{
	char *path = attempt_run(attempt, run_id);
	struct result other;
	int ret = result_of(&other, run, err);

	if (ret == 0 && other.state == END_COMPLETED &&
	    !is_paced_by_host(attempt, run_id) &&
	    end_of(attempt, run_id) == END_COMPLETED)
		ret = pair_compare(run, path, err);
	if (ret == -EBADMSG) {
		struct error text = *err;

		error_set(err, EBADMSG,
			  "%s and %s differ: %.400s: no number of this plan is exact, use other hosts or another QEMU",
			  run, path, text.text);
	}
	free(path);
	return ret;
}

/* The session says what it found; nobody has to believe it. */
static int compare_canary(struct attempt *attempt, const struct frozen *frozen,
			  struct error *err)
{
	const json_t *exactness = json_object_get(attempt->record.json,
						  "exactness");
	char *runs, *first, *second;
	int ret;

	if (strcmp(jsonfile_text(exactness, "state"), "different") == 0) {
		judge(attempt, ATTEMPT_DIFFERS,
		      jsonfile_text(exactness, "detail"));
		return 0;
	}
	if (!attempt_has(attempt, frozen->canary)) {
		judge(attempt, ATTEMPT_UNKNOWN, "its canary is not sealed");
		return 0;
	}
	runs = evidence_session_path(frozen->folder, EVIDENCE_RUNS);
	first = xasprintf("%s/%s", runs, frozen->canary);
	second = attempt_run(attempt, frozen->canary);
	ret = pair_compare(first, second, err);
	if (ret == -EBADMSG)
		judge(attempt, ATTEMPT_DIFFERS, err->text);
	free(second);
	free(first);
	free(runs);
	return ret == -EBADMSG ? 0 : ret;
}

static int read_session(struct attempt *attempt, const struct frozen *frozen,
			struct error *err)
{
	const json_t *exactness;
	int ret = session_record_read(&attempt->record, attempt->path, err);

	if (ret) {
		judge(attempt, ATTEMPT_BROKEN, err->text);
		return 0;
	}
	ret = frozen_check_session(frozen, &attempt->record, err);
	if (ret)
		return ret;
	exactness = json_object_get(attempt->record.json, "exactness");
	if (strcmp(jsonfile_text(exactness, "state"), "different") &&
	    session_verify(&attempt->record, attempt->path,
			   SESSION_MISSING_REFUSED, err)) {
		judge(attempt, ATTEMPT_BROKEN, err->text);
		return 0;
	}
	return frozen->canary ? compare_canary(attempt, frozen, err) : 0;
}

static int read_refused(struct attempt *attempt, struct error *err)
{
	char *text;
	int ret = file_read_at_most(attempt->path, sizeof(err->text), &text,
				    NULL, err);

	if (ret)
		return ret;
	text[strcspn(text, "\n")] = '\0';
	judge(attempt, ATTEMPT_REFUSED, text);
	free(text);
	return 0;
}

static struct attempt *add(struct attempts *attempts, int shard,
			   const char *host, const char *path)
{
	struct attempt *attempt;

	attempts->list = xgrow(attempts->list, attempts->count,
			       sizeof(*attempts->list));
	attempt = &attempts->list[attempts->count++];
	*attempt = (struct attempt){
		.shard = shard,
		.host = xstrdup(host),
		.path = xstrdup(path),
		.reason = xstrdup(""),
	};
	return attempt;
}

/* One that was killed before it had a run.json is none. */
static int read_one(struct attempts *attempts, const struct frozen *frozen,
		    int shard, const char *host, const char *name,
		    struct error *err)
{
	char *path = frozen_path(frozen, "%d/%s/%s", shard, host, name);
	char *record = evidence_session_path(path, EVIDENCE_RUN_JSON);
	int ret = 0;

	if (strcmp(name, REFUSED) == 0)
		ret = read_refused(add(attempts, shard, host, path), err);
	else if (strcmp(name, "latest") && file_exists(record))
		ret = read_session(add(attempts, shard, host, path), frozen,
				   err);
	free(record);
	free(path);
	return ret;
}

static int read_host(struct attempts *attempts, const struct frozen *frozen,
		     int shard, const char *host, struct error *err)
{
	char *path = frozen_path(frozen, "%d/%s", shard, host);
	char **names = NULL;
	int ret = directory_list(path, &names, err);

	for (char **name = names; ret >= 0 && name && *name; name++)
		ret = read_one(attempts, frozen, shard, host, *name, err);
	directory_list_free(names);
	free(path);
	return ret < 0 ? ret : 0;
}

static int read_shard(struct attempts *attempts, const struct frozen *frozen,
		      int shard, struct error *err)
{
	char *path = frozen_path(frozen, "%d", shard);
	char **names = NULL;
	int ret = file_exists(path) ? directory_list(path, &names, err) : 0;

	for (char **name = names; ret >= 0 && name && *name; name++)
		ret = read_host(attempts, frozen, shard, *name, err);
	directory_list_free(names);
	free(path);
	return ret < 0 ? ret : 0;
}

/* A host whose canary differed once is believed nothing. */
static void exclude_hosts(struct attempts *attempts)
{
	for (int i = 0; i < attempts->count; i++) {
		const struct attempt *bad = &attempts->list[i];

		for (int j = 0; bad->state == ATTEMPT_DIFFERS &&
		     j < attempts->count; j++)
			if (attempts->list[j].state == ATTEMPT_USABLE &&
			    strcmp(attempts->list[j].host, bad->host) == 0)
				judge(&attempts->list[j], ATTEMPT_DIFFERS,
				      bad->reason);
	}
}

static const json_t *host_of(const struct attempt *attempt)
{
	return json_object_get(attempt->record.json, "host");
}

static int mixed(const struct attempt *first, const struct attempt *other,
		 const char *key, struct error *err)
{
	return error_set(err, EINVAL,
			 "found %s `%s` on %s and `%s` on %s, expected one kind of host for all times",
			 key, jsonfile_text(host_of(first), key), first->host,
			 jsonfile_text(host_of(other), key), other->host);
}

/* No times of two kinds of hosts in one table. */
static int check_hosts(const struct attempts *attempts, struct error *err)
{
	static const char *const keys[] = {
		"cpu", "microcode", "kernel", "hypervisor",
	};
	const struct attempt *first = NULL;

	for (int i = 0; i < attempts->count; i++) {
		const struct attempt *other = &attempts->list[i];

		if (other->state != ATTEMPT_USABLE)
			continue;
		first = first ? first : other;
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			if (strcmp(jsonfile_text(host_of(first), keys[k]),
				   jsonfile_text(host_of(other), keys[k])))
				return mixed(first, other, keys[k], err);
	}
	return 0;
}

int attempts_read(struct attempts *attempts, const struct frozen *frozen,
		  int shard, struct error *err)
{
	int ret = 0;

	*attempts = (struct attempts){ 0 };
	for (int i = 1; i <= frozen->count && ret == 0; i++)
		if (!shard || shard == i)
			ret = read_shard(attempts, frozen, i, err);
	exclude_hosts(attempts);
	return ret || !frozen->timed ? ret : check_hosts(attempts, err);
}

void attempt_refuse(const struct frozen *frozen, int shard, const char *host,
		    const char *reason)
{
	char *folder = frozen_path(frozen, "%d/%s", shard, host);
	char *path = xasprintf("%s/" REFUSED, folder);
	char *text = xasprintf("%s\n", reason);
	struct error ignored;

	if (directory_make(folder, &ignored) == 0)
		file_write(path, text, strlen(text), &ignored);
	free(text);
	free(path);
	free(folder);
}

static bool is_excluded(const struct attempt *attempt)
{
	return attempt->state == ATTEMPT_DIFFERS ||
	       attempt->state == ATTEMPT_REFUSED;
}

const struct attempt *attempts_excluded(const struct attempts *attempts,
					const struct attempt *from)
{
	int i = from ? (int)(from - attempts->list) + 1 : 0;

	for (; i < attempts->count; i++) {
		bool first = is_excluded(&attempts->list[i]);

		for (int j = 0; first && j < i; j++)
			first = !is_excluded(&attempts->list[j]) ||
				strcmp(attempts->list[j].host,
				       attempts->list[i].host);
		if (first)
			return &attempts->list[i];
	}
	return NULL;
}

void attempts_release(struct attempts *attempts)
{
	for (int i = 0; i < attempts->count; i++) {
		free(attempts->list[i].host);
		free(attempts->list[i].path);
		free(attempts->list[i].reason);
		session_record_release(&attempts->list[i].record);
	}
	free(attempts->list);
	*attempts = (struct attempts){ 0 };
}
