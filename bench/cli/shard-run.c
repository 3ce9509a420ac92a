// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/built.h"
#include "cli/command.h"
#include "cli/execute.h"
#include "cli/shard.h"
#include "evidence/files.h"
#include "evidence/sessionseal.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/parse.h"
#include "session/runfile.h"
#include "shard/chosen.h"
#include "shard/frozen-plan.h"
#include "shard/join.h"

/**
 * struct work - what one shard boots
 * @host: where
 * @under: SHARD/HOST
 * @run_ids: what it lacks, and the canary
 */
struct work {
	const struct frozen *frozen;
	int number;
	char *host;
	char *under;
	const char **run_ids;
	int run_count;
};

/* Two nodes of Slurm may be one host. */
static char *host_name(void)
{
	const char *node = getenv("SLURMD_NODENAME");
	char own[256] = "";
	char *name;

	if (!node && gethostname(own, sizeof(own) - 1))
		own[0] = '\0';
	name = xstrdup(node && *node ? node : *own ? own : "host");
	for (char *at = name; *at; at++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", *at) ||
		    (at == name && *at == '.'))
			*at = '_';
	return name;
}

/* "2/4" */
static int parse_which(const struct frozen *frozen, const char *which,
		       int *number, struct error *err)
{
	const char *slash = strchr(which, '/');
	char *first = xasprintf("%.*s", slash ? (int)(slash - which) : 0,
				which);
	uint64_t part, count;
	int ret = 0;

	if (!slash || parse_u64(first, &part) || parse_u64(slash + 1, &count) ||
	    part < 1 || part > count)
		ret = error_set(err, EINVAL,
				"found --shard `%s`, expected I/N with I from 1 to N",
				which);
	else if (count != (uint64_t)frozen->count)
		ret = error_set(err, EINVAL,
				"found --shard %s, expected one of %d: %s was frozen so",
				which, frozen->count, frozen->folder);
	else
		*number = (int)part;
	free(first);
	return ret;
}

/* Of a shard that is booted again only what no try has sealed. */
static int find_lacking(struct work *work, struct error *err)
{
	const struct frozen *frozen = work->frozen;
	struct attempts attempts;
	struct chosen chosen = { 0 };
	int ret = attempts_read(&attempts, frozen, work->number, err);

	work->run_ids = xcalloc(frozen->record.cell_count + 2,
				sizeof(*work->run_ids));
	if (ret == 0)
		chosen_make(&chosen, frozen, &attempts);
	for (size_t i = 0; i < frozen->record.cell_count && ret == 0; i++)
		if (frozen->shards[i] == work->number &&
		    chosen_lacks(&chosen, i))
			work->run_ids[work->run_count++] =
				frozen->record.cells[i].run_id;
	if (work->run_count && frozen->canary)
		work->run_ids[work->run_count] = frozen->canary;
	chosen_release(&chosen);
	attempts_release(&attempts);
	return ret;
}

static int check_host(const struct work *work, struct error *err)
{
	char *refused = frozen_path(work->frozen, "%s/refused", work->under);
	int ret = frozen_check_host(work->frozen, execute_options.qemu, err);

	if (ret)
		attempt_refuse(work->frozen, work->number, work->host,
			       err->text);
	else
		unlink(refused);
	free(refused);
	return ret;
}

/* What the session was made of, and the canary to compare with. */
static int begin(const struct work *work, const struct session *session,
		 struct error *err)
{
	const struct frozen *frozen = work->frozen;
	struct session_record record;
	char *runs = evidence_session_path(frozen->folder, EVIDENCE_RUNS);
	char *canary = xasprintf("%s/%s", runs,
				 frozen->canary ? frozen->canary : "");
	int ret = session_record_read(&record, session->folder.path, err);

	if (ret == 0)
		ret = frozen_check_session(frozen, &record, err);
	if (ret == -EINVAL)
		attempt_refuse(frozen, work->number, work->host, err->text);
	if (ret == 0 && frozen->canary)
		ret = join_adopt(session->folder.again, frozen->canary, canary,
				 err);
	if (ret)
		folder_discard(&session->folder);
	session_record_release(&record);
	free(canary);
	free(runs);
	return ret;
}

static int boot(const struct work *work, const struct catalog *catalog,
		int argc, const char **argv, struct error *err)
{
	const struct frozen *frozen = work->frozen;
	char *out = xasprintf("%s/" FROZEN_SHARDS, frozen->folder);
	json_t *note = frozen_note(frozen, work->number, work->host);
	const struct session_shard shard = {
		.under = work->under,
		.record = note,
		.run_ids = work->run_ids,
		.canary = frozen->canary,
	};
	struct frozen_plan made;
	struct session_options options = {
		.qemu = execute_options.qemu,
		.out = out,
		.kept = frozen->folder,
		.allow_tcg = execute_options.allow_tcg,
		.shard = &shard,
		.revision = built_revision,
		.argc = argc,
		.argv = argv,
	};
	struct session session = { 0 };
	int counts[END_STATE_COUNT] = { 0 };
	int ret = frozen_plan_make(&made, frozen, catalog, err);

	options.images = made.images;
	options.image_count = made.image_count;
	if (ret == 0)
		ret = session_open(&session, &made.plan, catalog, &options,
				   err);
	if (ret == 0)
		ret = begin(work, &session, err);
	if (ret == 0)
		ret = execute_session(&session, counts, err);
	if (ret == 0) {
		puts(session.folder.path);
		ret = execute_exit_code(counts);
	}
	session_close(&session);
	frozen_plan_release(&made);
	json_decref(note);
	free(out);
	return ret;
}

/* Return: the exit code, or -errno. */
static int work_on(struct work *work, const struct catalog *catalog, int argc,
		   const char **argv, struct error *err)
{
	const struct frozen *frozen = work->frozen;
	int ret;

	if (frozen->record.complete) {
		fprintf(stderr, "%s: is joined already, nothing is booted\n",
			frozen->folder);
		return 0;
	}
	ret = session_verify(&frozen->record, frozen->folder,
			     SESSION_MISSING_REFUSED, err);
	if (ret == 0)
		ret = check_host(work, err);
	if (ret == 0)
		ret = find_lacking(work, err);
	if (ret)
		return ret;
	if (!work->run_count) {
		fprintf(stderr, "%s: all of shard %d/%d is sealed already, nothing is booted\n",
			frozen->folder, work->number, frozen->count);
		return 0;
	}
	return boot(work, catalog, argc, argv, err);
}

int shard_run(const char *which, const char *folder,
	      const struct catalog *catalog, int argc, const char **argv)
{
	struct frozen frozen;
	struct work work = { .frozen = &frozen, .host = host_name() };
	struct error err;
	int ret = frozen_read(&frozen, folder, &err);

	if (ret == 0)
		ret = parse_which(&frozen, which, &work.number, &err);
	work.under = xasprintf("%d/%s", work.number, work.host);
	if (ret == 0)
		ret = work_on(&work, catalog, argc, argv, &err);
	if (ret < 0)
		ret = command_refuse(ret, &err);
	free(work.run_ids);
	free(work.under);
	free(work.host);
	frozen_release(&frozen);
	return ret;
}
