// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/list.h"
#include "lib/memstream.h"
#include "lib/near.h"

static int want_json;

static const struct poptOption options[] = {
	{ "json", 0, POPT_ARG_NONE, &want_json, 0,
	  "print all that is known of each, as JSON", NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

/* "workloads|metrics|…"; the caller frees. */
static char *kinds_joined(const char *between)
{
	char *text = NULL;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	for (const struct list_kind *at = list_kinds; at->name; at++)
		fprintf(out, "%s%s", at == list_kinds ? "" : between,
			at->name);
	memstream_close(out);
	return text;
}

static const struct list_kind *find_kind(const char *name, struct error *err)
{
	struct near near = { .wanted = name };
	char *known;

	for (const struct list_kind *at = list_kinds; at->name; at++) {
		if (strcmp(at->name, name) == 0)
			return at;
		near_offer(&near, at->name);
	}
	known = kinds_joined(", ");
	near_set(err, EINVAL, &near, "list: found `%s`, expected one of %s",
		 name, known);
	free(known);
	return NULL;
}

static int list(const char *name, struct error *err)
{
	const struct list_kind *kind = find_kind(name, err);
	json_t *entries = kind ? kind->make(err) : NULL;

	if (!entries)
		return -EINVAL;
	list_print(entries, kind->columns, want_json);
	json_decref(entries);
	return 0;
}

/* List all workloads, metrics, plans and so on, in a line each. */
int cmd_list(int argc, const char **argv)
{
	char *kinds = kinds_joined("|");
	const char **words;
	poptContext context;
	struct error err;
	int ret = command_parse(argc, argv, options, kinds, 1, 1, &words,
				&context);

	if (ret == 0 && list(words[0], &err))
		ret = command_refuse(-EINVAL, &err);
	command_release(context);
	free(kinds);
	return ret;
}
