// SPDX-License-Identifier: GPL-2.0-only
#include "shard/chosen.h"

#include <stdlib.h>

#include "lib/alloc.h"

static bool is_of(const struct attempt *attempt, const struct frozen *frozen,
		  size_t cell)
{
	return attempt->state == ATTEMPT_USABLE &&
	       attempt->shard == frozen->shards[cell];
}

/* Whatever else of a timed block is not there was not timed beside it. */
static bool has_unit(const struct attempt *attempt,
		     const struct frozen *frozen, size_t cell)
{
	const struct session_record *record = &frozen->record;

	if (!frozen->timed)
		return attempt_has(attempt, record->cells[cell].run_id);
	for (size_t i = 0; i < record->cell_count; i++)
		if (record->cells[i].block == record->cells[cell].block &&
		    !attempt_has(attempt, record->cells[i].run_id))
			return false;
	return true;
}

static const struct attempt *choose(const struct frozen *frozen,
				    const struct attempts *attempts,
				    size_t cell)
{
	for (int i = 0; i < attempts->count; i++) {
		const struct attempt *attempt = &attempts->list[i];

		if (is_of(attempt, frozen, cell) &&
		    has_unit(attempt, frozen, cell))
			return attempt;
	}
	return NULL;
}

void chosen_make(struct chosen *chosen, const struct frozen *frozen,
		 const struct attempts *attempts)
{
	size_t count = frozen->record.cell_count;

	*chosen = (struct chosen){
		.frozen = frozen,
		.from = xcalloc(count + 1, sizeof(*chosen->from)),
	};
	for (size_t i = 0; i < count; i++) {
		if (frozen->shards[i])
			chosen->from[i] = choose(frozen, attempts, i);
		chosen->missing += chosen_lacks(chosen, i);
	}
}

bool chosen_lacks(const struct chosen *chosen, size_t cell)
{
	return chosen->frozen->shards[cell] && !chosen->from[cell];
}

static int compare(const struct attempt *taken, const struct attempt *other,
		   const char *run_id, struct error *err)
{
	char *run = attempt_run(taken, run_id);
	int ret = attempt_compare(other, run_id, run, err);

	free(run);
	return ret;
}

int chosen_check(const struct chosen *chosen, const struct attempts *attempts,
		 struct error *err)
{
	const struct frozen *frozen = chosen->frozen;
	int ret = 0;

	for (size_t i = 0; !frozen->timed && i < frozen->record.cell_count; i++)
		for (int j = 0; chosen->from[i] && ret == 0 &&
		     j < attempts->count; j++) {
			const struct attempt *other = &attempts->list[j];
			const char *run_id = frozen->record.cells[i].run_id;

			if (other != chosen->from[i] &&
			    is_of(other, frozen, i) &&
			    attempt_has(other, run_id))
				ret = compare(chosen->from[i], other, run_id,
					      err);
		}
	return ret;
}

void chosen_release(struct chosen *chosen)
{
	free(chosen->from);
	*chosen = (struct chosen){ 0 };
}
