/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CLI_SHARD_H
#define NUMABOOT_CLI_SHARD_H

/*
 * The commands of a plan that many hosts boot: freeze it, boot a shard of it,
 * join what was sealed, and let Slurm do all that.  The folder of a frozen plan
 * is the only thing that they share.
 */

#include "kernel/catalog.h"
#include "lib/error.h"
#include "plan/plan.h"

/**
 * shard_freeze - make the folder of a frozen plan
 * @plan: as plan_check() left it
 * @count: how many shards there shall be
 * @folder: set to its path, which the caller frees
 *
 * Boots the canary of an exact plan, twice.  Of its options those of
 * execute_table are taken that say with what a plan is booted.
 *
 * Return: 0 or -errno.
 */
int shard_freeze(const struct plan *plan, const struct catalog *catalog,
		 int count, int argc, const char **argv, char **folder,
		 struct error *err);

/**
 * shard_run - boot what a shard of a frozen plan still lacks
 * @which: "I/N"
 * @folder: of the frozen plan
 *
 * Return: the exit code.
 */
int shard_run(const char *which, const char *folder,
	      const struct catalog *catalog, int argc, const char **argv);

/** shard_plan - plan and catalog as run takes them; Return: 0 or -errno */
int shard_plan(struct plan *plan, struct catalog *catalog, const char *name,
	       struct error *err);

/** shard_count - "4" as a number of shards; Return: 0 or -EINVAL */
int shard_count(const char *text, int *count, struct error *err);

#endif
