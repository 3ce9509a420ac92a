// SPDX-License-Identifier: GPL-2.0-only
#include "cli/bisect-measure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/built.h"
#include "cli/execute.h"
#include "evidence/result.h"
#include "kernel/kernel.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"
#include "session/session.h"

static void note(struct bisect_look *look, enum candidate_state *state,
		 enum candidate_state became, const char *why)
{
	*state = became;
	free(look->note);
	look->note = xstrdup(why);
}

int bisect_plan(struct plan *plan, const struct catalog *catalog,
		const struct bisect_question *question,
		const char *const *arms, const char *workloads,
		struct error *err)
{
	const char *const settings[][2] = {
		{ "topologies", question->topology },
		{ "mappings", question->mapping },
		{ "workloads", workloads },
		{ "engine", "exact" },
		{ "layout", "no" },
		{ "mmu", "cascade-lake" },
	};
	int ret = 0;

	plan_init(plan, "boot");
	for (; *arms && ret == 0; arms++) {
		char *arm = xasprintf("%s%s", *arms, question->parameters);

		ret = plan_add_arm(plan, catalog, arm, err);
		free(arm);
	}
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]) &&
			   ret == 0; i++)
		ret = plan_set(plan, catalog, settings[i][0], settings[i][1],
			       err);
	return ret ? ret : plan_check(plan, err);
}

/* The first boot that did not complete says why. */
static int find_ending(const struct session *session,
		       struct bisect_record *known, size_t index,
		       struct error *err)
{
	for (int i = 0; i < session->cells.count; i++) {
		struct result result;
		int ret = result_load(&result, session->folder.runs,
				      session->cells.cells[i].run_id, err);
		char *why;

		if (ret)
			return ret;
		if (result.state == END_COMPLETED)
			continue;
		if (result.state == END_SKIPPED)
			return error_set(err, ENODATA, "skipped: %s",
					 result.reason);
		why = xasprintf("%s: %s", end_state_name(result.state),
				result.reason);
		note(&known->looks[index], &known->list[index].state,
		     CANDIDATE_ENDED, why);
		free(why);
		return 0;
	}
	return 0;
}

static int read_session(const struct bisect_question *question,
			const struct session *session,
			struct bisect_record *known, size_t index,
			struct error *err)
{
	struct candidate *candidate = &known->list[index];
	struct bisect_look *look = &known->looks[index];
	int ret;

	free(look->folder);
	look->folder = xstrdup(session->folder.path);
	ret = find_ending(session, known, index, err);
	if (ret || candidate->state == CANDIDATE_ENDED)
		return ret;
	ret = value_read(session->folder.path, &question->wanted,
			 &candidate->value, candidate->digest, err);
	if (ret == 0)
		candidate->state = CANDIDATE_MEASURED;
	return ret;
}

static int boot(const struct bisect_question *question,
		const struct catalog *catalog, const char *kernel,
		struct bisect_record *known, size_t index, struct error *err)
{
	const char *const words[] = { "bisect", kernel };
	char *arm = xasprintf("kernel=%s", kernel);
	const char *const arms[] = { arm, NULL };
	const struct session_options options = {
		.qemu = execute_options.qemu,
		.out = question->out,
		.revision = built_revision,
		.argc = 2,
		.argv = words,
	};
	int counts[END_STATE_COUNT] = { 0 };
	struct session session = { 0 };
	struct plan plan = { 0 };
	int ret = bisect_plan(&plan, catalog, question, arms,
			      question->workloads, err);

	if (ret == 0)
		ret = session_open(&session, &plan, catalog, &options, err);
	if (ret == 0)
		ret = execute_session(&session, counts, err);
	if (ret == 0)
		ret = read_session(question, &session, known, index, err);
	session_close(&session);
	plan_release(&plan);
	free(arm);
	return ret;
}

/* Equal bytes make equal boots. */
static bool take_known(struct bisect_record *known, size_t index,
		       const char *image)
{
	struct candidate *list = known->list;
	struct bisect_look *looks = known->looks;

	free(looks[index].image);
	looks[index].image = xstrdup(image);
	for (size_t i = 0; i < known->count; i++) {
		if (i == index || list[i].state == CANDIDATE_OPEN ||
		    strcmp(looks[i].image, image))
			continue;
		list[index] = list[i];
		free(looks[index].folder);
		looks[index].folder = xstrdup(looks[i].folder);
		if (list[i].state == CANDIDATE_ENDED)
			note(&looks[index], &list[index].state, CANDIDATE_ENDED,
			     looks[i].note);
		return true;
	}
	return false;
}

int bisect_measure(const struct bisect_question *question,
		   const struct catalog *catalog, const char *kernel,
		   struct bisect_record *known, size_t index,
		   struct error *err)
{
	struct bisect_look *look = &known->looks[index];
	struct kernel found = { 0 };
	bool same = false;
	int ret = kernel_find(&found, catalog, kernel, NULL, err);

	look->built = ret == 0 && found.built;
	if (ret == 0)
		same = take_known(known, index,
				  jsonfile_text(found.manifest,
						"image_sha256"));
	kernel_release(&found);
	/* What the compiler says is of the commit. */
	if (ret == -EIO) {
		note(look, &known->list[index].state, CANDIDATE_NO_BUILD,
		     err->text);
		return 0;
	}
	return ret || same ? ret :
			     boot(question, catalog, kernel, known, index, err);
}
