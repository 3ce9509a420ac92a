// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "probes/common/words.h"

static int parse(poptContext context, struct error *err)
{
	int bad = poptGetNextOpt(context);
	const char *word;

	if (bad < -1)
		return error_set(err, EINVAL, "%s: %s",
				 poptBadOption(context, POPT_BADOPTION_NOALIAS),
				 poptStrerror(bad));
	word = poptPeekArg(context);
	if (word)
		return error_set(err, EINVAL,
				 "found `%s`, expected options only", word);
	return 0;
}

int probe_options_parse(const char *name, const struct poptOption *table,
			const struct probe_words *words, int argc,
			const char **argv, struct error *err)
{
	poptContext context = poptGetContext(name, argc, argv, table, 0);
	int ret = parse(context, err);

	poptFreeContext(context);
	if (ret == 0 && words->version) {
		printf("%s " NUMABOOT_VERSION "\n", name);
		exit(EXIT_SUCCESS);
	}
	return ret;
}

int probe_options_take(struct probe_options *options,
		       const struct probe_words *words, struct error *err)
{
	int ret;

	options->seed = 1;
	options->seconds = 600;
	options->local = words->local;
	options->emulated = words->emulated;
	if ((ret = words_take_number("--samples", words->samples, 1, 1000000,
				     &options->samples, err)) ||
	    (ret = words_take_memory("--bytes", words->bytes, &options->bytes,
				     err)) ||
	    (ret = words_take_number("--seed", words->seed, 0, UINT64_MAX,
				     &options->seed, err)))
		return ret;
	return words_take_number("--seconds", words->seconds, 1, 86400,
				 &options->seconds, err);
}

void probe_options_free(const struct poptOption *table)
{
	for (; table->longName || table->arg; table++)
		if ((table->argInfo & POPT_ARG_MASK) == POPT_ARG_STRING)
			free(*(char **)table->arg);
}
