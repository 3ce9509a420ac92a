// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/interrupt.h"

/* popt keeps pointers to them; a process parses one command. */
static struct {
	char *name;
	char *help;
	const char **words;
} parsed;

static int count_words(const char *const *words)
{
	int count = 0;

	while (words && words[count])
		count++;
	return count;
}

int command_parse(int argc, const char **argv,
		  const struct poptOption *options, const char *usage,
		  int min, int max, const char ***words,
		  poptContext *context)
{
	static const char *none[] = { NULL };
	const char *name;
	int bad, count;

	/* Its help begins with the first word. */
	name = parsed.name = xasprintf("numaboot %s", argv[0]);
	parsed.help = xasprintf("[OPTION...] %s", usage);
	parsed.words = xcalloc(argc + 1, sizeof(*parsed.words));
	memcpy(parsed.words, argv, argc * sizeof(*parsed.words));
	parsed.words[0] = name;
	*context = poptGetContext(name, argc, parsed.words, options, 0);
	poptSetOtherOptionHelp(*context, parsed.help);
	bad = poptGetNextOpt(*context);
	if (bad < -1) {
		fprintf(stderr, "%s: %s: %s (see %s --help)\n", name,
			poptBadOption(*context, POPT_BADOPTION_NOALIAS),
			poptStrerror(bad), name);
		return EXIT_USAGE;
	}
	*words = poptGetArgs(*context);
	if (!*words)
		*words = none;
	count = count_words(*words);
	if (count < min || count > max) {
		fprintf(stderr,
			"%s: found %d arguments, expected %s (see %s --help)\n",
			name, count, max ? usage : "none", name);
		return EXIT_USAGE;
	}
	return 0;
}

void command_release(poptContext context)
{
	poptFreeContext(context);
	free(parsed.words);
	free(parsed.help);
	free(parsed.name);
}

int command_fail(const struct error *err)
{
	fprintf(stderr, "numaboot: %s\n", err->text);
	return interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() :
				    EXIT_FAILED;
}

int command_refuse(int ret, const struct error *err)
{
	static const int wrong_input[] = {
		EINVAL, ENOENT, E2BIG, EEXIST,
	};
	int code = command_fail(err);

	for (size_t i = 0; i < sizeof(wrong_input) / sizeof(wrong_input[0]);
	     i++)
		if (ret == -wrong_input[i] && code == EXIT_FAILED)
			code = EXIT_USAGE;
	return code;
}
