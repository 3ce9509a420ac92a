// SPDX-License-Identifier: GPL-2.0-only
#include "cli/probe-boot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/built.h"
#include "cli/execute.h"
#include "evidence/run.h"
#include "kernel/needs.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"
#include "plan/plan.h"
#include "session/session.h"

#define PROBE_MAPPING "2M"
/* Since 86d1919232e5 a kernel names all that it does not know. */
#define NAMES_UNKNOWN_MAJOR 5
#define NAMES_UNKNOWN_MINOR 14
#define UNKNOWN_SIGN "Unknown kernel command line parameters"

static json_t *find_answer(const json_t *said, const char *question)
{
	json_t *answer;
	size_t index;

	json_array_foreach(json_object_get(said, "answers"), index, answer)
		if (strcmp(jsonfile_text(answer, "question"), question) == 0)
			return answer;
	return NULL;
}

/* Only what was asked; @reason is for a no. */
static void set_answer(const json_t *said, const char *question, bool yes,
		       const char *reason)
{
	json_t *answer = find_answer(said, question);
	char *why = yes || !*reason ? xstrdup("by a boot") :
				      xasprintf("by a boot: %s", reason);

	if (answer) {
		json_object_set_new(answer, "answer",
				    json_string(yes ? "yes" : "no"));
		json_object_set_new(answer, "why", json_string(why));
	}
	free(why);
}

static bool tries_parameter(const json_t *said)
{
	const json_t *answer = find_answer(said, NEEDS_MOVABLE_NODE);

	return answer && strcmp(jsonfile_text(answer, "answer"), "no");
}

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char *spec, const json_t *said, struct error *err)
{
	char *arm = xasprintf("%s%s", spec, tries_parameter(said) ?
			      "+" NEEDS_MOVABLE_NODE : "");
	int ret = plan_add_arm(plan, catalog, arm, err);

	if (ret == 0)
		ret = plan_set(plan, catalog, "topologies", "uma", err);
	if (ret == 0)
		ret = plan_set(plan, catalog, "mappings", PROBE_MAPPING, err);
	if (ret == 0)
		ret = plan_set(plan, catalog, "workloads", "wall", err);
	if (ret == 0)
		ret = plan_set(plan, catalog, "engine", "exact", err);
	free(arm);
	return ret ? ret : plan_check(plan, err);
}

static bool names_unknown(const char *release)
{
	int major = 0, minor = 0;

	return sscanf(release, "%d.%d", &major, &minor) == 2 &&
	       (major > NAMES_UNKNOWN_MAJOR ||
		(major == NAMES_UNKNOWN_MAJOR && minor >= NAMES_UNKNOWN_MINOR));
}

/* Older kernels give init what they do not know, without a word. */
static void judge_parameter(const json_t *said, const struct console *console,
			    const char *release)
{
	if (!tries_parameter(said) || !names_unknown(release))
		return;
	for (size_t i = 0; i < console->count; i++) {
		const char *line = console->lines[i].message;

		if (strncmp(line, UNKNOWN_SIGN, strlen(UNKNOWN_SIGN)) == 0 &&
		    strstr(line, NEEDS_MOVABLE_NODE)) {
			set_answer(said, NEEDS_MOVABLE_NODE, false,
				   "it names it as unknown");
			return;
		}
	}
	set_answer(said, NEEDS_MOVABLE_NODE, true, "");
}

static void judge(const json_t *said, const struct result *result,
		  const struct console *console,
		  const struct guest_records *guest)
{
	bool reached = guest && guest->log.hello;

	set_answer(said, "console", console->count > 0, "it printed nothing");
	set_answer(said, NEEDS_BOOT, reached, result->reason);
	if (result->state == END_COMPLETED)
		set_answer(said, PROBE_MAPPING, true, "");
	else if (reached)
		set_answer(said, PROBE_MAPPING, false, result->reason);
	if (reached)
		judge_parameter(said, console, guest->log.kernel);
}

static int read_boot(const struct session *session, json_t *said,
		     struct error *err)
{
	static const struct console empty;
	const struct cell *cell = session->cells.cells;
	char *folder = xasprintf("%s/%s", session->folder.runs, cell->run_id);
	struct run_evidence evidence = run_evidence_open(
		folder, &session->plan->topologies[cell->topology], NULL);
	const struct guest_records *guest;
	const struct console *console;
	const struct result *result;
	struct error ignored;
	int ret = evidence_result(&evidence, &result, err);

	if (evidence_console(&evidence, &console, &ignored))
		console = &empty;
	if (evidence_guest(&evidence, &guest, &ignored))
		guest = NULL;
	if (ret == 0) {
		judge(said, result, console, guest);
		json_object_set_new(said, "boot", json_pack(
			"{s:s, s:s, s:s}", "end_state",
			end_state_name(result->state), "reason",
			result->reason, "folder", folder));
	}
	run_evidence_close(&evidence);
	free(folder);
	return ret;
}

static void ask_console(const json_t *said)
{
	json_array_insert_new(json_object_get(said, "answers"), 1, json_pack(
		"{s:s, s:s}", "question", "console", "answer", "no"));
}

int probe_boot(const struct catalog *catalog, const char *spec,
	       const char *symbols, bool all, json_t *said,
	       struct error *err)
{
	const char *const argv[] = { "kernel", "check", "--boot", spec, NULL };
	const struct session_options options = {
		.qemu = DEFAULT_QEMU,
		.symbols = symbols,
		.revision = built_revision,
		.argc = 4,
		.argv = argv,
	};
	int counts[END_STATE_COUNT] = { 0 };
	struct session session = { 0 };
	struct plan plan;
	int ret;

	plan_init(&plan, "check");
	ret = make_plan(&plan, catalog, spec, said, err);
	if (ret == 0) {
		ret = session_open(&session, &plan, catalog, &options, err);
		if (ret == 0)
			ret = execute_session(&session, counts, err);
		if (ret == 0) {
			if (all)
				ask_console(said);
			ret = read_boot(&session, said, err);
		}
		session_close(&session);
	}
	plan_release(&plan);
	return ret;
}
