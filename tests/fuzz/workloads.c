// SPDX-License-Identifier: GPL-2.0-only
/* What workloads read of a run's folder, with the rest of it being whole. */
#include "fuzz.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "evidence/run.h"
#include "kernel/symbols.h"
#include "lib/alloc.h"
#include "machine/topology.h"
#include "workload/registry.h"
#include "workload/sample.h"

#define RUN "run/"
#define ACCESSES "workloads/accesses/fixtures/numa4-hole/"
#define PAGETABLE "workloads/pagetable/fixtures/numa4-1G-movable/"

#define TABLES 4

static const char result[] =
	"{\"end_state\":\"completed\",\"reason\":\"\","
	"\"accelerator\":\"kvm\",\"hello_ns\":1,\"end_ns\":2}";
static const char cell[] =
	"{\"run_id\":\"r\",\"cell\":\"c\",\"plan\":\"p\",\"block\":0,"
	"\"arm\":\"a\",\"kernel\":\"k\",\"topology\":\"t\","
	"\"mapping\":\"1G\",\"workload\":\"w\",\"engine\":\"exact\"}";

static void copy(const char *from)
{
	char *name = xasprintf(RUN "%s", strrchr(from, '/') + 1);

	fuzz_copy(name, from);
	free(name);
}

/* A folder with something for every workload. */
static const char *run_folder(void)
{
	static const char *const files[] = {
		ACCESSES "accesses.tsv", ACCESSES "translation.tsv",
		ACCESSES "console.log", ACCESSES "guest.jsonl",
		"workloads/count/fixtures/numa4/profile.tsv",
		PAGETABLE "pagetable.init_mem_mapping.return.json",
		PAGETABLE "pagetable.initmem_init.return.json",
		PAGETABLE "pagetable.run_init_process.json",
	};

	fuzz_subfolder("run");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		copy(files[i]);
	fuzz_copy(RUN "walks.tsv", "tests/fuzz/corpus/walks/small.tsv");
	fuzz_copy(RUN "model.ini", "bench/mmu/cascade-lake.ini");
	fuzz_copy(RUN "callgraph.tsv", "workloads/profile/fixtures/small.tsv");
	fuzz_copy(RUN "qmp.log", "tests/fuzz/corpus/qmp_log/deleted.log");
	fuzz_put(RUN "result.json", result, sizeof(result) - 1);
	fuzz_put(RUN "cell.json", cell, sizeof(cell) - 1);
	return fuzz_subfolder("run");
}

static const struct symbols *symbols(void)
{
	static struct symbols *known;
	struct error err;

	if (!known && symbols_read(&known, "kernels/symbols.ini", &err))
		abort();
	return known;
}

static void read_as(const char *folder, const struct workload *workload,
		    const struct topology *topology)
{
	FILE *const tables[TABLES] = {
		fuzz_nowhere(), fuzz_nowhere(), fuzz_nowhere(),
		fuzz_nowhere(),
	};
	const struct sample_sink sink = {
		.samples = fuzz_nowhere(),
		.tables = tables,
		.prefix = "", .suffix = "", .row_prefix = "",
		.metrics = workload->metrics,
	};
	struct run_evidence evidence =
		run_evidence_open(folder, topology, symbols());
	struct error err;

	if (workload->check)
		workload->check(&evidence, &err);
	if (workload->read_samples)
		workload->read_samples(&evidence, &sink, &err);
	if (workload->print)
		workload->print(&evidence, fuzz_nowhere(), &err);
	run_evidence_close(&evidence);
}

/* Give one file of the folder these bytes and let a workload read it. */
static void read_with(const void *data, size_t size, const char *name,
		      const char *workload, const char *topology)
{
	const char *folder = run_folder();
	char *file = xasprintf(RUN "%s", name);

	fuzz_put(file, data, size);
	read_as(folder, workloads_find(workload), fuzz_machine(topology));
	fuzz_drop(file);
	free(file);
}

static void read_input(const struct fuzz_input *input, const char *name,
		       const char *workload)
{
	read_with(input->data, input->size, name, workload, "numa4-hole");
}

/* The guest's records, for all workloads. */
void fuzz_samples(const struct fuzz_input *input)
{
	for (const struct workload *const *at = workloads_all(); *at; at++)
		read_input(input, "guest.jsonl", (*at)->name);
}

/* What a program prints becomes records, line by line. */
static char *make_records(const char *program, const char *text)
{
	char *records = NULL;
	size_t size;
	FILE *out = open_memstream(&records, &size);

	fputs("{\"record\":\"hello\",\"kernel\":\"6.1\",\"cmdline\":\"\"}\n",
	      out);
	while (*text) {
		size_t length = strcspn(text, "\n");
		json_t *line = json_pack("{s:s, s:s, s:s%}", "record", "line",
					 "program", program, "text", text,
					 length);

		if (line)
			json_dumpf(line, out, 0);
		fputc('\n', out);
		json_decref(line);
		text += length + (text[length] == '\n');
	}
	fputs("{\"record\":\"end\",\"state\":\"completed\"}\n", out);
	fclose(out);
	return records;
}

void fuzz_rows(const struct fuzz_input *input)
{
	static const char *const names[] = {
		"numa-latency", "direct-map", "perf-bench", "perf-stat",
		"penalty",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct workload *workload = workloads_find(names[i]);
		char *records = make_records(workload->program, input->text);

		read_with(records, strlen(records), "guest.jsonl", names[i],
			  "numa4-hole");
		free(records);
	}
}

void fuzz_trace(const struct fuzz_input *input)
{
	read_input(input, "console.log", "placement");
	read_input(input, "console.log", "hotremove");
}

void fuzz_accesses(const struct fuzz_input *input)
{
	read_input(input, "accesses.tsv", "accesses");
}

void fuzz_translation(const struct fuzz_input *input)
{
	read_input(input, "translation.tsv", "accesses");
}

void fuzz_walks(const struct fuzz_input *input)
{
	read_input(input, "walks.tsv", "penalty");
}

void fuzz_snapshot(const struct fuzz_input *input)
{
	read_with(input->data, input->size,
		  "pagetable.init_mem_mapping.return.json", "pagetable",
		  "numa4");
	read_with(input->data, input->size,
		  "pagetable.run_init_process.json", "footprint", "numa4");
}

void fuzz_counts(const struct fuzz_input *input)
{
	read_with(input->data, input->size, "profile.tsv", "count", "numa4");
}

void fuzz_wall(const struct fuzz_input *input)
{
	read_input(input, "perf.csv", "wall");
	read_input(input, "hyperfine.json", "wall");
}

void fuzz_qmp_log(const struct fuzz_input *input)
{
	read_input(input, "qmp.log", "hotremove");
}

void fuzz_callgraph(const struct fuzz_input *input)
{
	char *folder = xstrdup(run_folder());
	char *first = xstrdup(fuzz_subfolder("first"));
	char *out = xstrdup(fuzz_subfolder("profiles"));
	const struct derived_run run = {
		.run_id = "r",
		.evidence = folder,
		.first = first,
		.lines = "",
		.folder = out,
	};
	struct error err;

	fuzz_copy("first/callgraph.tsv", "workloads/profile/fixtures/changed.tsv");
	fuzz_put("first/cell.json", cell, sizeof(cell) - 1);
	fuzz_put_input(input, RUN "callgraph.tsv");
	workload_profile.derived->write(&run, &err);
	fuzz_drop(RUN "callgraph.tsv");
	read_input(input, "callgraph.tsv", "profile");
	free(out);
	free(first);
	free(folder);
}
