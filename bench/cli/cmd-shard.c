// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/execute.h"
#include "cli/shard.h"

static const struct poptOption options[] = {
	{ "qemu", 0, POPT_ARG_STRING, &execute_options.qemu, 0,
	  "QEMU to use (default: " DEFAULT_QEMU ")", "PROGRAM" },
	{ "symbols", 0, POPT_ARG_STRING, &execute_options.symbols, 0,
	  "System.map or vmlinux of an arm that is a bzImage (default: beside it, else its own)", "FILE" },
	{ "config", 0, POPT_ARG_ARGV, &execute_options.config_files, 0,
	  "build an arm, or all that are built, with this .config and what is asked",
	  "\"[LABEL:] FILE\"" },
	{ "make", 0, POPT_ARG_ARGV, &execute_options.makes, 0,
	  "build an arm, or all that are built, with the tools that these words of make choose",
	  "\"[LABEL:] WORDS\"" },
	{ "base", 0, POPT_ARG_STRING, &execute_options.base, 0,
	  "of kernels that are named without one (default: the newest here)",
	  "BASE" },
	{ "allow-tcg", 0, POPT_ARG_NONE, &execute_options.allow_tcg, 0,
	  "let a timed plan run under emulation, labelled as no times",
	  NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

/* Freeze a plan for several hosts. */
int cmd_shard(int argc, const char **argv)
{
	struct catalog catalog = { 0 };
	struct plan plan = { 0 };
	char *folder = NULL;
	const char **words;
	poptContext context;
	struct error err;
	int count, ret;
	int code = command_parse(argc, argv, options, "PLAN N", 2, 2, &words,
				 &context);

	if (code)
		goto out;
	ret = shard_count(words[1], &count, &err);
	if (ret == 0)
		ret = shard_plan(&plan, &catalog, words[0], &err);
	if (ret == 0)
		ret = shard_freeze(&plan, &catalog, count, argc, argv, &folder,
				   &err);
	if (ret)
		code = command_refuse(ret, &err);
	else
		puts(folder);
out:
	free(folder);
	plan_release(&plan);
	catalog_release(&catalog);
	command_release(context);
	return code;
}
