// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/interrupt.h"
#include "lib/near.h"

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

bool command_asks_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
	       strcmp(word, "-?") == 0;
}

/* Options of a table and of those that it includes; dashes are alike in all. */
static void offer_options(struct near *near, const struct poptOption *options,
			  char *written[], size_t *count, size_t most)
{
	for (; options->longName || options->shortName || options->arg;
	     options++) {
		if ((options->argInfo & POPT_ARG_MASK) ==
		    POPT_ARG_INCLUDE_TABLE) {
			offer_options(near, options->arg, written, count,
				      most);
		} else if (options->longName && *count < most) {
			written[*count] = xasprintf("--%s", options->longName);
			near_offer(near, written[(*count)++] + 2);
		}
	}
}

static char *option_question(const char *bad, const struct poptOption *options)
{
	char *written[128];
	bool is_long = strncmp(bad, "--", 2) == 0;
	char *wanted = xasprintf("%.*s", (int)strcspn(bad, "="), bad);
	struct near near = { .wanted = is_long ? wanted + 2 : wanted };
	char *question;
	size_t count = 0;

	offer_options(&near, options, written, &count,
		      sizeof(written) / sizeof(written[0]));
	for (size_t i = 0; i < near.count; i++)
		near.names[i] -= 2;
	question = is_long ? near_question(&near) : xstrdup("");
	while (count)
		free(written[--count]);
	free(wanted);
	return question;
}

static int refuse_option(const char *name, const char *bad, int why,
			 const struct poptOption *options)
{
	char *question = why == POPT_ERROR_BADOPT ?
				 option_question(bad, options) : xstrdup("");

	fprintf(stderr, "%s: %s: %s (see %s --help)%s\n", name, bad,
		poptStrerror(why), name, question);
	free(question);
	return EXIT_USAGE;
}

/* The first option of a table that was given an empty word, or NULL. */
static const struct poptOption *find_empty(const struct poptOption *options)
{
	for (; options->longName || options->shortName || options->arg;
	     options++) {
		const struct poptOption *found = NULL;
		int kind = options->argInfo & POPT_ARG_MASK;
		char *const *value = options->arg;

		if (kind == POPT_ARG_INCLUDE_TABLE)
			found = find_empty(options->arg);
		else if (kind == POPT_ARG_STRING && *value && !**value)
			found = options;
		if (found)
			return found;
	}
	return NULL;
}

/* No name and no path is empty: a variable of the shell's was. */
static int refuse_empty(const char *name, const char *word,
			const struct poptOption *options, const char *usage)
{
	const struct poptOption *empty = find_empty(options);

	if (empty)
		fprintf(stderr,
			"%s: --%s: found an empty word, expected %s\n",
			name, empty->longName, empty->argDescrip);
	else if (word && !*word)
		fprintf(stderr, "%s: found an empty word, expected %s\n",
			name, usage);
	else
		return 0;
	return EXIT_USAGE;
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
	/* popt knows -? only, which a shell may take for a file's name. */
	if (argc == 2 && strcmp(argv[1], "-h") == 0)
		parsed.words[1] = "--help";
	*context = poptGetContext(name, argc, parsed.words, options, 0);
	poptSetOtherOptionHelp(*context, parsed.help);
	bad = poptGetNextOpt(*context);
	if (bad < -1)
		return refuse_option(name, poptBadOption(*context,
						POPT_BADOPTION_NOALIAS),
				     bad, options);
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
	return refuse_empty(name, **words, options, usage);
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
