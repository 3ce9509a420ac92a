// SPDX-License-Identifier: GPL-2.0-only
#include "cli/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "lib/alloc.h"
#include "lib/near.h"

static int usage_width(const struct word *words)
{
	size_t width = 0;

	for (; words->name; words++) {
		size_t length = strlen(words->name) + strlen(words->usage);

		width = length > width ? length : width;
	}
	return (int)width;
}

static void print_help(FILE *out, const char *command,
		       const struct word *words)
{
	int width = usage_width(words);

	fprintf(out, "Usage: numaboot %s WORD [OPTION...] ...\n", command);
	for (const struct word *word = words; word->name; word++)
		fprintf(out, "  %s %-*s  %s\n", word->name,
			width - (int)strlen(word->name), word->usage,
			word->summary);
	fprintf(out, "\nnumaboot %s WORD --help tells a word's options.\n",
		command);
}

/* "new, verify or status" */
static void print_names(FILE *out, const struct word *words)
{
	for (const struct word *word = words; word->name; word++)
		fprintf(out, "%s%s", word == words ? "" :
			word[1].name ? ", " : " or ", word->name);
}

/* Its help begins with both words. */
static int run(const char *command, const struct word *word, int argc,
	       const char **argv)
{
	const char **both = xcalloc(argc, sizeof(*both));
	char *name = xasprintf("%s %s", command, word->name);
	int ret;

	memcpy(both, argv + 1, (argc - 1) * sizeof(*both));
	both[0] = name;
	ret = word->run(argc - 1, both);
	free(name);
	free(both);
	return ret;
}

int words_run(const char *command, const struct word *words, int argc,
	      const char **argv)
{
	const char *said = argc > 1 ? argv[1] : "";
	struct near near = { .wanted = said };
	char *question;

	for (const struct word *word = words; word->name; word++) {
		if (strcmp(said, word->name) == 0)
			return run(command, word, argc, argv);
		near_offer(&near, word->name);
	}
	if (command_asks_help(said)) {
		print_help(stdout, command, words);
		return 0;
	}
	question = near_question(&near);
	fprintf(stderr, "numaboot %s: found `%s`, expected ", command, said);
	print_names(stderr, words);
	fprintf(stderr, " (see numaboot %s --help)%s\n", command, question);
	free(question);
	return EXIT_USAGE;
}
