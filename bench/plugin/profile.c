// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plugin for QEMU's TCG: counts what every kernel function executes from
 * reset to exit, and stamps milestones of the boot.  See docs/profile.md.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/stage.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "plugin/api.h"
#include "plugin/arguments.h"
#include "plugin/callgraph.h"
#include "plugin/counts.h"
#include "plugin/instrument.h"
#include "plugin/machine.h"
#include "plugin/memory.h"
#include "plugin/milestones.h"
#include "plugin/walks.h"

static struct counts counts;
static struct milestones milestones;
static char *machine;
static char *out_path;
/* NULL for what is not wanted. */
static char *callgraph_path;
static char *accesses_path;
static char *walks_path;

static void instrument(struct run *run, struct qemu_plugin_insn *insn)
{
	uint64_t address = qemu_plugin_insn_vaddr(insn);
	struct counter *counter;
	bool first, stamped = false;

	counter = counts_at(&counts, address, &first);
	if (counts.watched[counter - counts.counters])
		stamped = milestones_instrument(&milestones, insn, address);
	instrument_count(run, insn, counter, first, counter, stamped);
}

void plugin_translate(struct qemu_plugin_tb *tb)
{
	size_t insns = qemu_plugin_tb_n_insns(tb);
	struct run run = { 0 };

	instrument_note_call(qemu_plugin_tb_get_insn(tb, insns - 1), &counts);
	if (callgraph_path) {
		callgraph_instrument(tb, &milestones);
		return;
	}
	for (size_t i = 0; i < insns; i++)
		instrument(&run, qemu_plugin_tb_get_insn(tb, i));
	instrument_end_run(&run);
	if (accesses_path)
		memory_instrument(tb);
}

static void print_head(const char *format, FILE *file)
{
	fprintf(file, "%s\t1\nmachine\t%s\n", format, machine);
}

static void print_profile(FILE *file, const void *context)
{
	struct counter total = counts_total(&counts);

	(void)context;
	print_head("numaboot-profile", file);
	fprintf(file, "total\t%" PRIu64 "\t%" PRIu64 "\n", total.insns,
		total.rep);
	milestones_print(&milestones, file);
	counts_print(&counts, file);
}

static void print_callgraph(FILE *file, const void *context)
{
	(void)context;
	print_head("numaboot-callgraph", file);
	callgraph_print(&milestones, file);
}

static void print_accesses(FILE *file, const void *context)
{
	(void)context;
	print_head("numaboot-accesses", file);
	memory_print(file);
}

static void print_walks(FILE *file, const void *context)
{
	(void)context;
	print_head("numaboot-walks", file);
	memory_print_walks(file);
}

static int write_file(const char *path,
		      void (*print)(FILE *file, const void *context))
{
	struct error err;
	int ret = file_print(path, print, NULL, &err);

	if (ret)
		fprintf(stderr, "profile: %s\n", err.text);
	return ret;
}

/* The profile comes last: where it is, the others are. */
static void write_files(void)
{
	int ret = 0;

	if (callgraph_path) {
		callgraph_finish(&milestones);
		ret = write_file(callgraph_path, print_callgraph);
	}
	if (accesses_path)
		ret = write_file(accesses_path, print_accesses);
	if (!ret && walks_path)
		ret = write_file(walks_path, print_walks);
	if (!ret)
		write_file(out_path, print_profile);
}

static int check_counts(struct error *err)
{
	int ret = counts_check_calls(&counts, err);

	return !ret && accesses_path ? memory_check(err) : ret;
}

void plugin_exit(void)
{
	struct error err;

	if (check_counts(&err))
		fprintf(stderr, "profile: %s: no profile written\n", err.text);
	else
		write_files();
}

static int take_argument(const char *argument, struct error *err)
{
	static const char *const others[] = {
		"symbols", "qemu", "out", "callgraph", "accesses", "walks",
		"mmu",
	};
	const char *value = argument_value(argument, "milestone");

	if (value)
		return milestones_add(&milestones, value, err);
	value = argument_value(argument, "ram");
	if (value)
		return walks_add_ram(value, err);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (argument_value(argument, others[i]))
			return 0;
	return error_set(err, EINVAL,
			 "found argument %s, expected symbols=, qemu=, out=, callgraph=, accesses=, walks=, mmu=, ram= or milestone=",
			 argument);
}

static int require_arguments(int argc, char **argv, struct error *err)
{
	static const char *const required[] = { "symbols", "qemu", "out" };

	for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++)
		if (!argument_find(argc, argv, required[i]))
			return error_set(err, EINVAL,
					 "found no %s= argument, expected symbols=FILE, qemu=VERSION and out=FILE",
					 required[i]);
	if (argument_find(argc, argv, "callgraph") &&
	    argument_find(argc, argv, "accesses"))
		return error_set(err, EINVAL, "found callgraph= and accesses=, expected one of them");
	machine = machine_describe(argument_find(argc, argv, "qemu"),
				   "/proc/self/cmdline");
	return machine ? 0 : error_set(err, errno, "/proc/self/cmdline: %s",
				       strerror(errno));
}

/* Functions alone are counted until init runs. */
static void on_pass(const char *ended)
{
	(void)ended;
	if (strcmp(milestones.last, boot_stage_name(BOOT_INIT)) == 0)
		counts_keep(&counts);
}

/* What is written beside the profile. */
static int open_modes(int argc, char **argv, struct error *err)
{
	const char *graph = argument_find(argc, argv, "callgraph");
	const char *accesses = argument_find(argc, argv, "accesses");
	const char *walks = argument_find(argc, argv, "walks");
	const char *mmu = argument_find(argc, argv, "mmu");

	if (!walks != !mmu || (walks && !accesses))
		return error_set(err, EINVAL,
				 "found one of walks= and mmu= alone, expected both, with accesses=");
	if (graph) {
		callgraph_path = xstrdup(graph);
		callgraph_open(&counts, &milestones);
	}
	if (!graph && !accesses)
		milestones.on_pass = on_pass;
	if (!accesses)
		return 0;
	accesses_path = xstrdup(accesses);
	if (walks)
		walks_path = xstrdup(walks);
	return memory_open(&milestones, mmu, err);
}

static int take_arguments(int argc, char **argv, struct error *err)
{
	int ret = require_arguments(argc, argv, err);

	if (!ret)
		ret = counts_open(&counts,
				  argument_find(argc, argv, "symbols"), err);
	if (ret)
		return ret;
	out_path = xstrdup(argument_find(argc, argv, "out"));
	milestones_open(&milestones, &counts);
	ret = open_modes(argc, argv, err);
	for (int i = 0; !ret && i < argc; i++)
		ret = take_argument(argv[i], err);
	return ret;
}

/* All that is asked is whether this QEMU loads us: it ends at once. */
static int answer_trial(const struct qemu_plugin_info *info)
{
	printf("numaboot-plugin loaded by interface %d\n", info->version.cur);
	fflush(stdout);
	return -ECANCELED;
}

static int check_host(const struct qemu_plugin_info *info, struct error *err)
{
	if (!info->system_emulation ||
	    strcmp(info->target_name, "x86_64") != 0)
		return error_set(err, EINVAL,
				 "found target %s, expected a whole x86_64 machine",
				 info->target_name);
	if (info->system.smp_vcpus > 1)
		return error_set(err, EINVAL, "found %d CPUs, expected one",
				 info->system.smp_vcpus);
	return 0;
}

int qemu_plugin_install(qemu_plugin_id_t id,
			const struct qemu_plugin_info *info, int argc,
			char **argv)
{
	struct error err;
	int ret = check_host(info, &err);

	if (!ret && argument_find(argc, argv, "trial"))
		return answer_trial(info);
	if (!ret)
		ret = take_arguments(argc, argv, &err);
	if (ret) {
		fprintf(stderr, "profile: %s\n", err.text);
		return ret;
	}
	api_open(id, info);
	return 0;
}
