// SPDX-License-Identifier: GPL-2.0-only
#include "shard/frozen.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/jsonfile.h"
#include "lib/process.h"
#include "shard/deal.h"
#include "shard/identity.h"

#define KEY FROZEN_KEY
#define SEAL "seal"
#define INPUTS "inputs"

bool frozen_is_timed(const struct session_record *record)
{
	return strcmp(jsonfile_text(json_object_get(record->json, "engine"),
				    "name"), "exact");
}

int frozen_deal(const struct session_record *record, const char *canary,
		int count, int **shards, struct error *err)
{
	const struct deal wanted = {
		.cells = record->cells,
		.cell_count = record->cell_count,
		.timed = frozen_is_timed(record),
		.canary = canary,
		.count = count,
	};

	*shards = xcalloc(record->cell_count + 1, sizeof(**shards));
	return deal_cells(&wanted, *shards, err);
}

static int take(struct frozen *frozen, struct error *err)
{
	const struct session_record *record = &frozen->record;
	const json_t *shards = json_object_get(record->json, KEY);
	char all[DIGEST_HEX_SIZE];
	json_error_t problem;

	if (!shards)
		return error_set(err, EINVAL,
				 "%s: found no shards, expected a folder that numaboot shard made",
				 record->path);
	if (!record->sealed)
		return error_set(err, EINVAL,
				 "%s: found no seal, expected that of a session",
				 record->path);
	if (json_unpack_ex((json_t *)shards, &problem, 0,
			   "{s:i, s?s, s:s, s:s, s:s}", "count",
			   &frozen->count, "canary", &frozen->canary,
			   "program_sha256", &frozen->program_sha256,
			   "qemu_sha256", &frozen->qemu_sha256, "sha256",
			   &frozen->sha256))
		return error_set(err, EINVAL, "%s: %s: %s", record->path, KEY,
				 problem.text);
	identity_of_plan(record->json, shards, all);
	if (strcmp(all, frozen->sha256))
		return error_set(err, EINVAL,
				 "%s: found inputs of sha256 %.12s, expected the frozen %.12s",
				 record->path, all, frozen->sha256);
	frozen->plan = jsonfile_text(record->json, "plan");
	frozen->timed = frozen_is_timed(record);
	if (!frozen->timed && !frozen->canary)
		return error_set(err, EINVAL,
				 "%s: %s: found no canary, expected one",
				 record->path, KEY);
	if (!record->plan_text)
		return error_set(err, EINVAL, "%s: found no plan_text",
				 record->path);
	return frozen_deal(record, frozen->canary, frozen->count, &frozen->shards,
		    err);
}

int frozen_read(struct frozen *frozen, const char *folder, struct error *err)
{
	int ret;

	*frozen = (struct frozen){ .folder = folder };
	ret = session_record_read(&frozen->record, folder, err);
	return ret ? ret : take(frozen, err);
}

static const char *frozen_qemu(const struct frozen *frozen)
{
	return jsonfile_text(json_object_get(frozen->record.json, "engine"),
			     "qemu");
}

int frozen_check_host(const struct frozen *frozen, const char *qemu,
		      struct error *err)
{
	char program[DIGEST_HEX_SIZE], emulator[DIGEST_HEX_SIZE];
	char *version = NULL;
	struct error ignored;
	int ret = identity_of_host(program, emulator, qemu, err);

	if (ret)
		return ret;
	if (strcmp(program, frozen->program_sha256))
		ret = error_set(err, EINVAL,
				"found numaboot of sha256 %.12s on this host, expected %.12s, which froze %s: bring that program, or freeze the plan with this one",
				program, frozen->program_sha256,
				frozen->folder);
	if (ret == 0 && strcmp(emulator, frozen->qemu_sha256)) {
		process_version(qemu, &version, &ignored);
		ret = error_set(err, EINVAL,
				"found %s of sha256 %.12s on this host, expected %s of %.12s, which froze %s: --qemu names another one",
				version ? version : qemu, emulator,
				frozen_qemu(frozen), frozen->qemu_sha256,
				frozen->folder);
	}
	free(version);
	return ret;
}

static int differs(const struct session_record *session, const char *what,
		   struct error *err)
{
	return error_set(err, EINVAL,
			 "%s: found another %s than that of the frozen plan, expected the same on all hosts",
			 session->path, what);
}

/* A host may lack what only people read: lines of the source. */
static int check_inputs(const struct frozen *frozen,
			const struct session_record *session,
			struct error *err)
{
	const json_t *inputs = json_object_get(frozen->record.json, INPUTS);
	const char *name;
	json_t *hex;

	json_object_foreach(json_object_get(session->json, INPUTS), name, hex)
		if (!json_equal(json_object_get(inputs, name), hex))
			return differs(session, name, err);
	return 0;
}

static bool is_same_cell(const struct cell_record *a,
			 const struct cell_record *b)
{
	json_t *one = json_copy(a->json), *other = json_copy(b->json);
	bool same;

	json_object_del(one, SEAL);
	json_object_del(other, SEAL);
	same = json_equal(one, other);
	json_decref(one);
	json_decref(other);
	return same;
}

static int check_cells(const struct frozen *frozen,
		       const struct session_record *session, struct error *err)
{
	for (size_t i = 0; i < session->cell_count; i++) {
		const struct cell_record *cell = &session->cells[i];
		const struct cell_record *planned =
			session_record_cell(&frozen->record, cell->run_id);

		if (!planned || !is_same_cell(planned, cell))
			return differs(session, cell->run_id, err);
	}
	return 0;
}

/* Whatever the hosts are: of times alone more must be the same. */
int frozen_check_session(const struct frozen *frozen,
			 const struct session_record *session,
			 struct error *err)
{
	static const char *const keys[] = {
		"plugin_sha256", "firmware_sha256", "seed", "blocks",
	};
	const json_t *run = frozen->record.json, *other = session->json;
	const json_t *note = json_object_get(other, "shard");
	const json_t *engine = json_object_get(run, "engine");
	const json_t *found = json_object_get(other, "engine");
	int ret;

	if (strcmp(jsonfile_text(note, "frozen_sha256"), frozen->sha256))
		return error_set(err, EINVAL,
				 "%s: found inputs of sha256 %.12s, expected %.12s: it belongs to another frozen plan",
				 session->path, *jsonfile_text(note,
				 "frozen_sha256") ? jsonfile_text(note,
				 "frozen_sha256") : "nothing",
				 frozen->sha256);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!json_equal(json_object_get(run, keys[i]),
				json_object_get(other, keys[i])))
			return differs(session, keys[i], err);
	if (strcmp(jsonfile_text(engine, "accelerator"),
		   jsonfile_text(found, "accelerator")))
		return error_set(err, EINVAL,
				 "%s: found guests under %s, expected %s as where the plan was frozen",
				 session->path,
				 jsonfile_text(found, "accelerator"),
				 jsonfile_text(engine, "accelerator"));
	if (strcmp(jsonfile_text(engine, "qemu"), jsonfile_text(found, "qemu")))
		return differs(session, "version of QEMU", err);
	ret = check_inputs(frozen, session, err);
	return ret ? ret : check_cells(frozen, session, err);
}

json_t *frozen_note(const struct frozen *frozen, int number, const char *host)
{
	return json_pack("{s:i, s:i, s:s, s:s}", "number", number, "of",
			 frozen->count, "host", host, "frozen_sha256",
			 frozen->sha256);
}

char *frozen_path(const struct frozen *frozen, const char *format, ...)
{
	char *below = NULL, *path;
	va_list args;

	va_start(args, format);
	if (vasprintf(&below, format, args) < 0)
		abort();
	va_end(args);
	path = xasprintf("%s/" FROZEN_SHARDS "/%s", frozen->folder, below);
	free(below);
	return path;
}

void frozen_release(struct frozen *frozen)
{
	session_record_release(&frozen->record);
	free(frozen->shards);
	*frozen = (struct frozen){ 0 };
}
