// SPDX-License-Identifier: GPL-2.0-only
#include "profiles.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "kernel/lines.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "callgrind.h"
#include "diff.h"
#include "flame.h"
#include "folded.h"
#include "identity.h"
#include "table.h"

/**
 * struct recorded - a run's call graph and what it is of
 * @title: identity_title()
 */
struct recorded {
	struct graph graph;
	char *title;
};

/* A file that is built in memory and written at once. */
struct output {
	char *text;
	size_t size;
	FILE *file;
};

static char *graph_path(const char *evidence)
{
	return evidence_path(evidence, EVIDENCE_CALLGRAPH);
}

static void recorded_release(struct recorded *recorded)
{
	graph_release(&recorded->graph);
	free(recorded->title);
}

/* Released by recorded_release() in both cases. */
static int recorded_read(struct recorded *recorded, const char *evidence,
			 struct error *err)
{
	char *path = graph_path(evidence);
	int ret;

	*recorded = (struct recorded){ 0 };
	ret = graph_read(&recorded->graph, path, err);
	free(path);
	if (ret)
		return ret;
	recorded->title = identity_title(evidence, err);
	return recorded->title ? 0 : -EINVAL;
}

static void output_open(struct output *output)
{
	*output = (struct output){ 0 };
	output->file = open_memstream(&output->text, &output->size);
}

static int output_write(struct output *output, const char *folder,
			const char *run_id, const char *suffix,
			struct error *err)
{
	char *path = xasprintf("%s/profiles/%s.%s", folder, run_id, suffix);
	int ret;

	fclose(output->file);
	ret = file_write(path, output->text, output->size, err);
	free(output->text);
	free(path);
	return ret;
}

static char *evidence_of(const struct session *session,
			 const struct cell *cell)
{
	return xasprintf("%s/%s", session->folder.runs, cell->run_id);
}

static bool has_graph(const struct session *session, const struct cell *cell)
{
	char *evidence = evidence_of(session, cell);
	char *path = graph_path(evidence);
	bool has = file_exists(path);

	free(path);
	free(evidence);
	return has;
}

static int write_callgrind(const struct recorded *recorded,
			   const struct lines *lines, const char *folder,
			   const char *run_id, struct error *err)
{
	const char *const description[] = {
		recorded->title, recorded->graph.machine, NULL,
	};
	struct output output;

	output_open(&output);
	callgrind_print(&recorded->graph, lines, description, output.file);
	return output_write(&output, folder, run_id, "callgrind", err);
}

/* The stacks, and the picture that is drawn of them. */
static int write_stacks(const struct recorded *recorded, const char *folder,
			const char *run_id, struct error *err)
{
	const struct graph *graph = &recorded->graph;
	struct folded stacks;
	const struct flame flame = {
		.title = recorded->title,
		.stacks = &stacks,
		.phases = graph->phases,
		.phase_count = graph->phase_count,
		.rep = graph->total.rep,
	};
	struct output output;
	int ret;

	folded_make(&stacks, graph);
	output_open(&output);
	folded_print(&stacks, output.file);
	ret = output_write(&output, folder, run_id, "folded", err);
	if (ret == 0) {
		output_open(&output);
		flame_print(&flame, output.file);
		ret = output_write(&output, folder, run_id, "svg", err);
	}
	folded_release(&stacks);
	return ret;
}

static int write_run(const struct session *session, const struct cell *cell,
		     const struct recorded *recorded, struct error *err)
{
	char *path = session_lines_path(session->folder.path, cell->arm);
	struct output output;
	struct lines lines;
	int ret = lines_read(&lines, path, err);

	if (ret)
		goto out;
	output_open(&output);
	table_print(&recorded->graph, recorded->title, &lines, output.file);
	fprintf(output.file, "\n%s\n", recorded->graph.machine);
	ret = output_write(&output, session->folder.path, cell->run_id, "txt",
			   err);
	if (ret == 0)
		ret = write_callgrind(recorded, &lines, session->folder.path,
				      cell->run_id, err);
	if (ret == 0)
		ret = write_stacks(recorded, session->folder.path, cell->run_id,
				   err);
out:
	lines_release(&lines);
	free(path);
	return ret;
}

static int check_machines(const struct recorded *a, const struct recorded *b,
			  struct error *err)
{
	if (strcmp(a->graph.machine, b->graph.machine) == 0)
		return 0;
	return error_set(err, EINVAL,
			 "counts of different machines cannot be compared: found `%s`, expected `%s`",
			 b->graph.machine, a->graph.machine);
}

/* @all: where the complete list goes, or NULL */
static void print_diff(const struct recorded *a, const struct recorded *b,
		       FILE *file, FILE *all)
{
	const char *const titles[] = { a->title, b->title };
	struct merged merged;

	merged_make(&merged, &a->graph, &b->graph);
	diff_print(&merged, titles, a->graph.machine, file);
	if (all)
		diff_print_all(&merged, all);
	merged_release(&merged);
}

static int write_diff(const struct session *session, const struct cell *cell,
		      const struct recorded *first,
		      const struct recorded *recorded, struct error *err)
{
	struct output text, all;
	int ret = check_machines(first, recorded, err);

	if (ret)
		return ret;
	output_open(&text);
	output_open(&all);
	print_diff(first, recorded, text.file, all.file);
	ret = output_write(&text, session->folder.path, cell->run_id, "diff.txt",
			   err);
	if (output_write(&all, session->folder.path, cell->run_id, "diff.tsv",
			 err))
		ret = -EIO;
	return ret;
}

/* The cell of the plan's first arm that differs in nothing else. */
static const struct cell *first_arm(const struct session *session,
				    const struct cell *cell)
{
	for (int i = 0; i < session->cells.count; i++) {
		const struct cell *other = &session->cells.cells[i];

		if (other->arm == 0 && cell->arm != 0 &&
		    other->block == cell->block &&
		    other->topology == cell->topology &&
		    other->mapping == cell->mapping &&
		    other->workload == cell->workload &&
		    has_graph(session, other))
			return other;
	}
	return NULL;
}

static int write_cell(const struct session *session, const struct cell *cell,
		      struct error *err)
{
	const struct cell *first = first_arm(session, cell);
	char *evidence = evidence_of(session, cell);
	struct recorded recorded, reference = { 0 };
	int ret = recorded_read(&recorded, evidence, err);

	free(evidence);
	if (ret == 0)
		ret = write_run(session, cell, &recorded, err);
	if (ret == 0 && first) {
		evidence = evidence_of(session, first);
		ret = recorded_read(&reference, evidence, err);
		free(evidence);
		if (ret == 0)
			ret = write_diff(session, cell, &reference, &recorded,
					 err);
		recorded_release(&reference);
	}
	recorded_release(&recorded);
	return ret;
}

int profiles_write(const struct session *session, struct error *err)
{
	char *folder = xasprintf("%s/profiles", session->folder.path);
	int ret = 0;

	for (int i = 0; i < session->cells.count && ret == 0; i++) {
		const struct cell *cell = &session->cells.cells[i];

		if (!has_graph(session, cell))
			continue;
		ret = directory_make(folder, err);
		if (ret == 0)
			ret = write_cell(session, cell, err);
	}
	free(folder);
	return ret;
}

int profiles_print(const char *evidence, FILE *file, struct error *err)
{
	const struct lines none = { 0 };
	struct recorded recorded;
	int ret = recorded_read(&recorded, evidence, err);

	if (ret == 0)
		table_print(&recorded.graph, recorded.title, &none, file);
	recorded_release(&recorded);
	return ret;
}

int profiles_compare(const char *a, const char *b, FILE *file,
		     struct error *err)
{
	struct recorded left, right = { 0 };
	int ret = recorded_read(&left, a, err);

	if (ret == 0)
		ret = recorded_read(&right, b, err);
	if (ret == 0)
		ret = check_machines(&left, &right, err);
	if (ret == 0)
		print_diff(&left, &right, file, NULL);
	recorded_release(&left);
	recorded_release(&right);
	return ret;
}
