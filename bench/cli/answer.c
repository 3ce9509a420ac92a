// SPDX-License-Identifier: GPL-2.0-only
#include "cli/answer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "claim/verdicts-json.h"
#include "claim/verdicts.h"
#include "evidence/files.h"
#include "evidence/result.h"
#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/fold.h"
#include "lib/memstream.h"
#include "workload/derived.h"
#include "workload/numbers.h"

static json_t *read_verdicts(const char *folder, struct error *err)
{
	char *path = evidence_session_path(folder, EVIDENCE_VERDICTS);
	struct verdicts verdicts;
	json_t *array = verdicts_read(&verdicts, path, err) ? NULL :
			verdicts_json(&verdicts);

	if (array && json_array_size(array) != verdicts.count) {
		error_set(err, EILSEQ,
			  "%s: found a byte that is no UTF-8, expected text",
			  path);
		json_decref(array);
		array = NULL;
	}
	verdicts_release(&verdicts);
	free(path);
	return array;
}

static json_t *describe_failed(const struct cell_record *cell,
			       const struct result *result)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
			 "run", cell->run_id, "arm", cell->arm, "topology",
			 cell->topology, "mapping", cell->mapping, "workload",
			 cell->workload, "end_state",
			 end_state_name(result->state), "reason",
			 result->reason);
}

/* What is in no comparison, and why; null where several runs are compared. */
static json_t *list_failed(const char *folder)
{
	struct session_record record = { 0 };
	json_t *failed = NULL;
	char *runs = xasprintf("%s/runs", folder);
	struct error ignored;
	struct result result;

	if (session_record_read(&record, folder, &ignored) == 0)
		failed = json_array();
	for (size_t i = 0; failed && i < record.cell_count; i++)
		if (result_load(&result, runs, record.cells[i].run_id,
				&ignored) == 0 &&
		    result.state != END_COMPLETED)
			json_array_append_new(failed, describe_failed(
				&record.cells[i], &result));
	session_record_release(&record);
	free(runs);
	return failed ? failed : json_null();
}

int answer_print_json(const char *plan, const char *folder,
		      json_t *end_states, bool report, struct error *err)
{
	char *text = evidence_session_path(folder, EVIDENCE_REPORT);
	json_t *verdicts = report ? read_verdicts(folder, err) : json_null();
	json_t *summary;

	if (verdicts) {
		summary = json_pack("{s:s, s:s, s:O, s:o, s:i, s:s?, s:O}",
				    "plan", plan, "folder", folder,
				    "end_states", end_states, "failed",
				    list_failed(folder), "schema",
				    VERDICTS_SCHEMA,
				    "report", report ? text : NULL, "verdicts",
				    verdicts);
		json_dumpf(summary, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(summary);
	}
	json_decref(verdicts);
	json_decref(end_states);
	free(text);
	return verdicts ? 0 : -EINVAL;
}

static void print_runs(const struct session *session)
{
	for (int i = 0; i < session->cells.count; i++) {
		const struct cell *cell = &session->cells.cells[i];
		struct error ignored;
		struct result result;

		if (result_load(&result, session->folder.runs, cell->run_id,
				&ignored))
			continue;
		printf("%s %s in %.1f s, evidence in %s/%s\n", cell->name,
		       end_state_name(result.state),
		       (double)result.end_ns / NS_PER_S, session->folder.runs,
		       cell->run_id);
		numbers_print(session->folder.path, cell->run_id, stdout);
	}
}

static struct run_evidence evidence_of(const struct session *session,
				       const struct cell *cell)
{
	char *folder = xasprintf("%s/%s", session->folder.runs, cell->run_id);
	struct run_evidence evidence = run_evidence_open(
		folder, &session->plan->topologies[cell->topology],
		session->kernels.symbols);

	free(folder);
	return evidence;
}

static int require_completed(const struct session *session,
			     const struct cell *cell, struct error *err)
{
	struct result result;
	int ret = result_load(&result, session->folder.runs, cell->run_id, err);

	if (ret || result.state == END_COMPLETED)
		return ret;
	return error_set(err, ENODATA, "%s: %s: %s", cell->name,
			 end_state_name(result.state), result.reason);
}

static void print_finding(const struct session *session,
			  const struct cell *cell, FILE *out)
{
	struct run_evidence evidence = evidence_of(session, cell);
	struct error err;
	int ret = require_completed(session, cell, &err);

	fprintf(out, "%s\n", cell->name);
	if (ret == 0 && cell->workload->print)
		ret = cell->workload->print(&evidence, out, &err);
	if (ret)
		fprintf(out, "  %s\n", err.text);
	run_evidence_close(&evidence);
}

/* What the layout control finds is for the report's judgement. */
static bool is_of_arm(const struct cell *cell, int arm)
{
	return cell->arm == arm && !cell->layout;
}

/* Cells are shuffled; people look for the arms in their order. */
static void print_legends(const struct plan *plan, FILE *out)
{
	for (int i = 0; i < plan->workload_count; i++)
		if (plan->workloads[i]->print && plan->workloads[i]->legend)
			fputs(plan->workloads[i]->legend, out);
}

static void print_findings(const struct session *session)
{
	struct fold fold;
	FILE *out = fold_begin(&fold);

	for (int arm = 0; arm < session->plan->arm_count; arm++)
		for (int i = 0; i < session->cells.count; i++)
			if (is_of_arm(&session->cells.cells[i], arm))
				print_finding(session,
					      &session->cells.cells[i], out);
	print_legends(session->plan, out);
	fold_end(&fold, stdout);
}

/* The first arm's cell that another arm's cell is compared with, or NULL. */
static const struct cell *baseline_of(const struct session *session,
				      const struct cell *cell)
{
	for (int i = 0; cell->arm && i < session->cells.count; i++) {
		const struct cell *other = &session->cells.cells[i];

		if (is_of_arm(other, 0) && other->block == cell->block &&
		    other->topology == cell->topology &&
		    other->mapping == cell->mapping &&
		    other->workload == cell->workload)
			return other;
	}
	return NULL;
}

static void print_difference(const struct session *session,
			     const struct cell *before,
			     const struct cell *after, FILE *out)
{
	struct run_evidence a = evidence_of(session, before);
	struct run_evidence b = evidence_of(session, after);
	struct error err;
	int ret = require_completed(session, before, &err);

	if (ret == 0)
		ret = require_completed(session, after, &err);
	fprintf(out, "%s -> %s\n", before->name, after->name);
	if (ret == 0)
		ret = after->workload->print_difference(&a, &b, out, &err);
	if (ret)
		fprintf(out, "  %s\n", err.text);
	run_evidence_close(&b);
	run_evidence_close(&a);
}

/* Call paths are long: what is wider than the terminal goes on below. */
static void print_differences(const struct session *session)
{
	struct fold fold;
	FILE *out = fold_begin(&fold);

	for (int i = 0; i < session->cells.count; i++) {
		const struct cell *cell = &session->cells.cells[i];
		const struct cell *baseline = baseline_of(session, cell);

		if (baseline && cell->workload->print_difference)
			print_difference(session, baseline, cell, out);
	}
	fold_end(&fold, stdout);
}

static void print_path(const char *path)
{
	puts(path);
}

void answer_print(const struct session *session, bool report,
		  enum answer_kind kind)
{
	if (kind == PRINT_RUNS)
		print_runs(session);
	if (kind == PRINT_FINDINGS)
		print_findings(session);
	if (kind == PRINT_DIFFERENCES)
		print_differences(session);
	derived_each(session->folder.path, print_path);
	printf("%s/%s\n", session->folder.path,
	       report ? "report.html" : "samples.csv");
}
