// SPDX-License-Identifier: GPL-2.0-only
#include "shard/slurm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "lib/process.h"

#define SUBMIT_TIMEOUT_NS (120 * NS_PER_S)

static int check_plain(const char *what, const char *word, struct error *err)
{
	if (*word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789/._+=:@,-")])
		return 0;
	return error_set(err, EINVAL,
			 "found %s `%s`, expected letters, digits and /._+=:@,- only: it stands in a script for sbatch",
			 what, word);
}

static int check_words(const char *words, struct error *err)
{
	if (!words || (*words == '-' && !strpbrk(words, "\n\r")))
		return 0;
	return error_set(err, EINVAL,
			 "found --sbatch `%s`, expected options of sbatch in one line",
			 words);
}

static int check(const struct slurm *slurm, const struct frozen *frozen,
		 struct error *err)
{
	int ret = check_plain("the folder", slurm->folder, err);

	if (ret == 0)
		ret = check_plain("the program", slurm->program, err);
	if (ret == 0)
		ret = check_plain("the plan", frozen->plan, err);
	if (ret == 0)
		ret = check_plain("--qemu", slurm->qemu, err);
	return ret ? ret : check_words(slurm->words, err);
}

static void begin(FILE *out, const struct slurm *slurm,
		  const struct frozen *frozen, const char *what)
{
	fprintf(out, "#!/bin/sh\n#SBATCH --job-name=numaboot-%s-%s\n",
		frozen->plan, what);
	fprintf(out, "#SBATCH --open-mode=append\n#SBATCH --ntasks=1\n");
	if (slurm->words)
		fprintf(out, "#SBATCH %s\n", slurm->words);
}

/* Nobody else is on a host that times; exact boots do not care. */
static void print_shard(FILE *out, const struct slurm *slurm,
			const struct frozen *frozen)
{
	begin(out, slurm, frozen, "shard");
	fprintf(out, "#SBATCH --array=1-%d\n#SBATCH --requeue\n%s"
		"#SBATCH --output=%s/slurm/%%A_%%a.log\n", frozen->count,
		frozen->timed ? "#SBATCH --exclusive\n" : "", slurm->folder);
	fprintf(out, "exec %s run --shard \"$SLURM_ARRAY_TASK_ID/%d\" \\\n"
		"\t--jobs \"${SLURM_CPUS_ON_NODE:-1}\" --qemu %s%s %s\n",
		slurm->program, frozen->count, slurm->qemu,
		slurm->allow_tcg ? " --allow-tcg" : "", slurm->folder);
}

static void print_collect(FILE *out, const struct slurm *slurm,
			  const struct frozen *frozen)
{
	begin(out, slurm, frozen, "collect");
	fprintf(out, "#SBATCH --output=%s/slurm/collect.log\n", slurm->folder);
	fprintf(out, "exec %s collect --slurm %s\n", slurm->program,
		slurm->folder);
}

static int write_script(const char *folder, const char *name,
			void (*print)(FILE *out, const struct slurm *slurm,
				      const struct frozen *frozen),
			const struct slurm *slurm, const struct frozen *frozen,
			struct error *err)
{
	char *path = xasprintf("%s/slurm/%s", folder, name);
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);
	int ret;

	print(out, slurm, frozen);
	memstream_close(out);
	ret = file_write(path, text, size, err);
	free(text);
	free(path);
	return ret;
}

int slurm_write(const struct slurm *slurm, const struct frozen *frozen,
		struct error *err)
{
	char *scripts = xasprintf("%s/slurm", slurm->folder);
	int ret = check(slurm, frozen, err);

	if (ret == 0)
		ret = directory_make(scripts, err);
	if (ret == 0)
		ret = write_script(slurm->folder, "shard.sh", print_shard,
				   slurm, frozen, err);
	if (ret == 0)
		ret = write_script(slurm->folder, "collect.sh", print_collect,
				   slurm, frozen, err);
	free(scripts);
	return ret;
}

/* --parsable prints JOB, or JOB;CLUSTER. */
static int run_sbatch(const struct argv *argv, char **job, struct error *err)
{
	char *text = NULL;
	int ret = process_output(argv, SUBMIT_TIMEOUT_NS, &text, err);
	size_t digits = text ? strspn(text, "0123456789") : 0;

	*job = NULL;
	if (ret == -ENOENT)
		error_set(err, ENOENT,
			  "found no sbatch, expected Slurm's (Debian's package slurm-client): --write writes the scripts only");
	else if (ret > 0 || (ret == 0 && !digits))
		ret = error_set(err, EIO,
				"sbatch: found exit code %d and `%.*s`, expected the number of a job",
				ret, text ? (int)strcspn(text, "\n") : 0,
				text ? text : "");
	else if (ret == 0)
		*job = xasprintf("%.*s", (int)digits, text);
	free(text);
	return ret;
}

static int submit_array(const char *folder, const char *shards,
			const char *excluded, char **job, struct error *err)
{
	struct argv argv = { 0 };
	int ret;

	argv_add(&argv, "sbatch");
	argv_add(&argv, "--parsable");
	if (shards)
		argv_add(&argv, "--array=%s", shards);
	if (excluded)
		argv_add(&argv, "--exclude=%s", excluded);
	argv_add(&argv, "%s/slurm/shard.sh", folder);
	ret = run_sbatch(&argv, job, err);
	argv_release(&argv);
	return ret;
}

/* Whatever became of the tasks: what is missing is for it to say. */
static int submit_collect(const char *folder, const char *array,
			  const char *excluded, char **job, struct error *err)
{
	struct argv argv = { 0 };
	int ret;

	argv_add(&argv, "sbatch");
	argv_add(&argv, "--parsable");
	argv_add(&argv, "--dependency=afterany:%s", array);
	if (excluded)
		argv_add(&argv, "--exclude=%s", excluded);
	argv_add(&argv, "%s/slurm/collect.sh", folder);
	ret = run_sbatch(&argv, job, err);
	argv_release(&argv);
	return ret;
}

int slurm_submit(const char *folder, const char *shards, const char *excluded,
		 char **jobs, struct error *err)
{
	char *array, *collect = NULL;
	int ret = submit_array(folder, shards, excluded, &array, err);

	*jobs = NULL;
	if (ret == 0)
		ret = submit_collect(folder, array, excluded, &collect, err);
	if (ret == 0)
		*jobs = xasprintf("%s and %s", array, collect);
	free(collect);
	free(array);
	return ret;
}
