// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "claim/make.h"
#include "cli/cmd-claim.h"
#include "cli/command.h"
#include "cli/folder.h"
#include "session/places.h"

static struct claim_wish wish;
static char *like_path;

static const struct poptOption options[] = {
	{ "name", 0, POPT_ARG_STRING, &wish.name, 0,
	  "of the file, without .claim (default: the plan's)", "NAME" },
	{ "sentence", 0, POPT_ARG_STRING, &wish.sentence, 0,
	  "what is claimed, in words (default: the plan's description)",
	  "TEXT" },
	{ "cell", 0, POPT_ARG_STRING, &wish.cell, 0,
	  "where expectations hold (default: all cells)",
	  "TOPOLOGY/MAPPING[/WORKLOAD]" },
	{ "expect", 0, POPT_ARG_ARGV, &wish.expectations, 0,
	  "what must be true; again for more (default: exact values of what the report begins with)",
	  "EXPECTATION" },
	{ "line", 0, POPT_ARG_ARGV, &wish.lines, 0,
	  "words of report.txt, cited figures in {}; again for more",
	  "NAME = WORDS" },
	{ "like", 0, POPT_ARG_STRING, &like_path, 0,
	  "say of this run what an earlier claim said of its run", "CLAIM" },
	{ "output", 'o', POPT_ARG_STRING, &wish.output, 0,
	  "where the claim goes (default: here)", "FOLDER" },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static int make(const char *run, struct error *err)
{
	struct claim claim = { 0 }, like = { 0 };
	char *folder = folder_find_run(run, err);
	int ret = folder ? 0 : -ENOENT;

	if (ret == 0 && like_path)
		ret = claim_read(&like, like_path, err);
	wish.folder = folder;
	wish.like = like_path ? &like : NULL;
	if (!wish.output)
		wish.output = ".";
	if (ret == 0)
		ret = claim_make(&claim, &wish, err);
	if (ret == 0) {
		place_note(PLACE_CLAIMS, wish.output);
		puts(claim.path);
	}
	claim_release(&like);
	claim_release(&claim);
	free(folder);
	return ret;
}

/* Make a claim from a run. */
int claim_new(int argc, const char **argv)
{
	struct error err;
	const char **words;
	poptContext context;
	int ret = command_parse(argc, argv, options, "RUN", 1, 1, &words,
				&context);

	if (ret == 0 && like_path && (wish.expectations || wish.cell)) {
		fputs("numaboot claim new: found --like with --expect or --cell, expected one of them\n",
		      stderr);
		ret = EXIT_USAGE;
	} else if (ret == 0) {
		ret = make(words[0], &err);
		if (ret)
			ret = command_refuse(ret, &err);
	}
	command_release(context);
	return ret;
}
