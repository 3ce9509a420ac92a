// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cmd-claim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "lib/alloc.h"

static const struct {
	const char *name;
	const char *usage;
	const char *summary;
	int (*run)(int argc, const char **argv);
} words[] = {
	{ "new", "RUN", "make a claim from a run", claim_new },
	{ "verify", "FILE...", "check claims again", claim_verify },
	{ "status", "[FOLDER | FILE]...", "say who verified and who refuted them",
	  claim_status },
};

#define WORD_COUNT (sizeof(words) / sizeof(words[0]))

static void print_help(FILE *out)
{
	fputs("Usage: numaboot claim WORD [OPTION...] ...\n", out);
	for (size_t i = 0; i < WORD_COUNT; i++)
		fprintf(out, "  %s %-*s  %s\n", words[i].name,
			(int)(26 - strlen(words[i].name)), words[i].usage,
			words[i].summary);
	fputs("\nnumaboot claim WORD --help tells a word's options.\n", out);
}

/* Its help begins with both words. */
static int run(size_t index, int argc, const char **argv)
{
	const char **both = xcalloc(argc, sizeof(*both));
	char *name = xasprintf("claim %s", words[index].name);
	int ret;

	memcpy(both, argv + 1, (argc - 1) * sizeof(*both));
	both[0] = name;
	ret = words[index].run(argc - 1, both);
	free(name);
	free(both);
	return ret;
}

/* Say what a run shows, so that anyone can check it. */
int cmd_claim(int argc, const char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	for (size_t i = 0; i < WORD_COUNT; i++)
		if (strcmp(word, words[i].name) == 0)
			return run(i, argc, argv);
	if (strcmp(word, "--help") == 0 || strcmp(word, "-?") == 0) {
		print_help(stdout);
		return 0;
	}
	fprintf(stderr,
		"numaboot claim: found `%s`, expected new, verify or status (see numaboot claim --help)\n",
		word);
	return EXIT_USAGE;
}
