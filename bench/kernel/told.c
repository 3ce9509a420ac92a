// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/buildlog.h"
#include "kernel/manifest.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"

#define CHANGES_TOLD 10

/* Kernels of one tree, and one that is looked up twice, have the same to say. */
static void tell_once(const char *line)
{
	static struct argv told;

	for (size_t i = 0; i < told.count; i++)
		if (strcmp(told.words[i], line) == 0)
			return;
	argv_add(&told, "%s", line);
	fprintf(stderr, "%s\n", line);
}

/* Words behind each other: "CONFIG_A=y, CONFIG_B=y". */
static char *join_words(const json_t *list)
{
	struct argv words = { 0 };
	const json_t *word;
	size_t index;
	char *text;

	json_array_foreach(list, index, word)
		argv_add(&words, "%s", json_string_value(word));
	text = argv_list(&words, ", ");
	argv_release(&words);
	return text;
}

/* One line: how what was asked for stands in a kernel of another age. */
void told_options(const char *name, const json_t *manifest)
{
	static const struct {
		const char *key;
		const char *said;
	} kinds[] = {
		{ "options_unknown", "its tree has no option for" },
		{ "options_older", "options of its age:" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const json_t *list = json_object_get(manifest, kinds[i].key);
		char *options = join_words(list);
		char *line = xasprintf("kernel %s: %s %s", name,
				       kinds[i].said, options);

		if (json_array_size(list))
			tell_once(line);
		free(line);
		free(options);
	}
}

/* What became of a user's configuration. */
void told_changes(const char *name, const json_t *manifest)
{
	json_t *list = json_object_get(manifest, "config_changed");
	json_t *change;
	size_t index;

	json_array_foreach(list, index, change)
		if (index < CHANGES_TOLD)
			fprintf(stderr, "kernel %s: %s\n", name,
				json_string_value(change));
	if (json_array_size(list) > CHANGES_TOLD)
		fprintf(stderr, "kernel %s: and %zu more, see config_changed in its manifest.json\n",
			name, json_array_size(list) - CHANGES_TOLD);
}

/* Before it is compiled, which takes long. */
void told_configured(const struct recipe *recipe)
{
	json_t *said = json_object();

	manifest_add_options(said, &recipe->options);
	told_options(recipe->variant->name, said);
	told_changes(recipe->variant->name, said);
	json_decref(said);
}

void told_built(const struct recipe *recipe, const char *log,
			 uint64_t build_ns)
{
	int warnings = buildlog_count_warnings(log);

	fprintf(stderr, "kernel %s: built in %.0f s", recipe->variant->name,
		(double)build_ns / NS_PER_S);
	if (warnings)
		fprintf(stderr, ", %d warning%s, see %s", warnings,
			warnings == 1 ? "" : "s", log);
	fputc('\n', stderr);
}

/* What lies in a tree is no part of its source. */
void told_left_out(const struct recipe *recipe)
{
	const struct base *base = recipe->variant->base;
	char *path = base->tree && !base->revision ?
		     xasprintf("%s/.config", base->tree) : NULL;

	if (path && !recipe->user_config && file_exists(path))
		fprintf(stderr, "kernel %s: found %s, which is left out: --config %s builds with it\n",
			recipe->variant->name, path, path);
	free(path);
}

/* What is left out of a series is told, also when the kernel is there. */
void told_series(const struct recipe *recipe)
{
	static const enum mail_state states[] = {
		MAIL_REPLY, MAIL_OLDER, MAIL_DUPLICATE, MAIL_UNLISTED,
		MAIL_NO_DIFF,
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		int count = patches_count(&recipe->patches, states[i]);

		if (count)
			fprintf(stderr, "kernel %s: %d left out: %s\n",
				recipe->variant->name, count,
				mail_state_name(states[i]));
	}
}
