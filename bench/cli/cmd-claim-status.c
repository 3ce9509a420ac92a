// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "claim/status.h"
#include "cli/cmd-claim.h"
#include "cli/command.h"
#include "lib/alloc.h"
#include "lib/file.h"

static int want_json;

static const struct poptOption options[] = {
	{ "json", 0, POPT_ARG_NONE, &want_json, 0, "print it as JSON", NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

/* What both kinds of output begin a line with. */
static const enum standing order[] = {
	STANDING_VERIFIED, STANDING_HOLDS, STANDING_REFUTED,
	STANDING_NOT_CHECKABLE,
};

#define ORDER_COUNT (sizeof(order) / sizeof(order[0]))

/* "refuted: 2 results of 1 host, 2 signers" */
static void print_tally(const struct tally *tally, enum standing standing,
			const char *how)
{
	if (!tally->results)
		return;
	printf("  %s%s: %zu result%s of %zu host%s and %zu signer%s\n",
	       standing_name(standing), how, tally->results,
	       tally->results == 1 ? "" : "s", tally->hosts,
	       tally->hosts == 1 ? "" : "s", tally->signers,
	       tally->signers == 1 ? "" : "s");
}

static void print_apart(const struct status *status)
{
	for (int trust = TRUSTED + 1; trust < TRUST_COUNT; trust++)
		if (status->trusts[trust])
			printf("  set apart: %zu %s\n", status->trusts[trust],
			       trust_name(trust));
	if (status->doubted)
		printf("  of these say refuted: %zu\n", status->doubted);
	for (size_t i = 0; i < status->count; i++)
		if (status->list[i].trust == TRUST_UNREADABLE)
			printf("  %s\n", status->list[i].why);
}

/* What a refutation found stays in sight, whoever has it. */
static void print_refutations(const struct status *status)
{
	for (size_t i = 0; i < status->count; i++) {
		const struct trusted_result *at = &status->list[i];

		if (at->trust != TRUSTED ||
		    at->result.standing != STANDING_REFUTED)
			continue;
		for (size_t line = 0; line < at->result.line_count; line++)
			if (strncmp(at->result.lines[line], "refuted", 7) == 0)
				printf("  %s by %s: %s\n", at->result.date,
				       at->signer, at->result.lines[line]);
	}
}

static void print_status(const struct claim *claim,
			 const struct status *status)
{
	const struct trusted_result *last = status->last < 0 ? NULL :
					    &status->list[status->last];

	printf("%s: %s\n", claim->path, claim->sentence);
	for (size_t i = 0; i < ORDER_COUNT; i++)
		print_tally(&status->tallies[order[i]], order[i], "");
	for (size_t i = 0; i < ORDER_COUNT; i++)
		print_tally(&status->evidence[order[i]], order[i],
			    " by tables alone");
	if (last)
		printf("  last: %s, %s by %s\n", last->result.date,
		       standing_name(last->result.standing), last->signer);
	else
		puts("  no result that counts");
	print_refutations(status);
	print_apart(status);
}

static json_t *tally_json(const struct tally *tallies)
{
	json_t *all = json_object();

	for (size_t i = 0; i < ORDER_COUNT; i++) {
		const struct tally *tally = &tallies[order[i]];

		json_object_set_new(all, standing_name(order[i]),
				    json_pack("{s:I, s:I, s:I}", "results",
					      (json_int_t)tally->results,
					      "hosts",
					      (json_int_t)tally->hosts,
					      "signers",
					      (json_int_t)tally->signers));
	}
	return all;
}

static json_t *status_json(const struct claim *claim,
			   const struct status *status)
{
	json_t *apart = json_object();

	for (int trust = TRUSTED + 1; trust < TRUST_COUNT; trust++)
		json_object_set_new(apart, trust_name(trust), json_integer(
			(json_int_t)status->trusts[trust]));
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:I, s:s?}", "claim",
			 claim->path, "sha256", claim->sha256, "sentence",
			 claim->sentence, "booted",
			 tally_json(status->tallies), "evidence",
			 tally_json(status->evidence), "apart", apart,
			 "apart_refuted", (json_int_t)status->doubted, "last",
			 status->last < 0 ? NULL :
			 status->list[status->last].result.date);
}

/* A claim that cannot be read stands among the others, with why. */
static int tell_broken(const char *path, json_t *list, const struct error *err)
{
	if (want_json)
		json_array_append_new(list, json_pack("{s:s, s:s}", "claim",
						      path, "error",
						      err->text));
	else
		printf("%s: not readable\n", path);
	return command_refuse(-EINVAL, err);
}

/* Return: an exit code. */
static int tell_claim(const char *path, json_t *list)
{
	struct claim claim = { 0 };
	struct status status = { 0 };
	struct error err;
	int ret = claim_read(&claim, path, &err);

	if (ret == 0)
		ret = status_read(&status, &claim, &err);
	if (ret)
		ret = tell_broken(path, list, &err);
	else if (want_json)
		json_array_append_new(list, status_json(&claim, &status));
	else
		print_status(&claim, &status);
	status_release(&status);
	claim_release(&claim);
	return ret;
}

static bool is_claim(const char *name)
{
	size_t length = strlen(name), end = strlen(CLAIM_SUFFIX);

	return length > end && *name != '.' &&
	       strcmp(name + length - end, CLAIM_SUFFIX) == 0;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/*
 * Claims of a folder and of those in it: reports/ has one for each report.
 *
 * Return: how many there are, or -errno; @code is that of the last broken one.
 */
static int tell_folder(const char *folder, int depth, json_t *list,
		       int *code, struct error *err)
{
	char **names = NULL;
	int ret = directory_list(folder, &names, err);
	int told = 0, broken;

	for (char **name = names; ret >= 0 && *name; name++) {
		char *path = strcmp(folder, ".") == 0 ?
			     xstrdup(*name) : xasprintf("%s/%s", folder, *name);

		ret = 0;
		if (is_claim(*name)) {
			broken = tell_claim(path, list);
			*code = broken ? broken : *code;
			ret = 1;
		} else if (depth && **name != '.' && is_folder(path)) {
			ret = tell_folder(path, depth - 1, list, code, err);
		}
		told += ret > 0 ? ret : 0;
		free(path);
	}
	directory_list_free(names);
	return ret < 0 ? ret : told;
}

/* Return: an exit code. */
static int tell(const char *word, json_t *list)
{
	struct error err;
	int code = 0, ret;

	if (!is_folder(word))
		return tell_claim(word, list);
	ret = tell_folder(word, 1, list, &code, &err);
	if (ret == 0)
		ret = error_set(&err, ENOENT,
				"%s: found no claim, expected a NAME.claim in it or in a folder of it",
				word);
	return ret < 0 ? command_refuse(ret, &err) : code;
}

/* Say of claims who verified and who refuted them. */
int claim_status(int argc, const char **argv)
{
	static const char *here[] = { ".", NULL };
	json_t *list = json_array();
	const char **words;
	poptContext context;
	int ret = command_parse(argc, argv, options, "[FOLDER | FILE]...", 0,
				INT_MAX, &words, &context);

	if (ret)
		goto out;
	for (const char **word = *words ? words : here; *word; word++) {
		int code = tell(*word, list);

		ret = code ? code : ret;
	}
	if (want_json) {
		json_dumpf(list, stdout, JSON_INDENT(2));
		putchar('\n');
	}
out:
	json_decref(list);
	command_release(context);
	return ret;
}
