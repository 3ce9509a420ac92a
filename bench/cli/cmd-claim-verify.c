// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "claim/check.h"
#include "claim/result.h"
#include "cli/built.h"
#include "cli/claim-boot.h"
#include "cli/cmd-claim.h"
#include "cli/command.h"
#include "cli/execute.h"
#include "cli/folder.h"
#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "session/audit.h"

static const char *const depth_names[] = {
	[VERIFY_EVIDENCE] = "evidence",
	[VERIFY_BOOT] = "boot",
	[VERIFY_SOURCE] = "source",
};

static struct {
	int evidence;
	int boot;
	int source;
	int keep;
	int name;
	char *cell;
	char *run;
	char *key;
} asked;

/**
 * struct booted - a new run of a claim's plan
 * @folder: NULL when nothing was booted
 * @differs: as of claim_differs()
 */
struct booted {
	char *folder;
	char *differs;
};

static const struct poptOption options[] = {
	{ "evidence", 0, POPT_ARG_NONE, &asked.evidence, 0,
	  "by the tables beside each claim (default)", NULL },
	{ "boot", 0, POPT_ARG_NONE, &asked.boot, 0,
	  "by boots of the same images", NULL },
	{ "source", 0, POPT_ARG_NONE, &asked.source, 0,
	  "by boots of kernels that are built again", NULL },
	{ "cell", 0, POPT_ARG_STRING, &asked.cell, 0, "only what is said of it",
	  "TOPOLOGY/MAPPING[/WORKLOAD]" },
	{ "run", 0, POPT_ARG_STRING, &asked.run, 0,
	  "use the tables of this run, or with --boot its images", "RUN" },
	{ "record", 0, POPT_ARG_NONE, &asked.keep, 0,
	  "leave a result in NAME.results, unsigned without --sign", NULL },
	{ "sign", 0, POPT_ARG_STRING, &asked.key, 0,
	  "leave a result signed with this ssh key", "KEY" },
	{ "host-name", 0, POPT_ARG_NONE, &asked.name, 0,
	  "let the result have the host's name", NULL },
	{ "jobs", 'j', POPT_ARG_INT, &execute_options.jobs, 0,
	  "boots at a time (default: one for each CPU; timed plans: 1)", "N" },
	{ "qemu", 0, POPT_ARG_STRING, &execute_options.qemu, 0,
	  "QEMU to use (default: " DEFAULT_QEMU ")", "PROGRAM" },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static void print_findings(const struct claim *claim,
			   const struct findings *findings, enum verify_depth depth)
{
	printf("%s: %s by %s\n", claim->path,
	       standing_name(findings_standing(findings)),
	       depth_names[depth]);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *at = &findings->list[i];

		printf("  %-13s  %s: %s\n", standing_name(at->standing),
		       at->where, at->what);
		if (*at->detail)
			printf("                 %s\n", at->detail);
	}
	if (findings->left_out)
		printf("  %zu lines are about other cells or all\n",
		       findings->left_out);
}

static char *text_or_null(const json_t *value)
{
	const char *text = json_string_value(value);

	return text ? xstrdup(text) : NULL;
}

/* Nothing in it tells which host this is, unless it was asked for. */
static int describe_host(struct claim_result *result, struct error *err)
{
	char name[HOST_NAME_MAX + 1] = "";
	json_t *host = audit_host();
	char stamp[32];
	time_t now = time(NULL);
	struct tm utc;

	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ",
		 gmtime_r(&now, &utc));
	result->date = xstrdup(stamp);
	result->cpu = text_or_null(json_object_get(host, "cpu"));
	result->numaboot = xasprintf("%s %s", NUMABOOT_VERSION,
				     built_revision.commit);
	json_decref(host);
	if (asked.name && gethostname(name, sizeof(name) - 1) == 0 && *name)
		result->name = xstrdup(name);
	return claim_result_host(&result->host, err);
}

/* What the boots were made with. */
static int describe_run(struct claim_result *result, const char *folder,
			struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, folder, err);

	if (ret == 0) {
		result->qemu = text_or_null(json_object_get(
			json_object_get(record.json, "engine"), "qemu"));
		result->compiler = text_or_null(json_object_get(
			json_array_get(json_object_get(record.json, "arms"),
				       0), "compiler"));
	}
	session_record_release(&record);
	return ret;
}

/* @booted: folder of the new run, or NULL */
static int leave_result(const struct claim *claim,
			const struct findings *findings, enum verify_depth depth,
			const char *booted, struct error *err)
{
	struct claim_result result = {
		.claim_sha256 = xstrdup(claim->sha256),
		.depth = xstrdup(depth_names[depth]),
		.standing = findings_standing(findings),
		.cell = asked.cell ? xstrdup(asked.cell) : NULL,
	};
	int ret = describe_host(&result, err);

	if (ret == 0 && booted)
		ret = describe_run(&result, booted, err);
	for (size_t i = 0; i < findings->count; i++)
		claim_result_add(&result, &findings->list[i]);
	if (ret == 0)
		ret = claim_result_write(&result, claim, asked.key, err);
	if (ret == 0)
		printf("%s\n", result.path);
	claim_result_release(&result);
	return ret;
}

/* The tables of a new run are its own; what they say is the claim's or not. */
static int check_booted(struct check *check, const struct claim *claim,
			struct booted *booted, struct error *err)
{
	const char *folder = booted->folder;

	check->verdicts.path = xasprintf("%s/verdicts.csv", folder);
	check->report.path = xasprintf("%s/report.txt", folder);
	return claim_differs(claim, folder, !check->cell, &booted->differs,
			     err);
}

/* Nothing can be said of any line, for one reason. */
static void none_checkable(struct check *check, const struct error *err)
{
	check_release(check);
	check->verdicts.foreign = xstrdup(err->text);
	check->report.foreign = xstrdup(err->text);
}

static int boot(struct check *check, const struct claim *claim,
		const char *run, const struct verify_options *wanted,
		struct booted *booted, struct error *err)
{
	int ret = claim_boot(claim, check->cell, run, wanted, &booted->folder,
			     err);

	if (ret == 0)
		ret = check_booted(check, claim, booted, err);
	if (ret == 0 || ret == -EINTR)
		return ret;
	none_checkable(check, err);
	return 0;
}

static int find_tables(struct check *check, const struct claim *claim,
		       const struct verify_options *wanted,
		       struct booted *booted, struct error *err)
{
	char *folder = NULL;
	int ret = 0;

	if (asked.run && !(folder = folder_find_run(asked.run, err)))
		return -ENOENT;
	if (wanted->depth == VERIFY_EVIDENCE)
		ret = check_find(check, claim, folder, err);
	else
		ret = boot(check, claim, folder, wanted, booted, err);
	free(folder);
	return ret;
}

static int check_file(enum standing *worst, const char *path,
		      const struct verify_options *wanted, struct error *err)
{
	struct claim claim = { 0 };
	struct check check = { .cell = asked.cell };
	struct findings findings = { 0 };
	struct booted booted = { 0 };
	int ret = claim_read(&claim, path, err);

	if (ret == 0)
		ret = find_tables(&check, &claim, wanted, &booted, err);
	check.cell = asked.cell;
	check.differs = booted.differs;
	if (ret == 0)
		ret = check_claim(&findings, &claim, &check, err);
	if (ret == 0) {
		print_findings(&claim, &findings, wanted->depth);
		*worst = standing_worse(*worst, findings_standing(&findings));
	}
	if (ret == 0 && (asked.keep || asked.key))
		ret = leave_result(&claim, &findings, wanted->depth,
				   booted.folder, err);
	findings_release(&findings);
	check_release(&check);
	claim_release(&claim);
	free(booted.differs);
	free(booted.folder);
	return ret;
}

static int choose_depth(struct verify_options *wanted)
{
	if (asked.evidence + asked.boot + asked.source > 1) {
		fputs("numaboot claim verify: found two depths, expected one of --evidence, --boot and --source\n",
		      stderr);
		return EXIT_USAGE;
	}
	wanted->depth = asked.source ? VERIFY_SOURCE :
			 asked.boot ? VERIFY_BOOT : VERIFY_EVIDENCE;
	return 0;
}

/* Check claims again. */
int claim_verify(int argc, const char **argv)
{
	struct verify_options wanted = { .argc = argc, .argv = argv };
	enum standing standing = STANDING_VERIFIED;
	struct error err;
	const char **words;
	poptContext context;
	int ret = command_parse(argc, argv, options, "FILE...", 1, INT_MAX,
				&words, &context);

	if (ret == 0)
		ret = choose_depth(&wanted);
	if (ret)
		goto out;
	for (; *words && ret == 0; words++)
		ret = check_file(&standing, *words, &wanted, &err);
	ret = ret ? command_refuse(ret, &err) : standing_exit_code(standing);
out:
	command_release(context);
	return ret;
}

int claim_check(const char *path, enum verify_depth depth, char *cell,
		int argc, const char **argv, enum standing *worst,
		struct error *err)
{
	const struct verify_options wanted = {
		.depth = depth == VERIFY_DEFAULT ? VERIFY_EVIDENCE : depth,
		.argc = argc,
		.argv = argv,
	};

	asked.cell = cell;
	return check_file(worst, path, &wanted, err);
}
