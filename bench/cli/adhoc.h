/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ADHOC_H
#define NUMABOOT_ADHOC_H

#include "cli/execute.h"

/**
 * adhoc_run - run a plan that is made of the words of a command line
 * @argc: of the command
 * @argv: of the command; the arms and the options
 * @min: fewest arms
 * @max: most arms
 * @workloads: which are run unless --workload says otherwise
 * @print: what goes to stdout
 *
 * Return: the exit code.
 */
int adhoc_run(int argc, const char **argv, int min, int max,
	      const char *workloads, enum execute_print print);

#endif
