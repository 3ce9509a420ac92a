// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/sessionseal.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "evidence/evidence.h"
#include "evidence/exactness.h"
#include "evidence/files.h"
#include "evidence/sums.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "lib/leftover.h"

#define SEAL "seal"
#define INPUTS "inputs"

static int compare_paths(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Each file below a folder, by its path from there; folders are not named. */
static int each_file(const char *folder,
		     int (*take)(const char *path, const char *name,
				 void *context, struct error *err),
		     void *context, struct error *err)
{
	char *const roots[] = { (char *)folder, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, compare_paths);
	FTSENT *entry;
	int ret = walk ? 0 : error_set(err, errno, "%s: %s", folder,
				       strerror(errno));

	while (ret == 0 && (entry = fts_read(walk))) {
		if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
		    entry->fts_info == FTS_NS)
			ret = error_set(err, entry->fts_errno, "%s: %s",
					entry->fts_path,
					strerror(entry->fts_errno));
		else if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
			ret = take(entry->fts_path,
				   entry->fts_path + strlen(folder) + 1,
				   context, err);
	}
	if (walk)
		fts_close(walk);
	return ret;
}

static int add_input(const char *path, const char *name, void *context,
		     struct error *err)
{
	char hex[DIGEST_HEX_SIZE];
	int ret = digest_file(path, hex, err);

	if (ret == 0)
		json_object_set_new(context, name, json_string(hex));
	return ret;
}

int session_seal_inputs(json_t *run, const char *folder, struct error *err)
{
	char *path = evidence_session_path(folder, EVIDENCE_INPUTS);
	json_t *inputs = json_object();
	int ret = each_file(path, add_input, inputs, err);

	json_object_set_new(run, INPUTS, inputs);
	free(path);
	return ret;
}

/* The hash of its SHA256SUMS. */
static int seal_of(const char *run, char hex[DIGEST_HEX_SIZE],
		   struct error *err)
{
	char *path = evidence_path(run, EVIDENCE_SUMS);
	int ret = digest_file(path, hex, err);

	free(path);
	return ret;
}

static char *run_path(const char *folder, const char *run_id)
{
	return xasprintf("%s/%s/%s", folder,
			 evidence_session_name(EVIDENCE_RUNS), run_id);
}

int session_seal_runs(json_t *run, const char *folder, struct error *err)
{
	json_t *cells = json_object_get(run, "cells");
	int ret = 0;

	for (size_t i = 0; i < json_array_size(cells) && ret == 0; i++) {
		json_t *cell = json_array_get(cells, i);
		char hex[DIGEST_HEX_SIZE];
		char *path = run_path(folder, jsonfile_text(cell, "run_id"));

		ret = seal_of(path, hex, err);
		if (ret == 0)
			json_object_set_new(cell, SEAL, json_string(hex));
		free(path);
	}
	return ret;
}

void session_unseal_runs(json_t *run)
{
	json_t *cells = json_object_get(run, "cells");

	for (size_t i = 0; i < json_array_size(cells); i++)
		json_object_del(json_array_get(cells, i), SEAL);
}

/* A file that was being replaced when its writer was killed is no input. */
static int check_listed(const char *path, const char *name, void *context,
			struct error *err)
{
	if (json_object_get(context, name) || leftover_is_fresh(name))
		return 0;
	return error_set(err, EBADMSG,
			 "%s: was not there when the session began", path);
}

/* A link would be another session's or run's folder. */
static int check_folder(const char *path, struct error *err)
{
	struct stat status;

	if (lstat(path, &status))
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return error_set(err, EBADMSG,
				 "%s: found no folder, expected one as it was sealed",
				 path);
	return 0;
}

static int verify_inputs(const struct session_record *record,
			 const char *folder, struct error *err)
{
	json_t *inputs = json_object_get(record->json, INPUTS);
	char *root = evidence_session_path(folder, EVIDENCE_INPUTS);
	const char *name;
	json_t *hex;
	int ret = check_folder(root, err);

	json_object_foreach(inputs, name, hex) {
		char *path = xasprintf("%s/%s", root, name);

		if (ret == 0)
			ret = sums_check_file(path, json_is_string(hex) ?
					      json_string_value(hex) : "", err);
		free(path);
	}
	if (ret == 0)
		ret = each_file(root, check_listed, inputs, err);
	free(root);
	return ret;
}

/* Of the cell in run.json; cell.json was written without a seal. */
static int verify_cell(const struct cell_record *cell, const char *path,
		       struct error *err)
{
	json_t *sealed = jsonfile_read(path, evidence_name(EVIDENCE_CELL), err);
	json_t *planned;
	int ret = 0;

	if (!sealed)
		return -EINVAL;
	planned = json_copy(cell->json);
	json_object_del(planned, SEAL);
	if (!json_equal(sealed, planned))
		ret = error_set(err, EBADMSG,
				"%s/%s: is not the cell that %s has", path,
				evidence_name(EVIDENCE_CELL),
				evidence_session_name(EVIDENCE_RUN_JSON));
	json_decref(planned);
	json_decref(sealed);
	return ret;
}

/* @seal is NULL for a run that was not sealed when run.json was written. */
static int verify_seal(const struct session_record *record, const char *seal,
		       const char *path, struct error *err)
{
	char hex[DIGEST_HEX_SIZE];
	int ret = record->sealed && seal ? seal_of(path, hex, err) : 0;

	if (ret == 0 && record->sealed && seal && strcmp(hex, seal))
		ret = error_set(err, EBADMSG,
				"%s/%s: is not the one that %s has: the run is another one",
				path, evidence_name(EVIDENCE_SUMS),
				record->path);
	return ret;
}

static int verify_run(const struct session_record *record,
		      const struct cell_record *cell, const char *seal,
		      const char *path, struct error *err)
{
	int ret = evidence_verify(path, err);

	if (ret == 0)
		ret = verify_cell(cell, path, err);
	return ret ? ret : verify_seal(record, seal, path, err);
}

static const char *seal_in(const struct cell_record *cell)
{
	return json_string_value(json_object_get(cell->json, SEAL));
}

static int verify_cells(const struct session_record *record,
			const char *folder, enum session_missing missing,
			struct error *err)
{
	bool all = record->complete && missing == SESSION_MISSING_REFUSED;
	int ret = 0;

	for (size_t i = 0; i < record->cell_count && ret == 0; i++) {
		const struct cell_record *cell = &record->cells[i];
		char *path = run_path(folder, cell->run_id);

		if (file_exists(path)) {
			ret = check_folder(path, err);
			if (ret == 0)
				ret = verify_run(record, cell, seal_in(cell),
						 path, err);
		} else if (all) {
			ret = error_set(err, EBADMSG,
					"%s: is missing, %s has this run",
					path, record->path);
		}
		free(path);
	}
	return ret;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A run, or one that was set aside because its QEMU was killed
 * (folder_set_aside()). */
static bool is_run(const char *name, const char **ids, size_t count)
{
	const char *aside = strstr(name, ".killed-");
	char *id = xasprintf("%.*s", (int)(aside ? (size_t)(aside - name) :
						   strlen(name)), name);
	bool is = bsearch(&id, ids, count, sizeof(*ids), compare_ids);

	free(id);
	return is;
}

/* What an interrupted boot left is no run. */
static bool is_left(const char *name, bool complete)
{
	return leftover_is_partial(name) && !complete;
}

static int check_names(const struct session_record *record,
		       const char *folder, char *const *names,
		       struct error *err)
{
	const char **ids = xcalloc(record->cell_count + 1, sizeof(*ids));
	int ret = 0;

	for (size_t i = 0; i < record->cell_count; i++)
		ids[i] = record->cells[i].run_id;
	qsort(ids, record->cell_count, sizeof(*ids), compare_ids);
	for (; ret == 0 && *names; names++)
		if (!is_run(*names, ids, record->cell_count) &&
		    !is_left(*names, record->complete))
			ret = error_set(err, EBADMSG,
					"%s/%s/%s: is no run that %s has",
					folder,
					evidence_session_name(EVIDENCE_RUNS),
					*names, record->path);
	free(ids);
	return ret;
}

static int verify_names(const struct session_record *record,
			const char *folder, struct error *err)
{
	char *path = evidence_session_path(folder, EVIDENCE_RUNS);
	char **names = NULL;
	int ret = 0;

	/* Whether it may have no run is for verify_cells() to say. */
	if (file_exists(path))
		ret = directory_list(path, &names, err);
	if (names)
		ret = check_names(record, folder, names, err);
	directory_list_free(names);
	free(path);
	return ret;
}

/* The second boot of a cell; once all is sealed run.json says of which. */
static int verify_again(const struct session_record *record, const char *path,
			const char *name, struct error *err)
{
	const struct cell_record *cell = session_record_cell(record, name);
	const char *seal = exactness_seal(record, name);
	int ret;

	if (is_left(name, record->complete))
		return 0;
	if (!cell || (record->complete && !seal))
		return error_set(err, EBADMSG, "%s: is no run that %s has",
				 path, record->path);
	ret = check_folder(path, err);
	return ret ? ret : verify_run(record, cell, seal, path, err);
}

static int verify_agains(const struct session_record *record,
			 const char *folder, enum session_missing missing,
			 struct error *err)
{
	char *root = evidence_session_path(folder, EVIDENCE_AGAIN);
	const char *wanted = record->complete &&
			     missing == SESSION_MISSING_REFUSED ?
				     exactness_run(record) : NULL;
	char **names = NULL;
	int ret = file_exists(root) ? directory_list(root, &names, err) : 0;

	for (char **name = names; ret >= 0 && name && *name; name++) {
		char *path = xasprintf("%s/%s", root, *name);

		ret = verify_again(record, path, *name, err);
		if (wanted && strcmp(wanted, *name) == 0)
			wanted = NULL;
		free(path);
	}
	if (ret >= 0 && wanted)
		ret = error_set(err, EBADMSG,
				"%s/%s: is missing, %s has this run", root,
				wanted, record->path);
	directory_list_free(names);
	free(root);
	return ret < 0 ? ret : 0;
}

int session_verify(const struct session_record *record, const char *folder,
		   enum session_missing missing, struct error *err)
{
	int ret = record->sealed ? verify_inputs(record, folder, err) : 0;

	if (ret == 0)
		ret = verify_names(record, folder, err);
	if (ret == 0)
		ret = verify_cells(record, folder, missing, err);
	if (ret == 0)
		ret = verify_agains(record, folder, missing, err);
	return ret ? ret : exactness_check(record, err);
}

int session_open_verified(struct session_record *record, const char *folder,
			  struct error *err)
{
	int ret = session_record_read(record, folder, err);

	return ret ? ret : session_verify(record, folder,
					  SESSION_MISSING_REFUSED, err);
}

static int verify_in_session(const char *session, const char *path,
			     struct error *err)
{
	struct session_record record;
	const struct cell_record *cell = NULL;
	int ret = session_record_read(&record, session, err);

	if (ret == 0)
		cell = session_record_cell(&record, strrchr(path, '/') + 1);
	if (ret == 0 && !cell)
		ret = error_set(err, EBADMSG, "%s: is no run that %s has",
				path, record.path);
	if (ret == 0)
		ret = verify_run(&record, cell, seal_in(cell), path, err);
	if (ret == 0)
		ret = exactness_check(&record, err);
	session_record_release(&record);
	return ret;
}

/* SESSION of SESSION/runs/RUN-ID when it is one, or NULL; the caller frees. */
static char *session_of(const char *path)
{
	const char *name = strrchr(path, '/');
	char *above = xasprintf("%.*s", (int)(name - path), path);
	char *runs = strrchr(above, '/');
	bool is = runs && strcmp(runs + 1, evidence_session_name(EVIDENCE_RUNS)) == 0;
	char *record;

	if (is)
		*runs = '\0';
	record = evidence_session_path(above, EVIDENCE_RUN_JSON);
	is = is && file_exists(record);
	free(record);
	if (is)
		return above;
	free(above);
	return NULL;
}

int session_verify_run(const char *folder, struct error *err)
{
	char *path = realpath(folder, NULL);
	char *session = path ? session_of(path) : NULL;
	int ret = session ? verify_in_session(session, path, err) :
			    evidence_verify(folder, err);

	free(session);
	free(path);
	return ret;
}
