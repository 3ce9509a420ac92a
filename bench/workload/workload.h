/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WORKLOAD_H
#define NUMABOOT_WORKLOAD_H

/*
 * The contract of a question: all that the apparatus knows of a workload is
 * in one struct workload, which stands in the workload's folder.  It is
 * constant; what a boot finds is in its evidence.  A workload is added by its
 * folder and a line of registry.def, a metric by a line of its workload.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "evidence/run.h"
#include "guest/tasks.h"
#include "kernel/stage.h"
#include "lib/error.h"
#include "machine/qemu.h"

struct guestmem;
struct klog;
struct sample_sink;
struct symbols;
struct sysmap;
struct vcpu;

/**
 * struct metric - what a number means
 * @name: dotted, lower case, ends in what is counted
 * @unit: "instructions", "calls", "iterations", "pages", "bytes", …
 * @noisy: false: any spread between runs of a cell is an error
 * @direction: which way is better: "less", "more" or "none"
 * @min_effect: smallest relative change worth reporting
 * @description: one sentence
 * @show: how a report shows it; NULL: as rows of the comparison; "apart": its
 *	items have a table of their own; "condition": it is no result and in no
 *	comparison
 * @role: a word for what the report computes from it, which only this metric
 *	has; NULL when nothing is computed from it.  analysis/ knows metrics by
 *	their roles, never by their names
 * @title: what it is in a few words, for the report's first findings; NULL
 *	when these do not tell it
 */
struct metric {
	const char *name;
	const char *unit;
	bool noisy;
	const char *direction;
	double min_effect;
	const char *description;
	const char *show;
	const char *role;
	const char *title;
};

/** metric_class - "exact" or "noisy" */
static inline const char *metric_class(const struct metric *metric)
{
	return metric->noisy ? "noisy" : "exact";
}

/**
 * struct stop_point - where a boot is paused so that its memory can be read
 * @stage: how far the boot is then
 * @function: its first instruction, or
 * @returns: the first one after it has returned
 * @callee: with @returns, a function whose calls in between are recorded if
 *	the kernel has it; or NULL
 */
struct stop_point {
	enum boot_stage stage;
	const char *function;
	bool returns;
	const char *callee;
};

/**
 * struct stop_call - one call of a stop's callee
 * @arguments: the first two
 */
struct stop_call {
	uint64_t arguments[2];
};

/**
 * struct stop_view - a paused guest, and where to write what is seen
 * @name: of the stop
 * @memory: the guest's RAM
 * @topology: what the guest was given
 * @mapping: the largest page that its direct map may have
 * @vcpu: the CPU that reached the stop
 * @calls: of the stop's callee, in order
 * @call_count: how many
 * @map: symbols of its kernel
 * @directory: the run's evidence folder, not sealed yet
 */
struct stop_view {
	const char *name;
	const struct guestmem *memory;
	const struct topology *topology;
	enum mapping mapping;
	const struct vcpu *vcpu;
	const struct stop_call *calls;
	size_t call_count;
	const struct sysmap *map;
	const char *directory;
};

/**
 * enum plugin_mode - what of a boot the profile plugin records
 * @PLUGIN_NONE: it is not loaded
 * @PLUGIN_COUNTS: instructions and calls of each function
 * @PLUGIN_CALLGRAPH: … and the call paths
 * @PLUGIN_ACCESSES: … or the memory accesses
 * @PLUGIN_MMU: … which go through the mmu; needs stops,
 *	since only then the guest's RAM is shared
 */
enum plugin_mode {
	PLUGIN_NONE,
	PLUGIN_COUNTS,
	PLUGIN_CALLGRAPH,
	PLUGIN_ACCESSES,
	PLUGIN_MMU,
};

/**
 * enum workload_engines - which engines a workload is for
 * @ENGINES_BOTH: its numbers are neither spoiled by emulation nor times
 * @ENGINES_EXACT: it counts instructions
 * @ENGINES_TIMED: its numbers are times
 */
enum workload_engines {
	ENGINES_BOTH,
	ENGINES_EXACT,
	ENGINES_TIMED,
};

/**
 * struct table - a CSV file of which a workload writes rows
 * @file: its name in the folder of the tables
 * @columns: its own, behind those that every such table has, with commas
 *	between them
 * @pass: what the column of the shuffled pass is called; NULL for `block`
 */
struct table {
	const char *file;
	const char *columns;
	const char *pass;
};

/**
 * struct derived_run - a sealed run of which files are made
 * @run_id: what their names begin with
 * @evidence: its folder
 * @first: evidence of the cell of the first arm that differs in nothing else;
 *	NULL for a run of the first arm, or when that cell is not sealed
 * @lines: of its kernel, for lines_read()
 * @folder: where the files go; may not be there yet
 */
struct derived_run {
	const char *run_id;
	const char *evidence;
	const char *first;
	const char *lines;
	const char *folder;
};

/**
 * struct derived - files for people that a workload makes of its runs
 * @folder: their folder's name in that of the session
 * @write: make them again from evidence, with the same bytes; returns 0, also
 *	when the run ended before there was anything to make them of, or
 *	-errno with the sentence set
 */
struct derived {
	const char *folder;
	int (*write)(const struct derived_run *run, struct error *err);
};

/**
 * enum log_form - how what another machine's log says is written
 * @LOG_TEXT: for people
 * @LOG_JSON: all of it, for machines
 * @LOG_ROWS: rows of the workload's first table, with its columns above
 * @LOG_MEMORY: the machine's RAM, as memory.csv of a session
 */
enum log_form {
	LOG_TEXT,
	LOG_JSON,
	LOG_ROWS,
	LOG_MEMORY,
};

/**
 * struct workload - one question that a boot answers
 * @name: also its folder under workloads/, or that of the workload that it
 *	is a kind of
 * @question: what a boot is asked, as it follows "say": "where … lie"
 * @engines: which engines it is for
 * @plugin: what of a boot is recorded; anything needs the exact engine
 * @parameters: what it adds to the kernel's command line
 * @tasks: what the guest's init does after its records, on the nodes that
 *	it is about: a set of GUEST_TASK()
 * @program: what the guest's init runs then, NULL for nothing: its name,
 *	which is that of a file that `make build` leaves in build/, or
 * @program_patterns: … of one of the host's, where program_find() may find
 *	it; without it the workload is skipped; NULL for one of ours
 * @subject: a static program of ours that @program starts, which the guest
 *	must have as well; or NULL
 * @arguments: its words, separated by blanks; a plan may have others.  With
 *	`%c` or `%m` in them it runs once for each node with CPUs and each
 *	node with memory: the last CPU of the one, the number of the other
 * @stops: where every boot is paused, in the order in which it gets there;
 *	ends with an entry without a function; NULL when it is never paused
 * @ends_at_last_stop: nothing after it is wanted: QEMU is told to quit, and
 *	the guest neither reports nor is judged by its records
 * @visit: look at a paused guest; returns 0, or -errno with the sentence
 *	set, which fails the run
 * @check: whether what a guest that completed left behind can be read;
 *	returns 0, or -errno with the sentence set, which fails the run;
 *	NULL when there is nothing to check
 * @metrics: ends with an entry whose name is NULL; may be another workload's
 * @tables: beside the samples; ends with an entry whose file is NULL; NULL
 *	for none; may be another workload's
 * @read_samples: turn one completed run's evidence into samples and rows of
 *	the tables; returns 0 or -errno with the sentence set
 * @print: write what one completed run found, for people; as
 *	@read_samples; NULL when the samples are all there is.  With it the
 *	workload is a command: `numaboot NAME ARM...`
 * @legend: what words and columns of @print mean, lines that end in a newline;
 *	NULL when they say it themselves
 * @print_difference: the same for two arms on the same topology, or NULL
 * @print_log: write what the log of a machine that is not booted here says;
 *	NULL when such a log does not answer the question
 * @derived: files beside the tables, NULL for none
 */
struct workload {
	const char *name;
	const char *question;
	enum workload_engines engines;
	enum plugin_mode plugin;
	const char *parameters;
	unsigned int tasks;
	const char *program;
	const char *const *program_patterns;
	const char *subject;
	const char *arguments;
	const struct stop_point *stops;
	bool ends_at_last_stop;
	int (*visit)(const struct stop_view *view, struct error *err);
	int (*check)(const struct run_evidence *evidence, struct error *err);
	const struct metric *metrics;
	const struct table *tables;
	int (*read_samples)(const struct run_evidence *evidence,
			    const struct sample_sink *sink, struct error *err);
	int (*print)(const struct run_evidence *evidence, FILE *out,
		     struct error *err);
	const char *legend;
	int (*print_difference)(const struct run_evidence *before,
				const struct run_evidence *after, FILE *out,
				struct error *err);
	int (*print_log)(const struct klog *log, enum log_form form,
			 FILE *out, struct error *err);
	const struct derived *derived;
};

/** workload_is_profiled - whether its boots need the profile plugin */
static inline bool workload_is_profiled(const struct workload *workload)
{
	return workload->plugin != PLUGIN_NONE;
}

/** workload_has_mmu - whether its boots need a CPU's parameters */
static inline bool workload_has_mmu(const struct workload *workload)
{
	return workload->plugin == PLUGIN_MMU;
}

#define WORKLOAD(name) extern const struct workload workload_##name;
#include "workload/registry.def"
#undef WORKLOAD

#endif
