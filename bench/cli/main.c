// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "lib/interrupt.h"

static const struct command commands[] = {
	{ "doctor", "say what this host can do", cmd_doctor },
	{ "kernel", "list or build kernels", cmd_kernel },
	{ "boot", "boot one kernel on one topology", cmd_boot },
	{ "run", "run a plan to a report", cmd_run },
	{ "compare", "run two or more arms and print the comparison",
	  cmd_compare },
	{ "placement", "say where a kernel's early allocations lie",
	  cmd_placement },
	{ "hotremove", "say which memory can be removed", cmd_hotremove },
	{ "footprint", "say how many page tables a guest of any size takes",
	  cmd_footprint },
	{ "pagetable", "say where a kernel's page tables lie", cmd_pagetable },
	{ "accesses", "say what a boot reads and writes, and on which node",
	  cmd_accesses },
	{ "profile", "say what a boot executes, function by function",
	  cmd_profile },
	{ "predict", "say what a modelled CPU takes for a walk of memory",
	  cmd_predict },
	{ "samples", "make the tables of a run again from its evidence",
	  cmd_samples },
	{ "report", "make the report of a run again from its tables",
	  cmd_report },
};

static void print_help(FILE *out)
{
	fputs("Usage: numaboot COMMAND [OPTION...]\n"
	      "Measure what early-boot memory placement costs and buys.\n\n",
	      out);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(out, "  %-9s  %s\n", commands[i].name,
			commands[i].summary);
	fputs("\nnumaboot COMMAND --help tells a command's options.\n", out);
}

int main(int argc, const char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0) {
		print_help(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("numaboot " NUMABOOT_VERSION);
		return 0;
	}
	interrupt_catch();
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr,
		"numaboot: found command `%s`, expected one that numaboot --help lists\n",
		argv[1]);
	return EXIT_USAGE;
}
