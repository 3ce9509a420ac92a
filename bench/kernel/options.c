// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/options.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/config.h"
#include "lib/alloc.h"
#include "lib/memstream.h"

/* Where options are sorted into. */
struct fitting {
	struct options *options;
	const struct kconfig *kconfig;
	const struct needs *needs;
	const char *whole;
	struct argv lacking;
	FILE *out;
};

static bool has_word(const struct argv *list, const char *word)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->words[i], word) == 0)
			return true;
	return false;
}

static void add_once(struct argv *list, const char *word)
{
	if (!has_word(list, word))
		argv_add(list, "%s", word);
}

/* "OLD=y" as a line of a .config. */
static char *line_of(const char *form)
{
	int length = (int)strcspn(form, "=");

	if (strcmp(form + length, "=n") == 0)
		return xasprintf("# CONFIG_%.*s is not set", length, form);
	return xasprintf("CONFIG_%s", form);
}

/* Return: some older form of the option is one of the tree's. */
static bool add_older(struct fitting *fitting, const struct need *need,
		      const char *line)
{
	char **form = need ? need->older : NULL;
	bool found = false;

	for (; form && *form; form++) {
		char *name = xasprintf("%.*s", (int)strcspn(*form, "="), *form);
		char *older = line_of(*form);

		if (kconfig_has(fitting->kconfig, name)) {
			char *told = xasprintf("%s stands for %s", older, line);

			fprintf(fitting->out, "%s\n", older);
			add_once(&fitting->options->older, told);
			free(told);
			found = true;
		}
		free(older);
		free(name);
	}
	return found;
}

/* An option that is switched off by a later line is not asked for. */
static bool is_wanted(const struct fitting *fitting, const char *option)
{
	char *value = config_value(fitting->whole, option);
	bool wanted = value && strcmp(value, "n");

	free(value);
	return wanted;
}

static void fit_line(struct fitting *fitting, const char *line)
{
	char *option = config_option(line);
	const struct need *need = option ?
		needs_find(fitting->needs, option) : NULL;

	/* Without any Kconfig make itself says what is wrong. */
	if (!option || !fitting->kconfig->count ||
	    kconfig_has(fitting->kconfig, option))
		fprintf(fitting->out, "%s\n", line);
	else if (is_wanted(fitting, option) && !add_older(fitting, need, line))
		add_once(need && need_is_for(need, NEEDS_BOOT) ?
			 &fitting->lacking : &fitting->options->unknown, line);
	free(option);
}

static int refuse_lacking(const struct argv *lacking, struct error *err)
{
	char *list;
	int ret;

	if (!lacking->count)
		return 0;
	list = argv_list(lacking, ", ");
	ret = error_set(err, EINVAL,
			"found no Kconfig with %s, expected what every boot needs",
			list);
	free(list);
	return ret;
}

int options_fit(struct options *options, const char *text,
		const struct kconfig *kconfig, const struct needs *needs,
		struct error *err)
{
	struct fitting fitting = {
		.options = options,
		.kconfig = kconfig,
		.needs = needs,
		.whole = text,
	};
	size_t size;
	int ret;

	*options = (struct options){ 0 };
	fitting.out = memstream_open(&options->text, &size);
	for (const char *at = text; *at;) {
		size_t length = strcspn(at, "\n");
		char *line = xasprintf("%.*s", (int)length, at);

		fit_line(&fitting, line);
		free(line);
		at += length + (at[length] == '\n');
	}
	memstream_close(fitting.out);
	ret = refuse_lacking(&fitting.lacking, err);
	argv_release(&fitting.lacking);
	return ret;
}

void options_release(struct options *options)
{
	free(options->text);
	argv_release(&options->unknown);
	argv_release(&options->older);
	*options = (struct options){ 0 };
}
