// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>

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
	char name[64];
	int bad, count;

	snprintf(name, sizeof(name), "numaboot %s", argv[0]);
	*context = poptGetContext(name, argc, argv, options, 0);
	poptSetOtherOptionHelp(*context, usage);
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

int command_fail(int ret, const struct error *err)
{
	fprintf(stderr, "numaboot: %s\n", err->text);
	if (interrupt_signal())
		return EXIT_SIGNAL + interrupt_signal();
	return ret == -EINVAL || ret == -ENOENT ? EXIT_USAGE : EXIT_FAILED;
}
