// SPDX-License-Identifier: GPL-2.0-only
#include "profiles.h"

#include <errno.h>
#include <stdlib.h>

#include "callgrind.h"
#include "diff.h"
#include "evidence/files.h"
#include "flame.h"
#include "folded.h"
#include "kernel/lines.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "profiled.h"
#include "table.h"

/* A file that is built in memory and written at once. */
struct output {
	char *text;
	size_t size;
	FILE *file;
};

static void output_open(struct output *output)
{
	*output = (struct output){ 0 };
	output->file = memstream_open(&output->text, &output->size);
}

static int output_write(struct output *output, const struct derived_run *run,
			const char *suffix, struct error *err)
{
	char *path = xasprintf("%s/%s.%s", run->folder, run->run_id, suffix);
	int ret;

	memstream_close(output->file);
	ret = file_write(path, output->text, output->size, err);
	free(output->text);
	free(path);
	return ret;
}

static bool has_graph(const char *evidence)
{
	char *path = evidence_path(evidence, EVIDENCE_CALLGRAPH);
	bool has = file_exists(path);

	free(path);
	return has;
}

static int write_table(const struct derived_run *run,
		       const struct profiled *profiled,
		       const struct lines *lines, struct error *err)
{
	struct output output;

	output_open(&output);
	table_print(&profiled->graph, profiled->title, lines, output.file);
	fprintf(output.file, "\n%s\n", profiled->graph.machine);
	return output_write(&output, run, "txt", err);
}

static int write_callgrind(const struct derived_run *run,
			   const struct profiled *profiled,
			   const struct lines *lines, struct error *err)
{
	const char *const description[] = {
		profiled->title, profiled->graph.machine, NULL,
	};
	struct output output;

	output_open(&output);
	callgrind_print(&profiled->graph, lines, description, output.file);
	return output_write(&output, run, "callgrind", err);
}

static int write_functions(const struct derived_run *run,
			   const struct profiled *profiled, struct error *err)
{
	struct lines lines;
	int ret = lines_read(&lines, run->lines, err);

	if (ret == 0)
		ret = write_table(run, profiled, &lines, err);
	if (ret == 0)
		ret = write_callgrind(run, profiled, &lines, err);
	lines_release(&lines);
	return ret;
}

static int write_flame(const struct derived_run *run,
		       const struct profiled *profiled,
		       const struct folded *stacks, struct error *err)
{
	const struct flame flame = {
		.title = profiled->title,
		.stacks = stacks,
		.phases = profiled->graph.phases,
		.phase_count = profiled->graph.phase_count,
		.rep = profiled->graph.total.rep,
	};
	struct output output;

	output_open(&output);
	flame_print(&flame, output.file);
	return output_write(&output, run, "svg", err);
}

/* The stacks, and the picture that is drawn of them. */
static int write_stacks(const struct derived_run *run,
			const struct profiled *profiled, struct error *err)
{
	struct folded stacks;
	struct output output;
	int ret;

	folded_make(&stacks, &profiled->graph);
	output_open(&output);
	folded_print(&stacks, output.file);
	ret = output_write(&output, run, "folded", err);
	if (ret == 0)
		ret = write_flame(run, profiled, &stacks, err);
	folded_release(&stacks);
	return ret;
}

static int write_diff(const struct derived_run *run,
		      const struct profiled *first,
		      const struct profiled *profiled, struct error *err)
{
	const char *const titles[] = { first->title, profiled->title };
	struct output text, all;
	struct merged merged;
	int ret;

	output_open(&text);
	output_open(&all);
	merged_make(&merged, &first->graph, &profiled->graph);
	diff_print(&merged, titles, first->graph.machine, text.file);
	diff_print_all(&merged, all.file);
	merged_release(&merged);
	ret = output_write(&text, run, "diff.txt", err);
	if (output_write(&all, run, "diff.tsv", err))
		ret = -EIO;
	return ret;
}

static int compare_with_first(const struct derived_run *run,
			      const struct profiled *profiled,
			      struct error *err)
{
	struct profiled first;
	int ret = profiled_read(&first, run->first, err);

	if (ret == 0)
		ret = profiled_check_machines(&first, profiled, err);
	if (ret == 0)
		ret = write_diff(run, &first, profiled, err);
	profiled_release(&first);
	return ret;
}

int profiles_write(const struct derived_run *run, struct error *err)
{
	struct profiled profiled;
	int ret;

	if (!has_graph(run->evidence))
		return 0;
	ret = profiled_read(&profiled, run->evidence, err);
	if (ret == 0)
		ret = directory_make(run->folder, err);
	if (ret == 0)
		ret = write_functions(run, &profiled, err);
	if (ret == 0)
		ret = write_stacks(run, &profiled, err);
	if (ret == 0 && run->first && has_graph(run->first))
		ret = compare_with_first(run, &profiled, err);
	profiled_release(&profiled);
	return ret;
}
