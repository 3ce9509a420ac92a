// SPDX-License-Identifier: GPL-2.0-only
#include "shard/frozen-plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "lib/jsonfile.h"

/**
 * struct reading - while the plan's text is read
 */
struct reading {
	struct plan *plan;
	const struct catalog *catalog;
};

/* The folder has them: what they are called here does not matter. */
static bool is_in_folder(const char *key)
{
	static const char *const keys[] = {
		"arms", "arm", "topologies", "mmu", "config-file", "make",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static int handle_entry(void *context, const struct inifile_entry *entry,
			struct error *err)
{
	struct reading *reading = context;

	if (is_in_folder(entry->key))
		return 0;
	return plan_set_entry(reading->plan, reading->catalog, entry, err);
}

static char *optional(const json_t *arm, const char *key)
{
	const char *text = json_string_value(json_object_get(arm, key));

	return text ? xstrdup(text) : NULL;
}

static void add_arm(struct plan *plan, const json_t *json)
{
	const char *name = jsonfile_text(json, "name");
	const char *kernel = jsonfile_text(json, "kernel");

	plan->arms = xgrow(plan->arms, plan->arm_count, sizeof(*plan->arms));
	plan->arms[plan->arm_count++] = (struct arm){
		.name = xstrdup(name),
		.label = xstrdup(name),
		.written = xstrdup(kernel),
		.written_kernel = xstrdup(kernel),
		.kernel = xstrdup(kernel),
		.parameters = xstrdup(jsonfile_text(json, "parameters")),
		.config_file = optional(json, "config_file"),
		.make = optional(json, "make"),
	};
}

static void add_image(struct frozen_plan *made, const char *arm,
		      const struct frozen *frozen, int index, const char *of,
		      json_t *manifest)
{
	char *symbols = evidence_session_map(frozen->folder, index, of);
	bool has_symbols = file_exists(symbols);

	made->images = xgrow(made->images, made->image_count,
			     sizeof(*made->images));
	made->images[made->image_count++] = (struct session_image){
		.arm = xstrdup(arm),
		.only_4k = of,
		.image = evidence_session_image(frozen->folder, index, of),
		.symbols = has_symbols ? xstrdup(symbols) : NULL,
		.manifest = json_incref(manifest),
	};
	free(symbols);
}

/* The layout control has the first arm's. */
static void add_arms(struct frozen_plan *made, const struct frozen *frozen)
{
	const json_t *arms = json_object_get(frozen->record.json, "arms");
	json_t *arm, *second;
	size_t index;

	json_array_foreach(arms, index, arm) {
		const char *name = jsonfile_text(arm, "name");

		if (json_is_true(json_object_get(arm, "layout")))
			continue;
		add_arm(&made->plan, arm);
		add_image(made, name, frozen, (int)index, NULL, arm);
		second = json_object_get(arm, "kernel_4K");
		if (second)
			add_image(made, name, frozen, (int)index, "4K", second);
	}
}

static int add_topologies(struct plan *plan, const struct frozen *frozen,
			  struct error *err)
{
	const struct session_record *record = &frozen->record;
	int ret = 0;

	for (size_t i = 0; i < record->topology_count && ret == 0; i++) {
		char *path = evidence_session_topology(frozen->folder,
						   record->topologies[i]);

		ret = plan_add_topology(plan, path, err);
		free(path);
	}
	return ret;
}

/* Every shard writes the same. */
static int add_mmu(struct plan *plan, const struct frozen *frozen,
		   struct error *err)
{
	const json_t *mmu = json_object_get(frozen->record.json, "mmu");
	const char *text = jsonfile_text(mmu, "text");

	if (!json_is_object(mmu))
		return 0;
	free(plan->mmu);
	plan->mmu = frozen_path(frozen, "mmu.ini");
	return file_write(plan->mmu, text, strlen(text), err);
}

int frozen_plan_make(struct frozen_plan *made, const struct frozen *frozen,
		     const struct catalog *catalog, struct error *err)
{
	struct reading reading = { &made->plan, catalog };
	char *shards = xasprintf("%s/" FROZEN_SHARDS, frozen->folder);
	int ret = directory_make(shards, err);

	*made = (struct frozen_plan){ 0 };
	plan_init(&made->plan, frozen->plan);
	add_arms(made, frozen);
	if (ret == 0)
		ret = inifile_read_text("the frozen plan",
					frozen->record.plan_text, handle_entry,
					&reading, err);
	if (ret == 0)
		ret = add_topologies(&made->plan, frozen, err);
	if (ret == 0)
		ret = add_mmu(&made->plan, frozen, err);
	free(shards);
	return ret;
}

void frozen_plan_release(struct frozen_plan *made)
{
	for (int i = 0; i < made->image_count; i++) {
		free(made->images[i].arm);
		free(made->images[i].image);
		free(made->images[i].symbols);
		json_decref(made->images[i].manifest);
	}
	free(made->images);
	plan_release(&made->plan);
	*made = (struct frozen_plan){ 0 };
}
