// SPDX-License-Identifier: GPL-2.0-only
#include "workload/samples.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/symbols.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/root.h"
#include "machine/topology.h"
#include "evidence/evidence.h"
#include "evidence/files.h"
#include "session/runfile.h"
#include "evidence/result.h"
#include "lib/csv.h"
#include "workload/sample.h"
#include "workload/registry.h"

#define SYMBOLS "kernels/symbols.ini"

#define SAMPLES_HEADER \
	"plan,run_id,block,cell,kernel,arm,topology,engine,workload," \
	"iteration,metric,item,node,value,unit,class,end_state,mapping\n"
#define PLACEMENTS_HEADER \
	"run_id,block,arm,kernel,topology,mapping,sequence,start,end,bytes," \
	"node,hotpluggable,class,caller,before_srat,released\n"

#define BLOCKS_HEADER \
	"run_id,pass,arm,kernel,topology,mapping,node,start,end,removable," \
	"owner,page\n"

#define METRICS_HEADER \
	"metric,unit,class,direction,min_effect,show,role,title,description\n"

#define FUNCTIONS_HEADER \
	"run_id,block,arm,kernel,topology,mapping,function,calls,insns," \
	"iterations\n"

/* What every run has, whatever its workload. */
static const struct metric common_metrics[] = {
	{ "run.completed", "flag", false, "more", 0,
	  "1 when the run completed, else 0", .role = "completed" },
	{ 0 },
};

/**
 * struct table - a CSV file that is built in memory and written at once
 */
struct table {
	const char *name;
	char *text;
	size_t size;
	FILE *out;
};

enum {
	SAMPLES, PLACEMENTS, BLOCKS, FUNCTIONS, MEMORY, METRICS, TABLE_COUNT
};

static void tables_open(struct table *tables)
{
	static const char *const names[TABLE_COUNT] = {
		"samples.csv", "placements.csv", "memory-blocks.csv",
		"functions.csv", "memory.csv", "metrics.csv",
	};

	for (int i = 0; i < TABLE_COUNT; i++) {
		tables[i].name = names[i];
		tables[i].out = open_memstream(&tables[i].text,
					       &tables[i].size);
	}
}

static int tables_close(struct table *tables, const char *folder, int ret,
			struct error *err)
{
	for (int i = 0; i < TABLE_COUNT; i++) {
		char *path = xasprintf("%s/%s", folder, tables[i].name);

		fclose(tables[i].out);
		if (ret >= 0 && file_write(path, tables[i].text,
					   tables[i].size, err))
			ret = -EIO;
		free(tables[i].text);
		free(path);
	}
	return ret;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static char *csv_row(const char *const *fields, size_t count)
{
	char *row = NULL;
	size_t size;
	FILE *out = open_memstream(&row, &size);

	for (size_t i = 0; i < count; i++) {
		if (i)
			fputc(',', out);
		csv_field(out, fields[i]);
	}
	fclose(out);
	return row;
}

#define ROW(...)                                                         \
	csv_row((const char *const[]){ __VA_ARGS__ },                    \
		sizeof((const char *const[]){ __VA_ARGS__ }) /           \
			sizeof(char *))

/**
 * struct rows - what all rows of one run have in common, as CSV
 * @prefix: columns of samples.csv before `iteration`
 * @suffix: columns of samples.csv after `class`
 * @row_prefix: columns of the other tables before their own
 */
struct rows {
	char *prefix;
	char *suffix;
	char *row_prefix;
};

static void rows_make(struct rows *rows, const json_t *cell,
		      const struct result *result)
{
	char *block = xasprintf("%" JSON_INTEGER_FORMAT,
				json_integer_value(json_object_get(cell,
								   "block")));

	/* The empty last field leaves a comma at the end. */
	rows->prefix = ROW(text_of(cell, "plan"), text_of(cell, "run_id"),
			   block, text_of(cell, "cell"),
			   text_of(cell, "kernel"), text_of(cell, "arm"),
			   text_of(cell, "topology"), text_of(cell, "engine"),
			   text_of(cell, "workload"), "");
	rows->suffix = ROW(end_state_name(result->state),
			   text_of(cell, "mapping"));
	rows->row_prefix = ROW(text_of(cell, "run_id"), block,
				     text_of(cell, "arm"),
				     text_of(cell, "kernel"),
				     text_of(cell, "topology"),
				     text_of(cell, "mapping"), "");
	free(block);
}

static void rows_release(struct rows *rows)
{
	free(rows->prefix);
	free(rows->suffix);
	free(rows->row_prefix);
}

/* A run that did not complete has one row, which says so. */
static int emit_run(const struct run_evidence *evidence,
		    const struct workload *workload, const json_t *cell,
		    const struct result *result, const struct table *tables,
		    struct error *err)
{
	bool completed = result->state == END_COMPLETED;
	struct rows rows;
	struct sample_sink sink = {
		.samples = tables[SAMPLES].out,
		.placements = tables[PLACEMENTS].out,
		.blocks = tables[BLOCKS].out,
		.functions = tables[FUNCTIONS].out,
		.metrics = common_metrics,
	};
	int ret;

	rows_make(&rows, cell, result);
	sink.prefix = rows.prefix;
	sink.suffix = rows.suffix;
	sink.row_prefix = rows.row_prefix;
	ret = sample_emit(&sink, "run.completed", "", -1, completed, err);
	sink.metrics = workload->metrics;
	if (ret == 0 && completed)
		ret = workload->read_samples(evidence, &sink, err);
	rows_release(&rows);
	return ret;
}

static int read_run(const json_t *cell, const char *runs,
		    const struct symbols *symbols, const struct table *tables,
		    struct error *err)
{
	const char *run_id = text_of(cell, "run_id");
	const struct workload *workload =
		workloads_find(text_of(cell, "workload"));
	char *folder = xasprintf("%s/%s", runs, run_id);
	char *topology_path = evidence_path(folder, EVIDENCE_TOPOLOGY);
	struct topology topology;
	struct run_evidence evidence = {
		.directory = folder,
		.topology = &topology,
		.symbols = symbols,
	};
	struct result result;
	int ret = evidence_verify(folder, err);

	if (ret == 0)
		ret = result_load(&result, runs, run_id, err);
	if (ret == 0)
		ret = topology_load(&topology, topology_path, err);
	if (ret == 0 && !workload)
		ret = error_set(err, EINVAL, "%s: unknown workload `%s`",
				run_id, text_of(cell, "workload"));
	if (ret == 0)
		ret = emit_run(&evidence, workload, cell, &result, tables,
			       err);
	free(topology_path);
	free(folder);
	return ret;
}

static void field(FILE *out, const char *text)
{
	csv_field(out, text ? text : "");
	fputc(',', out);
}

static void write_metrics(FILE *out, const struct metric *metrics)
{
	for (; metrics->name; metrics++) {
		fprintf(out, "%s,%s,%s,%s,%g,", metrics->name, metrics->unit,
			metrics->noisy ? "noisy" : "exact",
			metrics->direction, metrics->min_effect);
		field(out, metrics->show);
		field(out, metrics->role);
		field(out, metrics->title);
		csv_field(out, metrics->description);
		fputc('\n', out);
	}
}

/* Workloads may share a table. */
static bool shares_earlier_metrics(const struct workload *const *workload)
{
	for (const struct workload *const *at = workloads_all();
	     at < workload; at++)
		if ((*at)->metrics == (*workload)->metrics)
			return true;
	return false;
}

static void write_all_metrics(FILE *out)
{
	fputs(METRICS_HEADER, out);
	write_metrics(out, common_metrics);
	for (const struct workload *const *at = workloads_all(); *at; at++)
		if (!shares_earlier_metrics(at))
			write_metrics(out, (*at)->metrics);
}

static int write_memory(FILE *out, const json_t *record, const char *folder,
			struct error *err)
{
	size_t index;
	const json_t *entry;

	fputs("topology,node,start,end,hotpluggable\n", out);
	json_array_foreach(json_object_get(record, "topologies"), index,
			   entry) {
		char *path = session_topology_path(folder,
						   text_of(entry, "name"));
		struct topology topology;
		int ret = topology_load(&topology, path, err);

		free(path);
		if (ret)
			return ret;
		for (unsigned int i = 0; i < topology.range_count; i++) {
			const struct topology_range *range =
				&topology.ranges[i];

			csv_field(out, topology.name);
			fprintf(out, ",%d,0x%" PRIx64 ",0x%" PRIx64 ",%d\n",
				range->nid, range->start,
				range->end_inclusive, range->hotpluggable);
		}
	}
	return 0;
}

static int read_runs(const json_t *record, const char *folder,
		     const struct symbols *symbols,
		     const struct table *tables, struct error *err)
{
	char *runs = session_path(folder, SESSION_RUNS);
	const json_t *cell;
	size_t index;
	int read = 0;
	int ret = 0;

	json_array_foreach(json_object_get(record, "cells"), index, cell) {
		char *sealed = xasprintf("%s/%s", runs,
					 text_of(cell, "run_id"));

		if (file_exists(sealed)) {
			ret = read_run(cell, runs, symbols, tables, err);
			read++;
		}
		free(sealed);
		if (ret)
			break;
	}
	free(runs);
	return ret ? ret : read;
}

int samples_write(const char *folder, struct error *err)
{
	struct table tables[TABLE_COUNT] = { 0 };
	struct symbols *symbols = NULL;
	json_t *record = runfile_load(folder, err);
	char *symbols_path;
	int ret;

	if (!record)
		return -EINVAL;
	symbols_path = root_path(SYMBOLS);
	tables_open(tables);
	fputs(SAMPLES_HEADER, tables[SAMPLES].out);
	fputs(PLACEMENTS_HEADER, tables[PLACEMENTS].out);
	fputs(BLOCKS_HEADER, tables[BLOCKS].out);
	fputs(FUNCTIONS_HEADER, tables[FUNCTIONS].out);
	write_all_metrics(tables[METRICS].out);
	ret = symbols_read(&symbols, symbols_path, err);
	free(symbols_path);
	if (ret == 0)
		ret = write_memory(tables[MEMORY].out, record, folder,
				   err);
	if (ret == 0)
		ret = read_runs(record, folder, symbols, tables, err);
	ret = tables_close(tables, folder, ret, err);
	symbols_free(symbols);
	json_decref(record);
	return ret;
}
