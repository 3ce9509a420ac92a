// SPDX-License-Identifier: GPL-2.0-only
#include "gc/needs.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/jsonfile.h"
#include "night/past.h"

static void add(struct gc_needs *needs, const char *what, char *why)
{
	if (!*what) {
		free(why);
		return;
	}
	needs->list = xgrow(needs->list, needs->count, sizeof(*needs->list));
	needs->list[needs->count++] = (struct gc_need){ xstrdup(what), why };
}

/* As the run was named where the history was written: that is here. */
static void add_folder(struct gc_needs *needs, const char *folder, char *why)
{
	char *path = realpath(folder, NULL);

	add(needs, path ? path : "", why);
	free(path);
}

static void add_record(struct gc_needs *needs, const json_t *record,
		       const char *why)
{
	const json_t *arm;
	size_t index;

	json_array_foreach(json_object_get(record, "arms"), index, arm) {
		const json_t *second = json_object_get(arm, "kernel_4K");

		add(needs, jsonfile_text(arm, "image_sha256"), xstrdup(why));
		add(needs, jsonfile_text(second, "image_sha256"),
		    xstrdup(why));
	}
}

void gc_needs_add_runs(struct gc_needs *needs, const struct gc_items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		const struct gc_item *item = &items->list[i];
		char *why;

		if (item->kind != GC_RUN ||
		    json_is_true(json_object_get(item->record, "complete")))
			continue;
		why = xasprintf("run %s, which can go on", item->path);
		add_record(needs, item->record, why);
		free(why);
	}
}

static int add_claim(struct gc_needs *needs, const char *path,
		     struct error *err)
{
	struct claim *claim;
	int ret;

	needs->claims = xgrow(needs->claims, needs->claim_count,
			      sizeof(*needs->claims));
	claim = &needs->claims[needs->claim_count++];
	*claim = (struct claim){ 0 };
	ret = claim_read(claim, path, err);
	for (size_t i = 0; i < claim->kernel_count && ret == 0; i++) {
		const struct claim_kernel *kernel = &claim->kernels[i];

		add(needs, kernel->image_sha256, xasprintf("claim %s", path));
		add(needs, kernel->image_4k_sha256 ? kernel->image_4k_sha256 :
		    "", xasprintf("claim %s", path));
	}
	return ret;
}

static int add_record_file(struct gc_needs *needs, const char *path,
			   struct error *err)
{
	char *folder = xasprintf("%.*s", (int)(strrchr(path, '/') - path),
				 path);
	json_t *record = jsonfile_read(
		folder, evidence_session_name(EVIDENCE_RUN_JSON), err);
	char *why = xasprintf("report %s", folder);

	add_record(needs, record, why);
	free(why);
	free(folder);
	json_decref(record);
	return record ? 0 : -EINVAL;
}

/* A file of that name may be something else. */
static bool is_history(const char *path)
{
	char start[sizeof(HISTORY_NAME)] = "";
	FILE *in = fopen(path, "re");
	bool is = in && fgets(start, sizeof(start), in) &&
		  strcmp(start, HISTORY_NAME) == 0;

	if (in)
		fclose(in);
	return is;
}

static int add_file(struct gc_needs *needs, const FTSENT *entry,
		    struct error *err)
{
	const char *name = entry->fts_name;
	const char *end = strrchr(name, '.');

	if (end && strcmp(end, CLAIM_SUFFIX) == 0)
		return add_claim(needs, entry->fts_path, err);
	if (strcmp(name, evidence_session_name(EVIDENCE_RUN_JSON)) == 0)
		return add_record_file(needs, entry->fts_path, err);
	if (strcmp(name, "history") == 0 && is_history(entry->fts_path))
		return gc_needs_add_history(needs, entry->fts_path, err);
	return 0;
}

int gc_needs_add_folder(struct gc_needs *needs, const char *folder,
			int deepest, struct error *err)
{
	char *copy = xstrdup(folder);
	char *const roots[] = { copy, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int ret = 0;

	while (walk && ret == 0 && (entry = fts_read(walk))) {
		bool missing = entry->fts_level == 0 &&
			       entry->fts_errno == ENOENT;

		if (entry->fts_info == FTS_D && entry->fts_level >= deepest)
			fts_set(walk, entry, FTS_SKIP);
		else if (entry->fts_info == FTS_F)
			ret = add_file(needs, entry, err);
		else if ((entry->fts_info == FTS_DNR ||
			  entry->fts_info == FTS_ERR ||
			  entry->fts_info == FTS_NS) && !missing)
			ret = error_set(err, entry->fts_errno, "%s: %s",
					entry->fts_path,
					strerror(entry->fts_errno));
	}
	if (walk)
		fts_close(walk);
	free(copy);
	return ret;
}

static void add_night(struct gc_needs *needs, const struct past *past,
		      const struct past_night *night, const char *why)
{
	add_folder(needs, night->folder, xasprintf(
		"%s: %s of %.10s, arm %s", past->history->path, why,
		night->time, night->arm));
	for (int second = 0; second < 2; second++)
		add(needs, past_fact(past, "kernel", night->kernel,
				     second ? "image-4K" : "image"),
		    xasprintf("%s: %s of %.10s, arm %s", past->history->path,
			      why, night->time, night->arm));
}

static bool is_retired(const struct past *past, const struct past_night *night)
{
	return past_retired(past, "arm", night->arm) ||
	       past_retired(past, "plan", night->plan);
}

/* Of the night that found it, and of the last one before that. */
static void add_change(struct gc_needs *needs, const struct past *past,
		       const struct past_change *change)
{
	char *why = xasprintf("open change %s", change->id);
	bool found = false;

	for (size_t i = past->night_count; i > 0 && !found; i--) {
		const struct past_night *night = &past->nights[i - 1];

		if (night->block > change->block ||
		    strcmp(night->plan, change->plan))
			continue;
		/* Several arms may have moved as one. */
		add_night(needs, past, night, why);
		found = night->block < change->block &&
			(i < 2 || past->nights[i - 2].block != night->block);
	}
	free(why);
}

int gc_needs_add_history(struct gc_needs *needs, const char *path,
			 struct error *err)
{
	struct history history;
	struct past past = { 0 };
	int ret = history_read(&history, path, err);

	if (ret == 0)
		ret = past_make(&past, &history, err);
	for (size_t i = 0; i < past.night_count && ret == 0; i++) {
		const struct past_night *night = &past.nights[i];

		if (past_last(&past, night->plan, night->arm) == night &&
		    !is_retired(&past, night))
			add_night(needs, &past, night, "last night");
	}
	for (size_t i = 0; i < past.change_count && ret == 0; i++)
		if (past.changes[i].mail && !past.changes[i].accepted_by)
			add_change(needs, &past, &past.changes[i]);
	past_release(&past);
	history_release(&history);
	return ret;
}

static const char *why_image(const struct gc_needs *needs, const char *sha256)
{
	for (size_t i = 0; i < needs->count && *sha256; i++)
		if (strcmp(needs->list[i].what, sha256) == 0)
			return needs->list[i].why;
	return NULL;
}

static void apply_folder(const struct gc_needs *needs, struct gc_item *item)
{
	char *path = realpath(item->path, NULL);
	const char *why = path ? why_image(needs, path) : NULL;

	if (why)
		gc_item_keep(item, xstrdup(why));
	free(path);
}

/* By the first digits of an image's hash, as kernel/ownmap.h names it. */
static void apply_symbols(const struct gc_needs *needs, struct gc_item *item)
{
	const char *name = strrchr(item->path, '/') + 1;

	for (size_t i = 0; i < needs->count; i++)
		if (strncmp(needs->list[i].what, name, strlen(name)) == 0)
			gc_item_keep(item, xstrdup(needs->list[i].why));
}

static const json_t *arm_of(const json_t *record, const char *name)
{
	const json_t *arm;
	size_t index;

	json_array_foreach(json_object_get(record, "arms"), index, arm)
		if (strcmp(jsonfile_text(arm, "name"), name) == 0)
			return arm;
	return NULL;
}

/* Is this a run of the claim's plan, with its kernels? */
static bool is_of_claim(const struct gc_item *item, const struct claim *claim)
{
	if (item->kind != GC_RUN || !item->record ||
	    strcmp(jsonfile_text(item->record, "plan"), claim->plan_name))
		return false;
	for (size_t i = 0; i < claim->kernel_count; i++) {
		const struct claim_kernel *kernel = &claim->kernels[i];
		const json_t *arm = arm_of(item->record, kernel->arm);

		if (!arm || strcmp(jsonfile_text(arm, "image_sha256"),
				   kernel->image_sha256))
			return false;
	}
	return true;
}

/* Its verdicts are those that the claim was made of. */
static bool bears_out(const struct gc_item *item, const struct claim *claim)
{
	char *path = xasprintf("%s/verdicts.csv", item->path);
	char hex[DIGEST_HEX_SIZE] = "";
	struct error ignored;
	bool does = claim->verdicts_sha256 &&
		    digest_file(path, hex, &ignored) == 0 &&
		    strcmp(hex, claim->verdicts_sha256) == 0;

	free(path);
	return does;
}

/* One run is enough: the newest of those whose tables are the claim's own. */
static void apply_claim(const struct claim *claim, struct gc_items *items)
{
	struct gc_item *best = NULL;
	bool best_does = false;

	for (size_t i = 0; i < items->count; i++) {
		struct gc_item *item = &items->list[i];
		bool does;

		if (!is_of_claim(item, claim))
			continue;
		does = bears_out(item, claim);
		if (!best || does > best_does ||
		    (does == best_does && item->used_s > best->used_s)) {
			best = item;
			best_does = does;
		}
	}
	if (best)
		gc_item_keep(best, xasprintf("claim %s", claim->path));
}

static void apply_comparison(const struct gc_item *comparison,
			     struct gc_items *items)
{
	const json_t *run;
	size_t index;

	json_array_foreach(json_object_get(comparison->record, "runs"), index,
			   run) {
		struct gc_needs one = { 0 };

		add_folder(&one, jsonfile_text(run, "folder"),
			   xasprintf("comparison %s", comparison->path));
		for (size_t i = 0; i < items->count; i++)
			apply_folder(&one, &items->list[i]);
		gc_needs_release(&one);
	}
}

void gc_needs_apply(const struct gc_needs *needs, struct gc_items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		struct gc_item *item = &items->list[i];
		const char *why = item->kind == GC_KERNEL ?
			why_image(needs, jsonfile_text(item->record,
						       "image_sha256")) : NULL;

		if (why)
			gc_item_keep(item, xstrdup(why));
		if (item->kind == GC_RUN)
			apply_folder(needs, item);
		if (item->kind == GC_SYMBOLS)
			apply_symbols(needs, item);
		if (item->kind == GC_COMPARISON)
			apply_comparison(item, items);
	}
	for (size_t i = 0; i < needs->claim_count; i++)
		apply_claim(&needs->claims[i], items);
}

void gc_needs_release(struct gc_needs *needs)
{
	for (size_t i = 0; i < needs->count; i++) {
		free(needs->list[i].what);
		free(needs->list[i].why);
	}
	free(needs->list);
	for (size_t i = 0; i < needs->claim_count; i++)
		claim_release(&needs->claims[i]);
	free(needs->claims);
	*needs = (struct gc_needs){ 0 };
}
