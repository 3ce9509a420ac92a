// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/fail-on.h"
#include "cli/plan-command.h"
#include "cli/shard.h"

static char *shard;

static const struct poptOption options[] = {
	{ "shard", 0, POPT_ARG_STRING, &shard, 0,
	  "boot a part of a plan that numaboot shard froze: PLAN is its folder",
	  "I/N" },
	{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)fail_on_table, 0, NULL,
	  NULL },
	POPT_TABLEEND
};

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err)
{
	return plan_load(plan, catalog, words[0], err);
}

/* What a frozen plan says itself, and what there is of the whole only. */
static const char *other_option(void)
{
	const struct execute_options *given = &execute_options;

	return given->resume ? "--resume" : given->symbols ? "--symbols" :
	       given->config_files ? "--config" : given->makes ? "--make" :
	       given->base ? "--base" : given->tap ? "--tap" :
	       given->junit ? "--junit" : given->json ? "--json" :
	       given->no_report ? "--no-report" :
	       fail_on_wanted() ? "--fail-on" : NULL;
}

static int run_shard(const struct catalog *catalog, const char **words,
		     int argc, const char **argv, bool *done)
{
	const char *other = other_option();

	*done = shard;
	if (!shard)
		return 0;
	if (!other)
		return shard_run(shard, words[0], catalog, argc, argv);
	fprintf(stderr,
		"numaboot: found %s with --shard, expected --jobs, --qemu or --allow-tcg: the frozen plan says the rest, and the report is made by numaboot collect\n",
		other);
	return EXIT_USAGE;
}

/* Run a plan: build, boot, sample, report. */
int cmd_run(int argc, const char **argv)
{
	const struct plan_command command = {
		.options = options,
		.usage = "PLAN",
		.min = 1,
		.max = 1,
		.instead = run_shard,
		.make = make_plan,
		.print = PRINT_PATH,
	};

	return plan_command_run(&command, argc, argv);
}
