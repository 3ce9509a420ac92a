// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/interrupt.h"

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
	/* popt keeps pointers to them; a process parses one command. */
	static char *name, *help;
	static const char **named;
	int bad, count;

	/* Its help begins with the first word. */
	name = xasprintf("numaboot %s", argv[0]);
	help = xasprintf("[OPTION...] %s", usage);
	named = xcalloc(argc + 1, sizeof(*named));
	memcpy(named, argv, argc * sizeof(*named));
	named[0] = name;
	*context = poptGetContext(name, argc, named, options, 0);
	poptSetOtherOptionHelp(*context, help);
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
			name, count, usage, name);
		return EXIT_USAGE;
	}
	return 0;
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
