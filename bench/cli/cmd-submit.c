// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/execute.h"
#include "cli/shard.h"
#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/process.h"
#include "shard/slurm.h"

static int slurm, write_only;
static char *shards, *words_of_sbatch;

static const struct poptOption options[] = {
	{ "slurm", 0, POPT_ARG_NONE, &slurm, 0,
	  "by Slurm: an array of jobs, and one that collects", NULL },
	{ "write", 0, POPT_ARG_NONE, &write_only, 0,
	  "write the scripts and submit nothing", NULL },
	{ "shards", 0, POPT_ARG_STRING, &shards, 0,
	  "PLAN is none that is frozen: freeze it, for so many", "N" },
	{ "sbatch", 0, POPT_ARG_STRING, &words_of_sbatch, 0,
	  "further options of sbatch, as for its partition", "\"OPTIONS\"" },
	{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)execute_inputs_table, 0,
	  NULL, NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static int check_options(struct error *err)
{
	if (!slurm)
		return error_set(err, EINVAL,
				 "found no --slurm, expected it: docs/shards.md tells how others start shards");
	return 0;
}

static int freeze(const char *name, int argc, const char **argv,
		  char **folder, struct error *err)
{
	struct catalog catalog = { 0 };
	struct plan plan = { 0 };
	int count, ret = shard_count(shards, &count, err);

	if (ret == 0)
		ret = shard_plan(&plan, &catalog, name, err);
	if (ret == 0)
		ret = shard_freeze(&plan, &catalog, count, argc, argv, folder,
				   err);
	plan_release(&plan);
	catalog_release(&catalog);
	return ret;
}

/* What is said once, when a plan is frozen. */
static const char *freezing_option(void)
{
	const struct execute_options *given = &execute_options;

	return shards ? "--shards" : given->symbols ? "--symbols" :
	       given->config_files ? "--config" : given->makes ? "--make" :
	       given->base ? "--base" : NULL;
}

static int find_folder(const char *word, int argc, const char **argv,
		       char **folder, struct error *err)
{
	char *record = evidence_session_path(word, EVIDENCE_RUN_JSON);
	bool is = file_exists(record);

	*folder = NULL;
	free(record);
	if (is && freezing_option())
		return error_set(err, EINVAL,
				 "found %s and the folder %s, expected a plan: that one is frozen",
				 freezing_option(), word);
	if (!is && !shards)
		return error_set(err, EINVAL,
				 "%s: found no run.json in it, expected the folder of a frozen plan, or --shards N to freeze one",
				 word);
	if (!is)
		return freeze(word, argc, argv, folder, err);
	*folder = xstrdup(word);
	return 0;
}

static int hand_over(const char *folder, struct error *err)
{
	char *from_root = realpath(folder, NULL);
	char *program = realpath("/proc/self/exe", NULL);
	const char *qemu = execute_options.qemu;
	/* A name is found by the PATH of the host that boots. */
	char *emulator = strchr(qemu, '/') ? realpath(qemu, NULL) : NULL;
	const struct slurm asked = {
		.folder = from_root ? from_root : folder,
		.program = program ? program : "numaboot",
		.qemu = emulator ? emulator : qemu,
		.allow_tcg = execute_options.allow_tcg,
		.words = words_of_sbatch,
	};
	struct frozen frozen;
	char *jobs = NULL;
	int ret = frozen_read(&frozen, folder, err);

	if (ret == 0)
		ret = slurm_write(&asked, &frozen, err);
	if (ret == 0 && !write_only)
		ret = slurm_submit(asked.folder, NULL, NULL, &jobs, err);
	if (jobs)
		fprintf(stderr, "submitted as jobs %s\n", jobs);
	if (ret == 0)
		puts(folder);
	free(jobs);
	frozen_release(&frozen);
	free(emulator);
	free(program);
	free(from_root);
	return ret;
}

/* Write and submit the scripts of a frozen plan. */
int cmd_submit(int argc, const char **argv)
{
	char *folder = NULL;
	const char **words;
	poptContext context;
	struct error err;
	int ret;
	int code = command_parse(argc, argv, options, "PLAN", 1, 1, &words,
				 &context);

	if (code)
		goto out;
	ret = check_options(&err);
	if (ret == 0)
		ret = find_folder(words[0], argc, argv, &folder, &err);
	if (ret == 0)
		ret = hand_over(folder, &err);
	if (ret)
		code = command_refuse(ret, &err);
out:
	free(folder);
	command_release(context);
	return code;
}
