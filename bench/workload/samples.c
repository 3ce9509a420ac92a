// SPDX-License-Identifier: GPL-2.0-only
#include "workload/samples.h"

#include <errno.h>
#include <stdlib.h>

#include "evidence/files.h"
#include "evidence/sessionrecord.h"
#include "kernel/symbols.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/root.h"
#include "machine/topology.h"
#include "workload/columns.h"
#include "workload/memory.h"
#include "workload/metrics.h"
#include "workload/registry.h"
#include "workload/sample.h"
#include "workload/tables.h"

#define SYMBOLS "kernels/symbols.ini"

#define SAMPLES_HEADER \
	"plan,run_id,block,cell,kernel,arm,topology,engine,workload," \
	"iteration,metric,item,node,value,unit,class,end_state,mapping\n"

#define MEMORY "memory.csv"
#define METRICS "metrics.csv"
#define SAMPLES "samples.csv"

/**
 * struct reading - of all runs of a session
 * @runs: the folder with their evidence
 * @symbols: groups and milestones of kernels
 * @samples: where samples.csv goes
 * @tables: where the tables of workloads go
 * @dropped: those of the layout control, which has samples only
 * @into: one of both, for the run that is read now
 */
struct reading {
	char *runs;
	struct symbols *symbols;
	FILE *samples;
	struct tables tables;
	struct tables dropped;
	const struct tables *into;
};

/* A run that did not complete has one row, which says so. */
static int emit_run(const struct reading *reading,
		    const struct run_evidence *evidence,
		    const struct workload *workload,
		    const struct cell_record *cell, enum end_state state, struct error *err)
{
	bool completed = state == END_COMPLETED;
	FILE **tables = tables_of(reading->into, workload);
	struct sample_sink sink = {
		.samples = reading->samples,
		.tables = tables,
		.metrics = metrics_common,
	};
	struct columns columns;
	int ret;

	columns_make(&columns, cell, state);
	sink.prefix = columns.prefix;
	sink.suffix = columns.suffix;
	sink.row_prefix = columns.row_prefix;
	ret = sample_emit(&sink, "run.completed", "", -1, completed, err);
	sink.metrics = workload->metrics;
	if (ret == 0 && completed)
		ret = workload->read_samples(evidence, &sink, err);
	columns_release(&columns);
	free(tables);
	return ret;
}

static int read_run(const struct reading *reading,
		    const struct cell_record *cell, const char *folder,
		    struct error *err)
{
	const struct workload *workload = workloads_find(cell->workload);
	char *topology_path = evidence_path(folder, EVIDENCE_TOPOLOGY);
	struct topology topology;
	struct run_evidence evidence =
		run_evidence_open(folder, &topology, reading->symbols);
	const struct result *result = NULL;
	int ret = evidence_result(&evidence, &result, err);

	if (ret == 0)
		ret = topology_load(&topology, topology_path, err);
	if (ret == 0 && !workload)
		ret = error_set(err, EINVAL, "%s: unknown workload `%s`",
				cell->run_id, cell->workload);
	if (ret == 0)
		ret = emit_run(reading, &evidence, workload, cell,
			       result->state, err);
	run_evidence_close(&evidence);
	free(topology_path);
	return ret;
}

static int read_runs(struct reading *reading,
		     const struct session_record *record, struct error *err)
{
	int read = 0;
	int ret = 0;

	for (size_t i = 0; i < record->cell_count && ret == 0; i++) {
		const struct cell_record *cell = &record->cells[i];
		char *sealed = xasprintf("%s/%s", reading->runs,
					 cell->run_id);

		reading->into = session_record_is_layout(record, cell) ?
				&reading->dropped : &reading->tables;
		if (file_exists(sealed)) {
			ret = read_run(reading, cell, sealed, err);
			read++;
		}
		free(sealed);
	}
	return ret ? ret : read;
}

static void add_tables(struct tables *tables)
{
	tables_add(tables, MEMORY);
	tables_add(tables, METRICS);
	tables_add_declared(tables);
	tables_add(tables, SAMPLES);
}

/* Every table has its header, also when there are no runs. */
static int read_all(struct reading *reading,
		    const struct session_record *record, const char *folder,
		    struct error *err)
{
	struct tables *tables = &reading->tables;
	int ret;

	add_tables(tables);
	tables_add_declared(&reading->dropped);
	reading->samples = tables_find(tables, SAMPLES);
	fputs(SAMPLES_HEADER, reading->samples);
	metrics_write(tables_find(tables, METRICS));
	ret = memory_write(tables_find(tables, MEMORY), record, folder, err);
	return ret ? ret : read_runs(reading, record, err);
}

int samples_write(const struct session_record *record, const char *folder,
		  struct error *err)
{
	return samples_write_into(record, folder, folder, err);
}

int samples_write_into(const struct session_record *record,
		       const char *folder, const char *into, struct error *err)
{
	struct reading reading = { 0 };
	struct error ignored;
	char *symbols = root_path(SYMBOLS);
	int ret = symbols_read(&reading.symbols, symbols, err);

	reading.runs = evidence_session_path(folder, EVIDENCE_RUNS);
	if (ret == 0)
		ret = read_all(&reading, record, folder, err);
	ret = tables_write(&reading.tables, into, ret, err);
	tables_write(&reading.dropped, folder, -ECANCELED, &ignored);
	symbols_free(reading.symbols);
	free(reading.runs);
	free(symbols);
	return ret;
}

int samples_check(const struct session_record *record, const char *folder,
		  struct error *err)
{
	struct tables tables = { 0 };
	char *sums = evidence_path(folder, EVIDENCE_SUMS);
	struct error ignored;
	int ret = 0;

	add_tables(&tables);
	if (record->sealed || file_exists(sums))
		ret = tables_check(&tables, folder, err);
	tables_write(&tables, folder, -ECANCELED, &ignored);
	free(sums);
	return ret;
}
