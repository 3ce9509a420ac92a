// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "lib/alloc.h"
#include "lib/interrupt.h"
#include "lib/near.h"
#include "lib/patience.h"
#include "lib/standard.h"
#include "probes/common/emulation.h"
#include "workload/registry.h"

/* Two guests in each other take some 15 times as long as one under KVM. */
#define EMULATED_PATIENCE 15

const struct command commands_own[] = {
	{ "doctor", "say what this host can do", cmd_doctor },
	{ "kernel", "list or build kernels", cmd_kernel },
	{ "boot", "boot one kernel on one topology", cmd_boot },
	{ "run", "run a plan to a report", cmd_run },
	{ "compare", "run two or more arms, or take runs, and print the comparison",
	  cmd_compare },
	{ "series", "run the commits of a range, a row for each",
	  cmd_series },
	{ "bisect", "find the commit that changed an exact number",
	  cmd_bisect },
	{ "memblock", "measure memblock's operations without a boot", cmd_memblock },
	{ "predict", "say what a modelled CPU takes for a walk of memory",
	  cmd_predict },
	{ "samples", "make the tables of a run again from its evidence",
	  cmd_samples },
	{ "report", "make the report of a run again from its tables",
	  cmd_report },
	{ "verify", "make what a report says again, and compare", cmd_verify },
	{ "claim", "say what a run shows, and check what was said",
	  cmd_claim },
	{ "night", "run what is watched, and tell what changed", cmd_night },
	{ "history", "say what the nights found", cmd_history },
	{ "shard", "freeze a plan for several hosts", cmd_shard },
	{ "collect", "join what the hosts of a frozen plan sealed",
	  cmd_collect },
	{ "submit", "let Slurm run a frozen plan", cmd_submit },
	{ "gc", "make room in the cache and below out/, of what nobody needs",
	  cmd_gc },
	{ "topology", "make a topology of what tells of another machine",
	  cmd_topology },
	{ "host", "run a command on an emulated host with KVM, or look at this one",
	  cmd_host },
	{ "list", "list what has a name: workloads, plans and so on",
	  cmd_list },
	{ 0 },
};

/* Wide enough for the longest name there is. */
static int name_width(void)
{
	size_t width = 0;

	for (const struct command *at = commands_own; at->name; at++)
		if (strlen(at->name) > width)
			width = strlen(at->name);
	for (const struct workload *const *at = workloads_all(); *at; at++)
		if ((*at)->print && strlen((*at)->name) > width)
			width = strlen((*at)->name);
	return (int)width;
}

static void print_help(FILE *out)
{
	int width = name_width();

	fputs("Usage: numaboot COMMAND [OPTION...]\n"
	      "Measure what early-boot memory placement costs and buys.\n\n",
	      out);
	for (const struct command *at = commands_own; at->name; at++)
		fprintf(out, "  %-*s  %s\n", width, at->name, at->summary);
	fputc('\n', out);
	for (const struct workload *const *at = workloads_all(); *at; at++)
		if ((*at)->print)
			fprintf(out, "  %-*s  say %s\n", width, (*at)->name,
				(*at)->question);
	fputs("\nnumaboot help COMMAND tells a command's options, man numaboot-COMMAND more.\n"
	      "Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 --fail-on was met,\n"
	      "77 all boots skipped, 128+N ended by signal N.\n", out);
}

static int refuse(const char *name)
{
	struct near near = { .wanted = name };
	char *question;

	for (const struct command *at = commands_own; at->name; at++)
		near_offer(&near, at->name);
	for (const struct workload *const *at = workloads_all(); *at; at++)
		if ((*at)->print)
			near_offer(&near, (*at)->name);
	question = near_question(&near);
	fprintf(stderr,
		"numaboot: found command `%s`, expected one that numaboot --help lists%s\n",
		name, question);
	free(question);
	return EXIT_USAGE;
}

static int run(int argc, const char **argv)
{
	const struct workload *workload = workloads_find(argv[0]);

	for (const struct command *at = commands_own; at->name; at++)
		if (strcmp(argv[0], at->name) == 0)
			return at->run(argc, argv);
	if (workload && workload->print)
		return cmd_question(workload, argc, argv);
	return refuse(argv[0]);
}

/* `help` alone, or the help of what stands behind it: `help kernel build`. */
static int help(int argc, const char **argv)
{
	const char **words = xcalloc(argc + 1, sizeof(*words));
	int ret = 0;

	memcpy(words, argv + 1, (argc - 1) * sizeof(*words));
	words[argc - 1] = "--help";
	if (argc == 1)
		print_help(stdout);
	else
		ret = run(argc, words);
	free(words);
	return ret;
}

static bool host_is_emulated(void)
{
	return emulation_is_tcg(emulation_signature(), "");
}

int main(int argc, const char **argv)
{
	standard_open("numaboot");
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (command_asks_help(argv[1]) || strcmp(argv[1], "help") == 0)
		return help(argc - 1, argv + 1);
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		puts("numaboot " NUMABOOT_VERSION);
		return 0;
	}
	interrupt_catch();
	if (host_is_emulated())
		patience_set(EMULATED_PATIENCE);
	return run(argc - 1, argv + 1);
}
