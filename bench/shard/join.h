/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_JOIN_H
#define NUMABOOT_JOIN_H

/*
 * From the tries of all shards to the session that one host would have left.
 * The files of each run are linked, so nothing of a try is changed, moved or
 * read twice from disk, and everything is hashed again on the way.  Joining
 * once more changes nothing.
 */

#include "evidence/endstate.h"
#include "shard/chosen.h"

/**
 * join_runs - give the frozen folder all runs, and seal it
 * @chosen: lacks none
 * @attempts: what it was chosen of
 * @counts: set to the runs by end state
 *
 * Return: 0; -EBUSY: somebody else works in the folder; or -errno.
 */
int join_runs(const struct chosen *chosen, const struct attempts *attempts,
	      int counts[END_STATE_COUNT], struct error *err);

/**
 * join_check - does what came late agree with what was joined?
 * @frozen: is complete
 * @counts: set to the runs by end state
 *
 * Return: 0, -EBADMSG with what does not, or -errno.
 */
int join_check(const struct frozen *frozen, const struct attempts *attempts,
	       int counts[END_STATE_COUNT], struct error *err);

/**
 * join_adopt - give a folder of runs a sealed run of another one
 * @runs: that gets it; made where it is not there
 * @from: evidence folder of the run
 *
 * One that is there already must be the same.
 *
 * Return: 0, -EBADMSG for another one or when its seal does not hold, or
 * -errno.
 */
int join_adopt(const char *runs, const char *run_id, const char *from,
	       struct error *err);

#endif
