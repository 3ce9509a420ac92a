// SPDX-License-Identifier: GPL-2.0-only
#include "session/runfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/jsonfile.h"
#include "session/host.h"

json_t *runfile_load(const char *folder, struct error *err)
{
	return jsonfile_read(folder, session_name(SESSION_RUN), err);
}

static int store(const char *folder, const json_t *record, struct error *err)
{
	char *path = session_path(folder, SESSION_RUN);
	int ret = jsonfile_write(path, record, err);

	free(path);
	return ret;
}

static json_t *arms_json(const struct session *session)
{
	json_t *arms = json_array();

	for (int i = 0; i < session->plan->arm_count; i++) {
		const struct arm *arm = &session->plan->arms[i];
		json_t *entry =
			json_deep_copy(session->kernels[i].kernel.manifest);

		json_object_set_new(entry, "kernel", json_string(arm->kernel));
		json_object_set_new(entry, "name", json_string(arm->name));
		json_object_set_new(entry, "parameters",
				    json_string(arm->parameters));
		json_array_append_new(arms, entry);
	}
	return arms;
}

static json_t *topologies_json(const struct session *session)
{
	json_t *topologies = json_array();

	for (int i = 0; i < session->plan->topology_count; i++) {
		const struct topology *topology =
			&session->plan->topologies[i];
		const char *unpinned = session->unpinned_reasons ?
			session->unpinned_reasons[i] : NULL;
		const struct host_places *places =
			session->places ? &session->places[i] : NULL;

		json_array_append_new(topologies,
			json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:s?, s:o}",
				  "name", topology->name,
				  "path", topology->uniform ?
					  topology->name : topology->path,
				  "description", topology->description,
				  "nodes", (json_int_t)topology->node_count,
				  "cpus", (json_int_t)topology->cpu_count,
				  "memory_bytes",
				  (json_int_t)topology->memory_bytes,
				  "unpinned", unpinned,
				  "host_nodes", jsonfile_numbers(
					  places && places->bound ?
						  places->nids : NULL,
					  topology->node_count)));
	}
	return topologies;
}

json_t *runfile_cell(const struct session *session, const struct cell *cell)
{
	const struct plan *plan = session->plan;

	return json_pack("{s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
			 "run_id", cell->run_id,
			 "cell", cell->name,
			 "plan", plan->name,
			 "block", cell->block,
			 "arm", plan->arms[cell->arm].name,
			 "kernel", plan->arms[cell->arm].kernel,
			 "topology", plan->topologies[cell->topology].name,
			 "mapping", mapping_name(cell->mapping),
			 "workload", cell->workload->name,
			 "engine", engine_name(plan->engine),
			 "command_line", cell->command_line);
}

static json_t *cells_json(const struct session *session)
{
	json_t *cells = json_array();

	for (int i = 0; i < session->cells.count; i++)
		json_array_append_new(cells,
				      runfile_cell(session,
						  &session->cells.cells[i]));
	return cells;
}

static json_t *engine_json(const struct session *session)
{
	json_t *engine = json_pack("{s:s, s:s, s:s}",
				   "name", engine_name(session->plan->engine),
				   "accelerator",
				   accelerator_name(session->accelerator),
				   "qemu", session->qemu_version);

	if (session->accelerator == ACCELERATOR_TCG_EXACT)
		json_object_set_new(engine, "icount_shift", json_integer(0));
	if (session->perf.supported)
		json_object_set_new(engine, "perf",
				    json_pack("{s:s, s:s, s:s?}", "events",
					      session->perf.supported,
					      "unsupported",
					      session->perf.unsupported,
					      "reason",
					      session->perf.reason));
	if (session->no_hyperfine)
		json_object_set_new(engine, "no_hyperfine",
				    json_string(session->no_hyperfine));
	if (session->skip_reason)
		json_object_set_new(engine, "skipped",
				    json_string(session->skip_reason));
	return engine;
}

static json_t *argv_json(const struct session_options *options)
{
	json_t *words = json_array();

	for (int i = 0; i < options->argc; i++)
		json_array_append_new(words, json_string(options->argv[i]));
	return words;
}

static json_t *describe(const struct session *session)
{
	const struct plan *plan = session->plan;
	char stamp[32];
	time_t now = time(NULL);
	struct tm utc;

	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ",
		 gmtime_r(&now, &utc));
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:I, s:i, s:s, s:o, s:o, s:o, s:o, s:o, s:b}",
			 "plan", plan->name,
			 "description", plan->description,
			 "stamp", stamp,
			 "argv", argv_json(session->options),
			 "version", NUMABOOT_VERSION,
			 "seed", (json_int_t)plan->seed,
			 "blocks", plan->blocks,
			 "inputs_sha256", session->inputs_sha256,
			 "engine", engine_json(session),
			 "host", host_audit(),
			 "arms", arms_json(session),
			 "topologies", topologies_json(session),
			 "cells", cells_json(session),
			 "complete", 0);
}

int runfile_check(const struct session *session, struct error *err)
{
	json_t *record = runfile_load(session->folder, err);
	const char *inputs;
	int ret = 0;

	if (!record)
		return -EINVAL;
	inputs = json_string_value(json_object_get(record, "inputs_sha256"));
	if (!inputs || strcmp(inputs, session->inputs_sha256))
		ret = error_set(err, EINVAL,
				"%s: a kernel, the guest, the plugin, QEMU or the plan has changed since it began: start a new run",
				session->folder);
	json_decref(record);
	return ret;
}

static int check_accelerator(const struct session *session, struct error *err)
{
	const char *now = accelerator_name(session->accelerator);
	json_t *record = runfile_load(session->folder, err);
	const char *then;
	int ret = 0;

	if (!record)
		return -EINVAL;
	then = json_string_value(json_object_get(
		json_object_get(record, "engine"), "accelerator"));
	if (!then || strcmp(then, now))
		ret = error_set(err, EINVAL,
				"%s: found runs under %s, this host would go on under %s",
				session->folder, then ? then : "?", now);
	json_decref(record);
	return ret;
}

int runfile_begin(const struct session *session, struct error *err)
{
	json_t *record;
	int ret;

	if (session->options->resume)
		return check_accelerator(session, err);
	record = describe(session);
	ret = store(session->folder, record, err);
	json_decref(record);
	return ret;
}

/* A symbolic link is replaced by renaming a fresh one over it. */
static int point_latest(const struct session *session, struct error *err)
{
	const char *stamp = strrchr(session->folder, '/');
	char *latest = xasprintf("%.*s/latest",
				 stamp ? (int)(stamp - session->folder) : 1,
				 stamp ? session->folder : ".");
	char *fresh = xasprintf("%s.%d.new", latest, (int)getpid());
	int ret = 0;

	stamp = stamp ? stamp + 1 : session->folder;
	unlink(fresh);
	if (symlink(stamp, fresh) || rename(fresh, latest))
		ret = error_set(err, errno, "%s: %s", latest,
				strerror(errno));
	free(fresh);
	free(latest);
	return ret;
}

int runfile_end(const struct session *session,
	       const int counts[END_STATE_COUNT], uint64_t wall_ns,
	       struct error *err)
{
	json_t *record = runfile_load(session->folder, err);
	json_t *states = json_object();
	int ret;

	if (!record)
		return -EINVAL;
	for (int i = 0; i < END_STATE_COUNT; i++)
		json_object_set_new(states, end_state_name(i),
				    json_integer(counts[i]));
	json_object_set_new(record, "end_states", states);
	json_object_set_new(record, "wall_s",
			    json_real((double)wall_ns / NS_PER_S));
	json_object_set_new(record, "complete", json_true());
	ret = store(session->folder, record, err);
	json_decref(record);
	return ret ? ret : point_latest(session, err);
}
