// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd-kernel.h"
#include "cli/command.h"
#include "cli/kernel-check.h"
#include "cli/list.h"
#include "cli/probe-boot.h"
#include "kernel/naming.h"
#include "lib/jsonfile.h"

static int want_json;
static int want_boot;
static char *symbols;
static char *asked;
static char *base;
static const char **configs;

static const struct poptOption options[] = {
	{ "question", 'q', POPT_ARG_STRING, &asked, 0,
	  "only these: compare, workloads, mappings, topologies, parameters; then exit code 1 unless all is yes",
	  "\"Q...\"" },
	{ "boot", 0, POPT_ARG_NONE, &want_boot, 0,
	  "boot each once, on one node: what only a boot tells", NULL },
	{ "config", 0, POPT_ARG_ARGV, &configs, 0,
	  "what a kernel of this .config could be asked, and what it lacks", "FILE" },
	{ "symbols", 0, POPT_ARG_STRING, &symbols, 0,
	  "System.map or vmlinux of an image", "FILE" },
	{ "base", 0, POPT_ARG_STRING, &base, 0,
	  "of kernels that are named without one (default: the newest here)",
	  "BASE" },
	{ "json", 0, POPT_ARG_NONE, &want_json, 0,
	  "print what is known as JSON", NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

/* Whatever is known of it, in one line. */
static void print_head(const json_t *said)
{
	const char *release = jsonfile_text(said, "release");
	const char *compression = jsonfile_text(said, "compression");
	const json_t *era = json_object_get(said, "era"), *file;
	size_t index;

	printf("%s: Linux %s", jsonfile_text(said, "name"),
	       *release ? release : "of no known version");
	if (*compression)
		printf(", %s, KASLR %s", compression,
		       jsonfile_text(said, "kaslr"));
	json_array_foreach(era, index, file)
		printf("%s%s", index ? " " : ", era: ",
		       json_string_value(file));
	putchar('\n');
}

static void print_options(const json_t *said, const char *key,
			  const char *words)
{
	const json_t *list = json_object_get(said, key), *option;
	size_t index;

	json_array_foreach(list, index, option)
		printf("%s%s", index ? ", " : words,
		       json_string_value(option));
	if (json_array_size(list))
		putchar('\n');
}

static void print_deadline(const json_t *said)
{
	const char *slowed_by = jsonfile_text(said, "slowed_by");

	printf("a boot may take %" JSON_INTEGER_FORMAT " s",
	       json_integer_value(json_object_get(said, "deadline_s")));
	if (*slowed_by)
		printf(": CONFIG_%s makes it slower", slowed_by);
	putchar('\n');
}

static void print_boot(const json_t *boot)
{
	const char *reason = jsonfile_text(boot, "reason");

	if (boot)
		printf("a boot: %s%s%s, evidence in %s\n",
		       jsonfile_text(boot, "end_state"), *reason ? ": " : "",
		       reason, jsonfile_text(boot, "folder"));
}

static void print_check(const json_t *said)
{
	static const char *const columns[] = {
		"question", "answer", "why", NULL,
	};
	const char *configuration = jsonfile_text(said, "configuration");

	print_head(said);
	printf("configuration: %s\n", *configuration ? configuration :
	       "not known");
	print_deadline(said);
	print_boot(json_object_get(said, "boot"));
	print_options(said, "options_unknown", "its tree has no option for: ");
	print_options(said, "options_older", "options of its age: ");
	list_print(json_object_get(said, "answers"), columns, false);
}

static bool all_are_yes(const json_t *said)
{
	const json_t *answer;
	size_t index;

	json_array_foreach(json_object_get(said, "answers"), index, answer)
		if (strcmp(jsonfile_text(answer, "answer"), "yes"))
			return false;
	return true;
}

/* One more of them.  Return: an exit code, or -errno. */
static int check_one(const struct catalog *catalog, const char *name,
		     bool is_config, json_t *all, struct error *err)
{
	const struct check_wish wish = {
		.symbols = symbols,
		.asked = asked,
		.is_config = is_config,
	};
	json_t *said = kernel_check(catalog, name, &wish, err);
	bool failed;

	if (!said)
		return -errno;
	if (want_boot && !is_config) {
		int ret = probe_boot(catalog, name, symbols, !asked, said,
				     err);

		if (ret) {
			json_decref(said);
			return ret;
		}
	}
	if (!want_json)
		print_check(said);
	failed = asked && !all_are_yes(said);
	json_array_append_new(all, said);
	return failed ? EXIT_FAILED : 0;
}

static int check_all(const struct catalog *catalog, const char **names,
		     bool is_config, json_t *all, struct error *err)
{
	int code = 0;

	for (; names && *names; names++) {
		int ret = check_one(catalog, *names, is_config, all, err);

		if (ret < 0)
			return ret;
		code = ret ? ret : code;
	}
	return code;
}

/* What was found is printed, also when the next one is refused. */
static int check_kernels(struct catalog *catalog, const char **names,
			 struct error *err)
{
	json_t *all = json_array();
	int ret = base ? naming_want(catalog, base, err) : 0;
	int code = 0;

	if (ret == 0 && !*names && !configs)
		ret = error_set(err, EINVAL,
				"found no kernel, expected an image, name, tree or --config FILE");
	if (ret == 0)
		ret = check_all(catalog, names, false, all, err);
	if (ret >= 0) {
		code = ret;
		ret = check_all(catalog, configs, true, all, err);
	}
	if (want_json)
		list_print(all, NULL, true);
	json_decref(all);
	return ret ? ret : code;
}

/* Say what kernels are, and what can be asked of them. */
int kernel_check_words(int argc, const char **argv)
{
	static const struct kernel_word word = {
		.options = options,
		.usage = "[IMAGE | NAME | TREE[:SERIES]]...",
		.most = INT_MAX,
		.run = check_kernels,
	};

	return kernel_run(&word, argc, argv);
}
