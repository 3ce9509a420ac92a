// SPDX-License-Identifier: GPL-2.0-only
/* What a claim says of the run that it is made from. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "claim/make.h"
#include "evidence/files.h"
#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "lib/jsonfile.h"
#include "machine/topology-uniform.h"
#include "plan/named-file.h"

/* A string of run.json, or NULL. */
static char *text_of(const json_t *object, const char *key)
{
	const char *text = jsonfile_text(object, key);

	return *text ? xstrdup(text) : NULL;
}

static char *command_of(const json_t *argv)
{
	struct argv words = { 0 };
	const json_t *word;
	size_t index;
	char *line;

	argv_add(&words, "numaboot");
	json_array_foreach(argv, index, word)
		argv_add(&words, "%s", json_string_value(word));
	line = argv_join(&words);
	argv_release(&words);
	return line;
}

static int take_made(struct claim *claim, const json_t *run,
		     struct error *err)
{
	const json_t *numaboot = json_object_get(run, "numaboot");
	const char *stamp = jsonfile_text(run, "stamp");

	claim->version = numaboot ? text_of(numaboot, "version") :
				    text_of(run, "version");
	claim->commit = text_of(numaboot, "commit");
	claim->url = text_of(numaboot, "url");
	claim->date = xasprintf("%.*s", (int)strcspn(stamp, "T"), stamp);
	claim->command = command_of(json_object_get(run, "argv"));
	claim->qemu = text_of(json_object_get(run, "engine"), "qemu");
	if (!claim->version || !*claim->date || !claim->qemu)
		return error_set(err, EINVAL,
				 "%s: found no version, stamp or QEMU, expected those of a run",
				 claim->path);
	return 0;
}

static int take_plan_entry(void *context, const struct inifile_entry *entry,
			   struct error *err)
{
	(void)err;
	claim_add_plan(context, entry->section, entry->key, entry->value);
	return 0;
}

static int take_plan(struct claim *claim, const json_t *run,
		     struct error *err)
{
	const char *text = jsonfile_text(run, "plan_text");

	claim->plan_name = text_of(run, "plan");
	if (!claim->plan_name || !*text)
		return error_set(err, EINVAL,
				 "%s: found no plan_text, which an earlier numaboot did not write, expected it: run the plan again",
				 claim->path);
	return inifile_read_text("plan_text", text, take_plan_entry, claim,
				 err);
}

static void take_kernel(struct claim *claim, const json_t *arm)
{
	struct claim_kernel *kernel;

	claim->kernels = xgrow(claim->kernels, claim->kernel_count,
			       sizeof(*claim->kernels));
	kernel = &claim->kernels[claim->kernel_count++];
	*kernel = (struct claim_kernel){
		.arm = text_of(arm, "name"),
		.kernel = text_of(arm, "kernel"),
		.base = text_of(arm, "base"),
		.base_version = text_of(arm, "base_version"),
		.base_sha256 = text_of(arm, "base_sha256"),
		.series_sha256 = text_of(arm, "series_sha256"),
		.config_sha256 = text_of(arm, "config_sha256"),
		.compiler = text_of(arm, "compiler"),
		.key = text_of(arm, "key"),
		.image_sha256 = text_of(arm, "image_sha256"),
		.image_4k_sha256 = text_of(json_object_get(arm, "kernel_4K"),
					   "image_sha256"),
	};
}

/* An arm that controls the layout boots what the baseline does. */
static void take_kernels(struct claim *claim, const json_t *run)
{
	const json_t *arm;
	size_t index;

	json_array_foreach(json_object_get(run, "arms"), index, arm)
		if (!json_is_true(json_object_get(arm, "layout")))
			take_kernel(claim, arm);
}

/* As this numaboot brings it? */
static bool is_shipped(const char *name, const char *hex)
{
	char *path = named_file(name, "bench/topologies", ".topo");
	char shipped[DIGEST_HEX_SIZE] = "";
	struct error ignored;

	if (file_exists(path))
		digest_file(path, shipped, &ignored);
	free(path);
	return strcmp(shipped, hex) == 0;
}

static bool is_uniform(const char *name)
{
	char *text = topology_uniform_text(name);

	free(text);
	return text != NULL;
}

static int take_topology(struct claim *claim, const char *folder,
			 const char *name, struct error *err)
{
	char *path = evidence_session_topology(folder, name);
	struct claim_topology *topology;
	char hex[DIGEST_HEX_SIZE];
	char *text = NULL;
	int ret = digest_file(path, hex, err);

	if (ret == 0)
		ret = file_read(path, &text, NULL, err);
	if (ret)
		goto out;
	claim->topologies = xgrow(claim->topologies, claim->topology_count,
				  sizeof(*claim->topologies));
	topology = &claim->topologies[claim->topology_count++];
	topology->name = xstrdup(name);
	if (!is_uniform(name) && !is_shipped(name, hex)) {
		topology->text = claim_topology_lines(text);
		claim_text_digest(topology->text, hex);
	}
	topology->sha256 = xstrdup(hex);
out:
	free(text);
	free(path);
	return ret;
}

static int take_topologies(struct claim *claim,
			   const struct session_record *record,
			   const char *folder, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < record->topology_count && ret == 0; i++)
		ret = take_topology(claim, folder, record->topologies[i], err);
	return ret;
}

static int take_table(char **sha256, const char *folder, const char *name,
		      struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name);
	char hex[DIGEST_HEX_SIZE];
	int ret = digest_file(path, hex, err);

	if (ret == 0)
		*sha256 = xstrdup(hex);
	free(path);
	return ret;
}

static int take_tables(struct claim *claim, const char *folder,
		       struct error *err)
{
	int ret = take_table(&claim->verdicts_sha256, folder, "verdicts.csv",
			     err);

	if (ret == 0)
		ret = take_table(&claim->samples_sha256, folder,
				 "samples.csv", err);
	return ret ? ret : take_table(&claim->report_sha256, folder,
				      "report.txt", err);
}

int claim_take_boots(struct claim *claim, const char *folder,
		     struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, folder, err);

	claim->path = xstrdup(record.path);
	if (ret == 0 && !record.complete)
		ret = error_set(err, EINVAL,
				"%s: found an unfinished run, expected a complete one: go on with --resume %s",
				record.path, folder);
	if (ret == 0)
		ret = take_made(claim, record.json, err);
	if (ret == 0)
		ret = take_plan(claim, record.json, err);
	if (ret == 0)
		take_kernels(claim, record.json);
	if (ret == 0)
		ret = take_topologies(claim, &record, folder, err);
	session_record_release(&record);
	return ret;
}

int claim_take_run(struct claim *claim, const char *folder, struct error *err)
{
	int ret = claim_take_boots(claim, folder, err);

	return ret ? ret : take_tables(claim, folder, err);
}
