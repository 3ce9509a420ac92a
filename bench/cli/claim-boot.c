// SPDX-License-Identifier: GPL-2.0-only
#include "cli/claim-boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "claim/rows.h"
#include "evidence/files.h"
#include "evidence/sessionrecord.h"
#include "kernel/build.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "lib/root.h"

#define BOOT_OUT "out/verify"

static bool has_hash(const char *path, const char *sha256)
{
	char hex[DIGEST_HEX_SIZE];
	struct error ignored;

	return file_exists(path) && digest_file(path, hex, &ignored) == 0 &&
	       strcmp(hex, sha256) == 0;
}

/* Return: 1 when the run has it, else 0; as build_find_image(). */
static int take_from_run(struct kernel *saved, const char *image_sha256,
			 json_t *manifest, const char *folder, size_t index,
			 const char *of)
{
	if (strcmp(jsonfile_text(manifest, "image_sha256"), image_sha256))
		return 0;
	saved->image = evidence_session_image(folder, (int)index, of);
	saved->symbols = evidence_session_map(folder, (int)index, of);
	if (has_hash(saved->image, image_sha256)) {
		saved->manifest = json_incref(manifest);
		return 1;
	}
	kernel_release(saved);
	*saved = (struct kernel){ 0 };
	return 0;
}

static int find_in_run(struct kernel *saved, const char *image_sha256,
		       const json_t *run, const char *folder)
{
	json_t *arm;
	size_t index;

	json_array_foreach(json_object_get(run, "arms"), index, arm) {
		json_t *second = json_object_get(arm, "kernel_4K");

		if (take_from_run(saved, image_sha256, arm, folder, index,
				  NULL) ||
		    take_from_run(saved, image_sha256, second, folder, index,
				  "4K"))
			return 1;
	}
	return 0;
}

static int add_image(struct remake *remake, const struct claim_kernel *kernel,
		     const char *image_sha256, bool only_4k,
		     const struct session_record *record, const char *run,
		     struct error *err)
{
	struct kernel saved = { 0 };
	int found = run ? find_in_run(&saved, image_sha256, record->json,
				      run) : 0;

	if (!found)
		found = build_find_image(&saved, image_sha256, err);
	if (found > 0)
		remake_add_image(remake, kernel->arm, only_4k, saved.image,
				 file_exists(saved.symbols) ? saved.symbols :
				 NULL, json_incref(saved.manifest));
	else if (!found)
		found = error_set(err, ENOENT,
			"arm %s: found no image of SHA-256 %.12s in the cache%s, expected %s: --source builds it",
			kernel->arm, image_sha256,
			run ? " or the run" : "", kernel->kernel);
	kernel_release(&saved);
	return found < 0 ? found : 0;
}

static int add_kernel(struct remake *remake, const struct claim_kernel *kernel,
		      const struct session_record *record, const char *run,
		      struct error *err)
{
	int ret = add_image(remake, kernel, kernel->image_sha256, false,
			    record, run, err);

	if (ret == 0 && kernel->image_4k_sha256)
		ret = add_image(remake, kernel, kernel->image_4k_sha256, true,
				record, run, err);
	return ret;
}

static int add_images(struct remake *remake, const struct claim *claim,
		      const char *run, struct error *err)
{
	struct session_record record = { 0 };
	int ret = run ? session_record_read(&record, run, err) : 0;

	for (size_t i = 0; i < claim->kernel_count && ret == 0; i++)
		ret = add_kernel(remake, &claim->kernels[i], &record, run, err);
	session_record_release(&record);
	return ret;
}

/* What is booted decides where: claims of one run share their boots. */
static char *out_folder(const struct claim *claim, const char *cell)
{
	char hex[DIGEST_HEX_SIZE];
	SHA2_CTX digest;

	SHA256Init(&digest);
	digest_add_text(&digest, claim->plan_name, claim->plan);
	for (size_t i = 0; i < claim->topology_count; i++)
		digest_add_text(&digest, claim->topologies[i].name,
				claim->topologies[i].sha256);
	for (size_t i = 0; i < claim->kernel_count; i++)
		digest_add_text(&digest, claim->kernels[i].kernel,
				claim->kernels[i].image_sha256);
	for (size_t i = 0; i < claim->kernel_count; i++)
		if (claim->kernels[i].image_4k_sha256)
			digest_add_text(&digest, claim->kernels[i].kernel,
					claim->kernels[i].image_4k_sha256);
	digest_add_text(&digest, "cell", cell ? cell : "");
	SHA256End(&digest, hex);
	return xasprintf(BOOT_OUT "/%.12s", hex);
}

static int boot(const struct claim *claim, const struct footer *footer,
		const struct catalog *catalog, const char *cell_text,
		const char *run, const struct verify_options *options,
		char **folder, struct error *err)
{
	char *out = out_folder(claim, cell_text);
	bool saved = options->depth == VERIFY_BOOT;
	struct remake_cell cell = { 0 };
	struct remake remake = { 0 };
	int ret = directory_make(out, err);

	if (ret == 0 && cell_text)
		ret = remake_cell_parse(&cell, cell_text, err);
	if (ret == 0)
		ret = remake_read(&remake, footer, catalog, out,
				  cell_text ? &cell : NULL, options->images,
				  options->image_count, saved, err);
	if (ret == 0 && saved)
		ret = add_images(&remake, claim, run, err);
	if (ret == 0)
		ret = verify_session(&remake, catalog, out, NULL, false,
				     options, folder, err);
	remake_release(&remake);
	free(cell.text);
	free(out);
	return ret;
}

int claim_boot(const struct claim *claim, const char *cell, const char *run,
	       const struct verify_options *options, char **folder,
	       struct error *err)
{
	char *variants = root_path("kernels/variants.ini");
	struct catalog catalog = { 0 };
	struct footer footer = { 0 };
	int ret = catalog_load(&catalog, variants, err);

	*folder = NULL;
	claim_footer(&footer, claim);
	if (ret == 0)
		ret = boot(claim, &footer, &catalog, cell, run, options,
			   folder, err);
	footer_release(&footer);
	catalog_release(&catalog);
	free(variants);
	return ret;
}

static const json_t *arm_of(const json_t *run, const char *name)
{
	const json_t *arm;
	size_t index;

	json_array_foreach(json_object_get(run, "arms"), index, arm)
		if (strcmp(jsonfile_text(arm, "name"), name) == 0)
			return arm;
	return NULL;
}

/* Takes @text. */
static void tell(char **differs, char *text)
{
	char *longer;

	if (*differs) {
		longer = xasprintf("%s; %s", *differs, text);
		free(*differs);
		free(text);
		text = longer;
	}
	*differs = text;
}

static void compare_kernel(char **differs, const struct claim_kernel *kernel,
			   const json_t *run)
{
	const json_t *arm = arm_of(run, kernel->arm);
	const char *image = arm ? jsonfile_text(arm, "image_sha256") : "";
	const char *compiler = arm ? jsonfile_text(arm, "compiler") : "";

	if (strcmp(image, kernel->image_sha256))
		tell(differs, xasprintf("image of %s is %.12s, was %.12s",
					kernel->arm, image,
					kernel->image_sha256));
	if (kernel->compiler && strcmp(compiler, kernel->compiler))
		tell(differs, xasprintf("compiler of %s is %s, was %s",
					kernel->arm, compiler,
					kernel->compiler));
}

static int compare_tables(char **differs, const struct claim *claim,
			  const char *folder, bool whole, struct error *err)
{
	char *path = xasprintf("%s/verdicts.csv", folder);
	char hex[DIGEST_HEX_SIZE] = "";
	int ret = 0;

	if (!claim->verdicts_sha256)
		goto out;
	if (whole)
		ret = digest_file(path, hex, err);
	if (ret == 0 && whole && strcmp(hex, claim->verdicts_sha256))
		tell(differs, xasprintf("verdicts.csv is %.12s, was %.12s",
					hex, claim->verdicts_sha256));
	if (ret == 0 && !whole)
		ret = rows_compare(differs, claim, path, err);
out:
	free(path);
	return ret;
}

int claim_differs(const struct claim *claim, const char *folder, bool whole,
		  char **differs, struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, folder, err);
	const char *qemu;

	*differs = NULL;
	if (ret == 0) {
		qemu = jsonfile_text(json_object_get(record.json, "engine"),
				     "qemu");
		for (size_t i = 0; i < claim->kernel_count; i++)
			compare_kernel(differs, &claim->kernels[i],
				       record.json);
		if (strcmp(qemu, claim->qemu))
			tell(differs, xasprintf("QEMU is %s, was %s", qemu,
						claim->qemu));
		ret = compare_tables(differs, claim, folder, whole, err);
	}
	session_record_release(&record);
	return ret;
}
