// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/execute.h"
#include "cli/folder.h"
#include "cli/report.h"
#include "evidence/files.h"
#include "evidence/sessionseal.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "session/folder.h"
#include "shard/join.h"
#include "shard/slurm.h"

static int slurm, no_report;

static const struct poptOption options[] = {
	{ "slurm", 0, POPT_ARG_NONE, &slurm, 0,
	  "ask for what is missing by Slurm, whose scripts numaboot submit wrote",
	  NULL },
	{ "no-report", 0, POPT_ARG_NONE, &no_report, 0,
	  "stop after the samples", NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

/**
 * struct collecting - one frozen plan and what its hosts left
 */
struct collecting {
	struct frozen frozen;
	struct attempts attempts;
	struct chosen chosen;
	int counts[END_STATE_COUNT];
};

static void tell_hosts(const struct attempts *attempts)
{
	static const char *const what[ATTEMPT_DIFFERS + 1] = {
		[ATTEMPT_BROKEN] = "is left out, not as it was sealed",
		[ATTEMPT_REFUSED] = "booted nothing, it has other inputs",
		[ATTEMPT_DIFFERS] = "is left out, its canary is another one",
	};

	for (int i = 0; i < attempts->count; i++) {
		const struct attempt *attempt = &attempts->list[i];

		if (what[attempt->state])
			fprintf(stderr, "host %s %s: %s (%s)\n", attempt->host,
				what[attempt->state], attempt->reason,
				attempt->path);
	}
}

static bool lacks(const struct collecting *all, int shard)
{
	const struct frozen *frozen = &all->frozen;

	for (size_t i = 0; i < frozen->record.cell_count; i++)
		if (frozen->shards[i] == shard && chosen_lacks(&all->chosen, i))
			return true;
	return false;
}

/* "2,3" */
static char *list_shards(const struct collecting *all)
{
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);
	const char *comma = "";

	for (int i = 1; i <= all->frozen.count; i++)
		if (lacks(all, i)) {
			fprintf(out, "%s%d", comma, i);
			comma = ",";
		}
	memstream_close(out);
	return text;
}

static char *list_excluded(const struct attempts *attempts)
{
	const struct attempt *attempt = NULL;
	const char *comma = "";
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	while ((attempt = attempts_excluded(attempts, attempt))) {
		fprintf(out, "%s%s", comma, attempt->host);
		comma = ",";
	}
	memstream_close(out);
	return text;
}

static int ask_slurm(const struct collecting *all, struct error *err)
{
	char *folder = realpath(all->frozen.folder, NULL);
	char *shards = list_shards(all);
	char *excluded = list_excluded(&all->attempts);
	char *jobs = NULL;
	int ret = slurm_submit(folder ? folder : all->frozen.folder, shards,
			       *excluded ? excluded : NULL, &jobs, err);

	if (ret == 0)
		fprintf(stderr, "asked for once more, as jobs %s\n", jobs);
	free(jobs);
	free(excluded);
	free(shards);
	free(folder);
	return ret;
}

static void ask_user(const struct collecting *all)
{
	fprintf(stderr, "asked for once more: run these lines%s\n",
		attempts_excluded(&all->attempts, NULL) ?
		", on other hosts than those above" : "");
	for (int i = 1; i <= all->frozen.count; i++)
		if (lacks(all, i))
			printf("numaboot run --shard %d/%d %s\n", i,
			       all->frozen.count, all->frozen.folder);
}

static void name_missing(const struct collecting *all)
{
	const struct session_record *record = &all->frozen.record;

	for (size_t i = 0; i < record->cell_count; i++)
		if (chosen_lacks(&all->chosen, i))
			fprintf(stderr, "missing: %s, block %d, of shard %d\n",
				record->cells[i].name, record->cells[i].block,
				all->frozen.shards[i]);
}

/* That it was asked is written down first: a loop would be worse. */
static int ask(const struct collecting *all, struct error *err)
{
	char *shards = xasprintf("%s/" FROZEN_SHARDS, all->frozen.folder);
	char *asked = frozen_path(&all->frozen, "asked");
	bool again = file_exists(asked);
	size_t runs = all->frozen.record.cell_count;
	int ret = 0;

	fprintf(stderr, "%s: %zu of %zu runs are missing\n",
		all->frozen.folder, all->chosen.missing, runs);
	if (!again)
		ret = directory_make(shards, err);
	if (ret == 0 && !again)
		ret = file_write(asked, "", 0, err);
	if (ret == 0 && again)
		name_missing(all);
	else if (ret == 0 && !slurm)
		ask_user(all);
	else if (ret == 0)
		ret = ask_slurm(all, err);
	/* Nobody was asked. */
	if (ret && !again)
		unlink(asked);
	if (ret == 0)
		ret = error_set(err, ENODATA, again ?
				"%s: nothing is joined: these runs were asked for again and did not come" :
				"%s: nothing is joined before all runs are there",
				all->frozen.folder);
	free(asked);
	free(shards);
	return ret;
}

static bool has(const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);
	bool is = file_exists(path);

	free(path);
	return is;
}

/* The layout control is no arm of its own. */
static bool compares_arms(const struct session_record *record)
{
	return record->arm_count > (record->layout < 0 ? 1 : 2);
}

/* Whatever a collecting that was killed did not come to. */
static int finish(const struct collecting *all, struct error *err)
{
	const char *path = all->frozen.folder;
	struct session_folder folder;
	int lock_fd = folder_hold(path);
	int ret = has(path, "samples.csv") ? 0 : folder_make_tables(path, err);

	folder_name(&folder, path);
	if (ret == 0)
		ret = folder_point_latest(&folder, err);
	if (ret == 0 && !no_report && all->counts[END_COMPLETED] &&
	    compares_arms(&all->frozen.record) &&
	    !has(path, evidence_session_name(EVIDENCE_REPORT)))
		ret = report_make(path, NULL, REPORT_WHOLE, err);
	folder_close(&folder);
	if (lock_fd >= 0)
		close(lock_fd);
	return ret;
}

static int join(struct collecting *all, struct error *err)
{
	const struct frozen *frozen = &all->frozen;
	int ret;

	if (frozen->record.complete)
		return join_check(frozen, &all->attempts, all->counts, err);
	chosen_make(&all->chosen, frozen, &all->attempts);
	ret = chosen_check(&all->chosen, &all->attempts, err);
	if (ret == 0 && all->chosen.missing)
		ret = ask(all, err);
	if (ret == 0)
		ret = join_runs(&all->chosen, &all->attempts, all->counts, err);
	return ret;
}

static int collect(struct collecting *all, const char *folder,
		   struct error *err)
{
	int ret = frozen_read(&all->frozen, folder, err);

	if (ret == 0)
		ret = session_verify(&all->frozen.record, folder,
				     SESSION_MISSING_REFUSED, err);
	if (ret == 0)
		ret = attempts_read(&all->attempts, &all->frozen, 0, err);
	if (ret == 0)
		tell_hosts(&all->attempts);
	if (ret == 0)
		ret = join(all, err);
	return ret ? ret : finish(all, err);
}

/* Join what the hosts of a frozen plan sealed. */
int cmd_collect(int argc, const char **argv)
{
	struct collecting all = { 0 };
	const char **words;
	poptContext context;
	struct error err;
	int ret;
	int code = command_parse(argc, argv, options, "FOLDER", 1, 1, &words,
				 &context);

	if (code)
		goto out;
	ret = collect(&all, words[0], &err);
	if (ret)
		code = command_refuse(ret, &err);
	else
		code = execute_exit_code(all.counts);
	if (ret == 0)
		printf("%s/%s\n", words[0],
		       has(words[0], "report.html") ? "report.html" :
						      "samples.csv");
	chosen_release(&all.chosen);
	attempts_release(&all.attempts);
	frozen_release(&all.frozen);
out:
	command_release(context);
	return code;
}
