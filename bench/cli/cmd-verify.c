// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "claim/claim.h"
#include "cli/cmd-claim.h"
#include "cli/command.h"
#include "cli/execute.h"
#include "cli/folder.h"
#include "cli/verify.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/interrupt.h"
#include "session/folder.h"

static int evidence, boot, source, json;
static char *cell_text;
static char **arms;

static const struct poptOption options[] = {
	{ "evidence", 0, POPT_ARG_NONE, &evidence, 0,
	  "boot nothing: make tables and report again from sealed files",
	  NULL },
	{ "boot", 0, POPT_ARG_NONE, &boot, 0,
	  "boot again, from images that are in the run's folder or cached",
	  NULL },
	{ "source", 0, POPT_ARG_NONE, &source, 0,
	  "build what is not cached, and boot again (default for a report)",
	  NULL },
	{ "cell", 0, POPT_ARG_STRING, &cell_text, 0,
	  "one cell only: [ARM/]TOPOLOGY/MAPPING/WORKLOAD or TOPOLOGY/MAPPING",
	  "CELL" },
	{ "arm", 0, POPT_ARG_ARGV, &arms, 0,
	  "the bzImage of an arm that is no name of a kernel", "NAME=FILE" },
	{ "jobs", 'j', POPT_ARG_INT, &execute_options.jobs, 0,
	  "boots at a time (default: one for each CPU; timed plans: 1)", "N" },
	{ "qemu", 0, POPT_ARG_STRING, &execute_options.qemu, 0,
	  "QEMU to use (default: " DEFAULT_QEMU ")", "PROGRAM" },
	{ "allow-tcg", 0, POPT_ARG_NONE, &execute_options.allow_tcg, 0,
	  "let a timed plan run under emulation, labelled as no times", NULL },
	{ "json", 0, POPT_ARG_NONE, &json, 0, "print it as JSON", NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

/* NAME=FILE, where NAME may have a `=` of a parameter in it. */
static int take_arms(struct verify_options *wanted, struct error *err)
{
	for (char **arm = arms; arm && *arm; arm++) {
		char *equals = strrchr(*arm, '=');

		if (!equals || equals == *arm || !equals[1])
			return error_set(err, EINVAL,
					 "found --arm `%s`, expected NAME=FILE",
					 *arm);
		*equals = '\0';
		wanted->images = xgrow(wanted->images, wanted->image_count,
				       sizeof(*wanted->images));
		wanted->images[wanted->image_count++] =
			(struct remake_image){ *arm, equals + 1 };
	}
	return 0;
}

static int take_options(struct verify_options *wanted,
			struct remake_cell *cell, struct error *err)
{
	int ret = 0;

	if (evidence + boot + source > 1)
		return error_set(err, EINVAL,
				 "found two of --evidence, --boot and --source, expected one");
	wanted->depth = evidence ? VERIFY_EVIDENCE : boot ? VERIFY_BOOT :
			source ? VERIFY_SOURCE : VERIFY_DEFAULT;
	if (cell_text && evidence)
		return error_set(err, EINVAL,
				 "found --cell with --evidence, which reads all that is sealed");
	if (cell_text) {
		ret = remake_cell_parse(cell, cell_text, err);
		wanted->cell = cell;
	}
	return ret ? ret : take_arms(wanted, err);
}

static int say(const struct verify_result *result, const char *what,
	       const struct report_text *report, json_t *list)
{
	if (json)
		json_array_append_new(list, verify_json(result, what, report));
	else
		verify_print(result, what, report);
	return standing_exit_code(result->standing);
}

static int verify_reports(const char *path, struct verify_options *wanted,
			  json_t *list, enum standing *worst,
			  struct error *err)
{
	struct report_texts texts;
	int ret = report_texts_read(&texts, path, err);

	if (wanted->depth == VERIFY_DEFAULT)
		wanted->depth = VERIFY_SOURCE;
	for (int i = 0; i < texts.count && ret == 0; i++) {
		struct verify_result result;

		ret = verify_report(&result, &texts.list[i], NULL, wanted);
		if (ret)
			*err = result.reason;
		else
			say(&result, path, &texts.list[i], list);
		*worst = standing_worse(*worst, result.standing);
		verify_result_release(&result);
	}
	if (ret == 0 && texts.count > 1 && !json)
		printf("%s: %d reports in %s\n", standing_name(*worst),
		       texts.count, path);
	report_texts_release(&texts);
	return ret;
}

static int verify_run(const char *word, struct verify_options *wanted,
		      json_t *list, enum standing *worst, struct error *err)
{
	char *folder = folder_find_run(word, err);
	struct verify_result result;
	int ret, lock_fd;

	if (!folder)
		return -ENOENT;
	lock_fd = folder_hold(folder);
	ret = verify_folder(&result, folder, wanted);
	if (ret)
		*err = result.reason;
	else
		say(&result, folder, NULL, list);
	*worst = result.standing;
	verify_result_release(&result);
	if (lock_fd >= 0)
		close(lock_fd);
	free(folder);
	return ret;
}

static bool is_file(const char *word)
{
	struct stat status;

	return stat(word, &status) == 0 && !S_ISDIR(status.st_mode);
}

static bool is_claim(const char *word)
{
	size_t length = strlen(word), end = strlen(CLAIM_SUFFIX);

	return length > end && is_file(word) &&
	       strcmp(word + length - end, CLAIM_SUFFIX) == 0;
}

static int check(const char *word, struct verify_options *wanted,
		 enum standing *worst, struct error *err)
{
	json_t *list;
	int ret;

	if (is_claim(word) && json)
		return error_set(err, EINVAL,
				 "%s: found --json with a claim, expected a report or a run",
				 word);
	if (is_claim(word))
		return claim_check(word, wanted->depth, cell_text,
				   wanted->argc, wanted->argv, worst, err);
	list = json_array();
	ret = is_file(word) ?
		  verify_reports(word, wanted, list, worst, err) :
		  verify_run(word, wanted, list, worst, err);

	if (ret == 0 && json) {
		json_t *all = json_pack("{s:i, s:s, s:O}", "schema", 1,
					"verdict", standing_name(*worst),
					"reports", list);

		json_dumpf(all, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(all);
	}
	json_decref(list);
	return ret;
}

/* Make what somebody's report says again, and say what came out. */
int cmd_verify(int argc, const char **argv)
{
	struct verify_options wanted = { .argc = argc, .argv = argv };
	enum standing worst = STANDING_VERIFIED;
	struct remake_cell cell = { 0 };
	struct error err;
	const char **words;
	poptContext context;
	int ret = command_parse(argc, argv, options, "REPORT|MAIL|RUN|CLAIM",
				1, 1, &words, &context);

	if (ret)
		goto out;
	ret = take_options(&wanted, &cell, &err);
	if (ret == 0)
		ret = check(words[0], &wanted, &worst, &err);
	if (ret)
		ret = interrupt_signal() ? command_fail(&err) :
		      (command_fail(&err), EXIT_USAGE);
	else
		ret = standing_exit_code(worst);
	free(cell.text);
	free(wanted.images);
out:
	command_release(context);
	return ret;
}
