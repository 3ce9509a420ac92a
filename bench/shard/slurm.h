/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SLURM_H
#define NUMABOOT_SLURM_H

/*
 * A frozen plan as jobs of Slurm: an array with one task a shard, and a job that
 * collects when all of them have ended, however that was.  The scripts are in
 * the plan's folder and can be submitted by hand; words of the host that stand
 * in them are plain, so that neither sbatch nor a shell reads anything into them.
 */

#include "shard/frozen.h"

/**
 * struct slurm - what the scripts say beside the frozen plan
 * @folder: of the frozen plan, from the root
 * @program: numaboot, from the root
 * @qemu: that boots
 * @allow_tcg: of a timed plan
 * @words: further options of sbatch, or NULL
 */
struct slurm {
	const char *folder;
	const char *program;
	const char *qemu;
	bool allow_tcg;
	const char *words;
};

/**
 * slurm_write - write FOLDER/slurm/shard.sh and collect.sh
 *
 * Return: 0; -EINVAL: a path has a blank or another character that is not plain;
 * or -errno.
 */
int slurm_write(const struct slurm *slurm, const struct frozen *frozen,
		struct error *err);

/**
 * slurm_submit - submit the array, and the collecting behind it
 * @folder: of the frozen plan; slurm_write() has been there
 * @shards: "2,3", or NULL for all
 * @excluded: nodes that get none, "n2,n3", or NULL
 * @jobs: set to "ARRAY and COLLECT", the ids of both; the caller frees
 *
 * Return: 0, -ENOENT without sbatch, or -errno.
 */
int slurm_submit(const char *folder, const char *shards, const char *excluded,
		 char **jobs, struct error *err);

#endif
