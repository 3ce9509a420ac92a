// SPDX-License-Identifier: GPL-2.0-only
#include "session/twice.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/pair.h"
#include "evidence/result.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "machine/firmware.h"
#include "session/audit.h"
#include "session/known.h"
#include "session/runfile.h"

static const struct topology *topology_of(const struct twice *twice,
					  const struct cell *cell)
{
	return &twice->session->plan->topologies[cell->topology];
}

/*
 * Counted cells first, those of which less is recorded: they are faster.  Of
 * them one with many CPUs in its tables, and with little memory.
 */
static bool goes_before(const struct twice *twice, const struct cell *a,
			const struct cell *b)
{
	const struct topology *at = topology_of(twice, a);
	const struct topology *bt = topology_of(twice, b);
	enum plugin_mode am = a->workload->plugin, bm = b->workload->plugin;

	if (am != bm)
		return bm == PLUGIN_NONE || (am != PLUGIN_NONE && am < bm);
	if (at->cpu_count != bt->cpu_count)
		return at->cpu_count > bt->cpu_count;
	return at->memory_bytes < bt->memory_bytes;
}

/* Of a shard it is the one that other hosts boot, too. */
static bool is_candidate(const struct twice *twice, const struct cell *cell)
{
	const struct session *session = twice->session;
	const struct session_shard *shard = session->options->shard;

	return !cell->layout && !cell_is_paced_by_host(session->plan, cell) &&
	       (!shard || (shard->canary &&
			   strcmp(shard->canary, cell->run_id) == 0));
}

/* Those that are equal keep the order of the boots. */
static void sort(struct twice *twice)
{
	const struct cells *cells = &twice->session->cells;

	for (int i = 0; i < cells->count; i++) {
		const struct cell *cell = &cells->cells[i];
		int at = twice->count;

		if (!is_candidate(twice, cell))
			continue;
		twice->count++;
		for (; at > 0 && goes_before(twice, cell, twice->order[at - 1]);
		     at--)
			twice->order[at] = twice->order[at - 1];
		twice->order[at] = cell;
	}
}

/* Where it is kept that two boots in this environment were equal. */
static int find_known(const struct twice *twice, const struct cell *cell,
		      char **path, struct error *err)
{
	const struct session *session = twice->session;
	json_t *host = audit_host();
	SHA2_CTX digest;
	char *what;
	int ret;

	SHA256Init(&digest);
	emulator_hash(&session->emulator, &digest);
	digest_add_text(&digest, "cpu", jsonfile_text(host, "cpu"));
	what = xasprintf("%d %u", cell->workload->plugin,
			 topology_of(twice, cell)->cpu_count);
	digest_add_text(&digest, "recorded", what);
	firmware_hash(&digest);
	ret = digest_add_file(&digest, "init",
			      images_init(&session->images, cell)->path, err);
	if (ret == 0 && session->emulator.plugin)
		ret = digest_add_file(&digest, "plugin",
				      session->emulator.plugin, err);
	*path = known_path("exact", &digest);
	free(what);
	json_decref(host);
	return ret;
}

static char *second_path(const struct twice *twice)
{
	return xasprintf("%s/%s", twice->session->folder.again,
			 twice->order[twice->at]->run_id);
}

static void finish(struct twice *twice, enum exactness_state state,
		   const char *detail)
{
	twice->over = true;
	twice->state = state;
	free(twice->detail);
	twice->detail = xstrdup(detail);
}

/* One cell alone is not worth a second boot each time. */
static int recall(struct twice *twice, struct error *err)
{
	char *answer = NULL;
	char *path;
	int ret;

	if (twice->session->cells.count != 1 || !twice->count ||
	    twice->session->options->shard)
		return 0;
	ret = find_known(twice, twice->order[0], &path, err);
	if (ret == 0 && known_recall(path, &answer))
		finish(twice, EXACTNESS_REMEMBERED, answer);
	free(answer);
	free(path);
	return ret;
}

/* Return: 1 when there is one, with its result; 0; or -errno. */
static int load(const struct twice *twice, const char *runs,
		struct result *result, struct error *err)
{
	const char *run_id = twice->order[twice->at]->run_id;
	char *path = xasprintf("%s/%s", runs, run_id);
	bool is = runs && file_exists(path);
	int ret = is ? result_load(result, runs, run_id, err) : 0;

	free(path);
	return ret ? ret : is;
}

/* What ended it says nothing of the guest. */
static bool is_of_host(const struct result *result)
{
	return result->state == END_TIMEOUT || result->state == END_QEMU_KILLED;
}

static int drop(struct twice *twice, struct error *err)
{
	struct result result;
	int ret = 0;

	for (twice->at = 0; ret == 0 && twice->at < twice->count;
	     twice->at++) {
		char *path = second_path(twice);

		ret = load(twice, twice->session->folder.again, &result, err);
		if (ret > 0)
			ret = is_of_host(&result) ? directory_remove(path, err) : 0;
		free(path);
	}
	twice->at = 0;
	return ret;
}

int twice_begin(struct twice *twice, const struct session *session,
		struct error *err)
{
	int ret = 0;

	*twice = (struct twice){
		.session = session,
		.order = xcalloc(session->cells.count, sizeof(*twice->order)),
		.state = EXACTNESS_UNKNOWN,
		.over = session->host.accelerator != ACCELERATOR_TCG_EXACT,
	};
	if (twice->over)
		return 0;
	sort(twice);
	if (!twice->count)
		finish(twice, EXACTNESS_UNKNOWN,
		       "in every cell memory is taken away when the host says so");
	ret = drop(twice, err);
	return ret ? ret : recall(twice, err);
}

static int remember(const struct twice *twice, struct error *err)
{
	const struct cell *cell = twice->order[twice->at];
	struct error ignored;
	char *path;
	int ret = find_known(twice, cell, &path, err);

	/* Where nothing can be kept it is measured again. */
	if (ret == 0)
		known_remember(path, cell->name, &ignored);
	free(path);
	return ret;
}

static int compare(struct twice *twice, struct error *err)
{
	const struct session *session = twice->session;
	const struct cell *cell = twice->order[twice->at];
	char *first = xasprintf("%s/%s", session->folder.runs, cell->run_id);
	char *second = second_path(twice);
	int ret = pair_compare(first, second, err);

	if (ret == 0) {
		finish(twice, EXACTNESS_EQUAL, "");
		ret = session->options->shard ? 0 : remember(twice, err);
	} else if (ret == -EBADMSG) {
		finish(twice, EXACTNESS_DIFFERENT, err->text);
	}
	free(second);
	free(first);
	return ret;
}

/* The second boot has ended as the first did, or not. */
static int judge(struct twice *twice, const struct result *second,
		 struct error *err)
{
	if (second->state == END_COMPLETED)
		return compare(twice, err);
	error_set(err, EBADMSG, "the first completed, the second ended as %s: %s",
		  end_state_name(second->state), second->reason);
	if (is_of_host(second)) {
		twice->over = true;
		return -EIO;
	}
	finish(twice, EXACTNESS_DIFFERENT, err->text);
	return -EBADMSG;
}

static int tell(const struct twice *twice, int ret, struct error *err)
{
	const char *name = twice->order[twice->at]->name;

	struct error text = *err;

	if (ret == -EBADMSG && twice->session->options->shard)
		return error_set(err, EBADMSG,
				 "%s is another one on this host than where the plan was frozen: %.400s: no number of this host is taken",
				 name, text.text);
	if (ret == -EBADMSG)
		return error_set(err, EBADMSG,
				 "two boots of %s differ under %s: %.400s: no number of this run is exact, use another QEMU (--qemu) or host",
				 name, twice->session->emulator.version,
				 text.text);
	if (ret == -EIO)
		error_prefix(err, "two boots of %s: ", name);
	return ret;
}

/* There is no other one for a shard. */
static int first_failed(struct twice *twice, const struct result *first,
			struct error *err)
{
	if (!twice->session->options->shard)
		return 1;
	error_set(err, EBADMSG, "it ended as %s: %s",
		  end_state_name(first->state), first->reason);
	if (is_of_host(first)) {
		twice->over = true;
		return tell(twice, -EIO, err);
	}
	finish(twice, EXACTNESS_DIFFERENT, err->text);
	return tell(twice, -EBADMSG, err);
}

/* Of the cell that is tried now.  Return: 1: try another one; 0; or -errno. */
static int next_of_cell(struct twice *twice, const struct cell **cell,
			bool *again, struct error *err)
{
	const struct session_folder *folder = &twice->session->folder;
	struct result result;
	int ret = load(twice, folder->runs, &result, err);

	*cell = twice->order[twice->at];
	*again = ret > 0;
	if (ret <= 0)
		return ret;
	if (result.state != END_COMPLETED)
		return first_failed(twice, &result, err);
	ret = load(twice, folder->again, &result, err);
	if (ret > 0) {
		*cell = NULL;
		return tell(twice, judge(twice, &result, err), err);
	}
	if (twice->started)
		*cell = NULL;
	twice->started = true;
	return ret;
}

int twice_next(struct twice *twice, const struct cell **cell, bool *again,
	       struct error *err)
{
	int ret = 1;

	*cell = NULL;
	while (ret == 1 && !twice->over) {
		ret = next_of_cell(twice, cell, again, err);
		if (ret != 1)
			continue;
		*cell = NULL;
		twice->at++;
		if (twice->at == twice->count)
			finish(twice, EXACTNESS_UNKNOWN, "no run completed");
	}
	return ret == 1 ? 0 : ret;
}

int twice_record(const struct twice *twice, struct error *err)
{
	const struct session *session = twice->session;
	bool measured = twice->state == EXACTNESS_EQUAL ||
			twice->state == EXACTNESS_DIFFERENT;
	const struct cell *cell = measured ? twice->order[twice->at] : NULL;
	const struct exactness exactness = {
		.state = twice->state,
		.cell = cell ? cell->name :
			twice->state == EXACTNESS_REMEMBERED ? twice->detail : "",
		.run_id = cell ? cell->run_id : "",
		.detail = cell || twice->state == EXACTNESS_UNKNOWN ?
				  twice->detail : "",
	};

	if (!twice->over || session->host.accelerator != ACCELERATOR_TCG_EXACT)
		return 0;
	return runfile_exactness(session->folder.path, &exactness, err);
}

void twice_end(struct twice *twice)
{
	free(twice->order);
	free(twice->detail);
	*twice = (struct twice){ 0 };
}
