// SPDX-License-Identifier: GPL-2.0-only
/* A report that somebody has: made again and compared. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/built.h"
#include "cli/verify.h"
#include "evidence/files.h"
#include "evidence/sessionseal.h"
#include "kernel/build.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "lib/root.h"

#define OUT "out"
#define VERIFY_OUT "out/verify"

int verify_not_checkable(struct verify_result *result, int ret,
			 const struct error *err)
{
	if (ret == -EINTR) {
		result->reason = *err;
		return ret;
	}
	result->standing = standing_worse(result->standing,
					  STANDING_NOT_CHECKABLE);
	if (!*result->reason.text)
		result->reason = *err;
	letter_make_printable(result->reason.text);
	return 0;
}

static void judge_inputs(struct verify_result *result)
{
	switch (inputs_worst(&result->inputs)) {
	case INPUT_CONTRADICTS:
		result->standing = STANDING_REFUTED;
		break;
	case INPUT_DIFFERS:
		result->standing = standing_worse(result->standing,
						  STANDING_HOLDS);
		break;
	case INPUT_TOLD:
		break;
	}
}

/* Names of the topologies of a report, NULL-terminated. */
static char **topology_names(const struct footer *footer)
{
	const struct footer_entry *entry = NULL;
	char **names = xgrow(NULL, 0, sizeof(*names));
	int count = 0;

	while ((entry = footer_next(footer, "topology", entry))) {
		names[count++] = footer_name(entry);
		names = xgrow(names, count, sizeof(*names));
		names[count] = NULL;
	}
	return names;
}

static void compare_text(struct verify_result *result,
			 const struct report_text *report,
			 const struct report_text *made, bool same,
			 const struct remake_cell *cell)
{
	char **names = topology_names(&report->footer);
	struct section_cell rows = {
		.topologies = (const char *const *)names,
		.topology = cell ? cell->topology : NULL,
		.mapping = cell ? cell->mapping : NULL,
		.workload = cell ? cell->workload : NULL,
	};

	comparison_make(&result->comparison, report, made, same,
			cell ? &rows : NULL);
	for (char **name = names; *name; name++)
		free(*name);
	free(names);
}

int verify_compare(struct verify_result *result,
		   const struct report_text *report, const char *path,
		   const struct remake_cell *cell, bool whole, bool repeatable,
		   struct error *err)
{
	struct report_texts texts;
	int ret = report_texts_read(&texts, path, err);
	bool same;

	if (ret)
		goto out;
	inputs_compare(&result->inputs, &report->footer,
		       &texts.list[0].footer);
	same = repeatable && inputs_worst(&result->inputs) != INPUT_DIFFERS;
	if (same && whole)
		inputs_compare_tables(&result->inputs, &report->footer,
				      &texts.list[0].footer, &result->tables);
	compare_text(result, report, &texts.list[0], same, cell);
	result->standing = standing_worse(result->standing,
					  result->comparison.standing);
	judge_inputs(result);
	if (cell && !result->comparison.block_count)
		ret = error_set(err, ENODATA,
				"the report has no line of %s/%s",
				cell->topology, cell->mapping);
out:
	report_texts_release(&texts);
	return ret;
}

static bool is_run_of(const char *folder, const char *plan, const char *stamp)
{
	char *path = evidence_session_path(folder, EVIDENCE_RUN_JSON);
	struct error ignored;
	json_t *run = file_exists(path) ?
		jsonfile_read(folder, evidence_session_name(EVIDENCE_RUN_JSON),
			      &ignored) : NULL;
	bool is = run && strcmp(jsonfile_text(run, "plan"), plan) == 0 &&
		  strcmp(jsonfile_text(run, "stamp"), stamp) == 0;

	json_decref(run);
	free(path);
	return is;
}

char *verify_find_run(const struct report_text *report)
{
	const char *plan = footer_value(&report->footer, "plan");
	char *stamp, *folder, *found = NULL;
	struct error ignored;
	char **names = NULL;

	if (!plan || strchr(plan, '/') || *plan == '.')
		return NULL;
	stamp = report_stamp(report);
	folder = xasprintf(OUT "/%s", plan);
	if (directory_list(folder, &names, &ignored) < 0)
		names = NULL;
	for (char **name = names; stamp && name && *name && !found; name++) {
		char *run = xasprintf("%s/%s", folder, *name);

		if (strcmp(*name, "latest") && is_run_of(run, plan, stamp))
			found = xstrdup(run);
		free(run);
	}
	directory_list_free(names);
	free(folder);
	free(stamp);
	return found;
}

/* What is to be made again, and how much of it, decides where. */
static char *out_folder(const struct footer *footer,
			const struct remake_cell *cell,
			const struct verify_options *options)
{
	static const char *const keys[] = {
		"plan", "topology", "topology-text", "mmu", "mmu-text",
		"kernel",
	};
	char hex[DIGEST_HEX_SIZE];
	SHA2_CTX digest;

	SHA256Init(&digest);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct footer_entry *entry = NULL;

		while ((entry = footer_next(footer, keys[i], entry))) {
			char *text = footer_text(entry);

			digest_add_text(&digest, entry->key, entry->value);
			digest_add_text(&digest, "text", text);
			free(text);
		}
	}
	if (cell) {
		digest_add_text(&digest, cell->topology, cell->mapping);
		digest_add_text(&digest, "workload",
				cell->workload ? cell->workload : "");
	}
	for (int i = 0; i < options->image_count; i++)
		digest_add_text(&digest, options->images[i].arm,
				options->images[i].path);
	SHA256End(&digest, hex);
	return xasprintf(VERIFY_OUT "/%.12s", hex);
}

/* The entry of an arm in a folder's run.json. */
static int find_arm(const json_t *run, const char *name)
{
	const json_t *arms = json_object_get(run, "arms");
	const json_t *arm;
	size_t index;

	json_array_foreach(arms, index, arm)
		if (strcmp(jsonfile_text(arm, "name"), name) == 0)
			return (int)index;
	return -1;
}

/* An image and its symbols that a run has in its folder. */
static void take_one(struct remake *remake, const struct arm *arm,
		     const char *folder, int index, const char *of,
		     json_t *manifest)
{
	char *image = evidence_session_image(folder, index, of);
	char *symbols = evidence_session_map(folder, index, of);

	remake_add_image(remake, arm->name, of, image,
			 file_exists(symbols) ? symbols : NULL,
			 json_incref(manifest));
	free(image);
	free(symbols);
}

static int take_arm(struct remake *remake, const struct arm *arm,
		    const json_t *run, const char *folder, struct error *err)
{
	int index = find_arm(run, arm->name);
	json_t *entry, *second;

	if (index < 0)
		return error_set(err, ENOENT, "%s: found no arm %s", folder,
				 arm->name);
	entry = json_array_get(json_object_get(run, "arms"), index);
	second = json_object_get(entry, "kernel_4K");
	take_one(remake, arm, folder, index, NULL, entry);
	if (second)
		take_one(remake, arm, folder, index, "4K", second);
	return 0;
}

static int take_saved(struct remake *remake, const char *folder,
		      struct error *err)
{
	struct session_record record;
	int ret = session_open_verified(&record, folder, err);

	for (int i = 0; i < remake->plan.arm_count && ret == 0; i++)
		ret = take_arm(remake, &remake->plan.arms[i], record.json,
			       folder, err);
	session_record_release(&record);
	return ret;
}

static int take_cached_one(struct remake *remake, const struct arm *arm,
			   const char *image, bool only_4k, struct error *err)
{
	struct kernel kernel = { 0 };
	int ret = build_find_image(&kernel, image ? image : "", err);

	if (ret == 0)
		ret = error_set(err, ENOENT,
				"found no image of %s with sha256 %.16s, neither in a run's folder nor in the cache: --source builds it",
				arm->kernel, image ? image : "none");
	else if (ret > 0) {
		remake_add_image(remake, arm->name, only_4k, kernel.image,
				 kernel.symbols, json_incref(kernel.manifest));
		ret = 0;
	}
	kernel_release(&kernel);
	return ret;
}

/* Nothing is built: images are found by their hashes. */
static int take_cached(struct remake *remake, const struct footer *footer,
		       struct error *err)
{
	int ret = 0;

	for (int i = 0; i < remake->plan.arm_count && ret == 0; i++) {
		const struct arm *arm = &remake->plan.arms[i];
		const struct footer_entry *entry = remake_kernel(footer, i);
		const char *second = footer_part(entry, "image-4K");

		if (remake_has_image(remake, arm->name))
			continue;
		ret = take_cached_one(remake, arm, footer_part(entry, "image"),
				      false, err);
		if (ret == 0 && second)
			ret = take_cached_one(remake, arm, second, true, err);
	}
	return ret;
}

static int find_images(struct remake *remake, const struct footer *footer,
		       const char *run, enum verify_depth depth,
		       struct error *err)
{
	if (depth != VERIFY_BOOT)
		return 0;
	return run ? take_saved(remake, run, err) :
		     take_cached(remake, footer, err);
}

/* What nothing was booted in goes; a session's folder stays. */
static void tidy(const char *out)
{
	struct error ignored;
	char **names = NULL;

	if (directory_list(out, &names, &ignored) < 0)
		names = NULL;
	for (char **name = names; name && *name; name++) {
		char *path = xasprintf("%s/%s", out, *name);

		unlink(path);
		free(path);
	}
	directory_list_free(names);
	if (rmdir(out) == 0 && rmdir(VERIFY_OUT) == 0)
		rmdir(OUT);
}

/* Times are other ones each time. */
static bool is_exact(const struct footer *footer)
{
	const char *engine = footer_value(footer, "engine");

	return engine && strncmp(engine, "exact", strlen("exact")) == 0;
}

static int make_again(struct verify_result *result,
		      const struct report_text *report, const char *run,
		      const struct verify_options *options,
		      const struct catalog *catalog, struct error *err)
{
	const struct remake_cell *cell = options->cell;
	bool boot = options->depth == VERIFY_BOOT;
	char *out = out_folder(&report->footer, cell, options);
	struct remake remake = { 0 };
	char *path;
	int ret = directory_make(out, err);

	if (ret == 0)
		ret = remake_read(&remake, &report->footer, catalog, out,
				  cell, options->images, options->image_count,
				  boot, err);
	if (ret == -EBADMSG)
		result->standing = STANDING_REFUTED;
	if (ret == 0)
		ret = find_images(&remake, &report->footer, run,
				  options->depth, err);
	if (ret == 0)
		ret = verify_session(&remake, catalog, out, boot ? run : NULL,
				     cell, options, &result->folder, err);
	if (ret == 0) {
		path = xasprintf("%s/report.txt", result->folder);
		ret = verify_compare(result, report, path, cell, !cell,
				     is_exact(&report->footer), err);
		free(path);
	}
	if (ret)
		tidy(out);
	remake_release(&remake);
	free(out);
	return ret;
}

static int with_catalog(struct verify_result *result,
			const struct report_text *report, const char *run,
			const struct verify_options *options,
			struct error *err)
{
	char *variants = root_path("kernels/variants.ini");
	struct catalog catalog = { 0 };
	int ret = catalog_load(&catalog, variants, err);

	if (ret == 0)
		ret = make_again(result, report, run, options, &catalog, err);
	catalog_release(&catalog);
	free(variants);
	return ret;
}

/* The table of arms has the first digits of what the footer has whole. */
static int check_images(const struct report_text *report, struct error *err)
{
	const struct footer_entry *kernel = NULL;
	int ret = 0;

	if (!report->titled || !report_has_word(report, "image"))
		return 0;
	while (ret == 0 &&
	       (kernel = footer_next(&report->footer, "kernel", kernel))) {
		const char *image = footer_part(kernel, "image");
		char *digits = xasprintf("%.12s", image ? image : "");

		if (image && footer_is_hash(image) &&
		    !report_has_word(report, digits))
			ret = error_set(err, EBADMSG,
					"image of %s: found %s behind `" FOOTER_SIGN "`, and another one or none in the table of arms",
					kernel->value, image);
		free(digits);
	}
	return ret;
}

/* The same commit has the same topologies. */
static int check_files(const struct footer *footer, struct error *err)
{
	const char *ours = built_revision.commit;
	const char *commit = footer_value(footer, "commit");

	if (!commit || strcmp(commit, ours) || strchr(commit, '+') ||
	    strcmp(commit, FOOTER_UNKNOWN) == 0)
		return 0;
	return remake_check_files(footer, err);
}

static int check_footer(struct verify_result *result,
			const struct report_text *report, struct error *err)
{
	int ret = report->footer.count ?
		footer_check(&report->footer, err) :
		error_set(err, ENODATA,
			  "the report is of before reports said what they were made with (`" FOOTER_SIGN "`): run its plan again and compare by eye");

	if (ret == 0)
		ret = check_images(report, err);
	if (ret == 0)
		ret = check_files(&report->footer, err);
	if (ret == 0 && footer_value(&report->footer, "report"))
		ret = error_set(err, ENODATA,
				"the report was made by numaboot report %s, and only reports without its options are made again",
				footer_value(&report->footer, "report"));
	if (ret == -EBADMSG)
		result->standing = STANDING_REFUTED;
	return ret;
}

int verify_report(struct verify_result *result,
		  const struct report_text *report, const char *found,
		  const struct verify_options *options)
{
	char *run = found ? xstrdup(found) : verify_find_run(report);
	struct error err = { "" };
	int ret;

	*result = (struct verify_result){ 0 };
	ret = check_footer(result, report, &err);
	if (ret)
		goto out;
	if (options->depth == VERIFY_EVIDENCE && run)
		ret = verify_evidence(result, report, run, &err);
	else if (options->depth == VERIFY_EVIDENCE)
		ret = error_set(&err, ENOENT,
				"found no run of plan %s with the report's time in " OUT "/: --source makes it again",
				footer_value(&report->footer, "plan"));
	else
		ret = with_catalog(result, report, run, options, &err);
out:
	free(run);
	return ret ? verify_not_checkable(result, ret, &err) : 0;
}

void verify_result_release(struct verify_result *result)
{
	inputs_release(&result->inputs);
	comparison_release(&result->comparison);
	free(result->folder);
	result->folder = NULL;
}
