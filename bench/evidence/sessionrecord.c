// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/sessionrecord.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "evidence/runseal.h"
#include "lib/alloc.h"
#include "lib/input.h"
#include "lib/jsonfile.h"

/* The `name` of each object of a list. */
static int take_names(const char ***names, size_t *count, const char *path,
		      const json_t *list, struct error *err)
{
	*names = xcalloc(json_array_size(list) + 1, sizeof(**names));
	for (*count = 0; *count < json_array_size(list); ++*count) {
		const json_t *entry = json_array_get(list, *count);
		const char *name =
			json_string_value(json_object_get(entry, "name"));

		if (!name)
			return error_set(err, EINVAL,
					 "%s: found an arm or a topology without a name",
					 path);
		(*names)[*count] = name;
	}
	return 0;
}

static int find_layout(const json_t *arms)
{
	for (size_t i = 0; i < json_array_size(arms); i++)
		if (json_is_true(json_object_get(json_array_get(arms, i),
						 "layout")))
			return (int)i;
	return -1;
}

/* A text of at most what a file of it may have; null and nothing are none. */
static int take_text(const char **text, const char *path, const json_t *object,
		     const char *key, struct error *err)
{
	const json_t *value = json_object_get(object, key);

	*text = json_string_value(value);
	if (value && !json_is_null(value) && !*text)
		return error_set(err, EINVAL, "%s: expected text in %s", path,
				 key);
	if (*text && json_string_length(value) > INPUT_TEXT_BYTES)
		return error_set(err, EINVAL,
				 "%s: found over %llu bytes in %s", path,
				 INPUT_TEXT_BYTES, key);
	return 0;
}

static int take_texts(struct session_record *record, const json_t *topologies,
		      struct error *err)
{
	int ret = take_text(&record->plan_text, record->path, record->json,
			    "plan_text", err);

	record->topology_texts = xcalloc(record->topology_count + 1,
					 sizeof(*record->topology_texts));
	for (size_t i = 0; i < record->topology_count && ret == 0; i++)
		ret = take_text(&record->topology_texts[i], record->path,
				json_array_get(topologies, i), "text", err);
	return ret;
}

static int take_cell(struct session_record *record, json_t *json,
		     struct error *err)
{
	struct cell_record *cell = &record->cells[record->cell_count++];
	int ret = cell_record_take(cell, json, record->path, err);

	if (ret == 0 && session_record_arm(record, cell) < 0)
		ret = error_set(err, EINVAL,
				"%s: found a cell of arm %s, expected it among the arms",
				record->path, cell->arm);
	return ret;
}

static int take_cells(struct session_record *record, const json_t *list,
		      struct error *err)
{
	size_t count = json_array_size(list);
	int ret = 0;

	record->cells = xcalloc(count + 1, sizeof(*record->cells));
	for (size_t i = 0; i < count && ret == 0; i++)
		ret = take_cell(record, json_incref(json_array_get(list, i)),
				err);
	return ret;
}

static int take(struct session_record *record, struct error *err)
{
	json_t *cells, *arms, *topologies;
	json_error_t problem;
	int complete = 0;
	int ret;

	record->sealed = json_object_get(record->json, "sha256") != NULL;
	if (record->sealed && !runseal_holds(record->json))
		return error_set(err, EINVAL,
				 "%s: changed since it was written",
				 record->path);
	if (json_unpack_ex(record->json, &problem, 0,
			   "{s:o, s:o, s:o, s?s, s?b, s?{s?s}}", "cells", &cells,
			   "arms", &arms, "topologies", &topologies,
			   "inputs_sha256", &record->inputs_sha256,
			   "complete", &complete, "engine",
			   "accelerator", &record->accelerator))
		return error_set(err, EINVAL, "%s: %s", record->path,
				 problem.text);
	record->complete = complete;
	record->layout = find_layout(arms);
	ret = take_names(&record->arms, &record->arm_count, record->path, arms,
			 err);
	if (ret == 0)
		ret = take_names(&record->topologies, &record->topology_count,
				 record->path, topologies, err);
	if (ret == 0)
		ret = take_texts(record, topologies, err);
	return ret ? ret : take_cells(record, cells, err);
}

int session_record_read(struct session_record *record, const char *folder,
			struct error *err)
{
	*record = (struct session_record){
		.json = jsonfile_read(folder,
				      evidence_session_name(EVIDENCE_RUN_JSON),
				      err),
		.path = evidence_session_path(folder, EVIDENCE_RUN_JSON),
	};
	return record->json ? take(record, err) : -EINVAL;
}

const struct cell_record *
session_record_cell(const struct session_record *record, const char *run_id)
{
	for (size_t i = 0; i < record->cell_count; i++)
		if (strcmp(record->cells[i].run_id, run_id) == 0)
			return &record->cells[i];
	return NULL;
}

int session_record_arm(const struct session_record *record,
		       const struct cell_record *cell)
{
	for (size_t i = 0; i < record->arm_count; i++)
		if (strcmp(record->arms[i], cell->arm) == 0)
			return (int)i;
	return -1;
}

bool session_record_is_layout(const struct session_record *record,
			      const struct cell_record *cell)
{
	return record->layout >= 0 &&
	       session_record_arm(record, cell) == record->layout;
}

void session_record_release(struct session_record *record)
{
	for (size_t i = 0; i < record->cell_count; i++)
		cell_record_release(&record->cells[i]);
	free(record->cells);
	free(record->arms);
	free(record->topologies);
	free(record->topology_texts);
	free(record->path);
	json_decref(record->json);
	*record = (struct session_record){ 0 };
}
