// SPDX-License-Identifier: GPL-2.0-only
#include "session/runfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "evidence/files.h"
#include "evidence/runseal.h"
#include "evidence/sessionrecord.h"
#include "evidence/sessionseal.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/jsonfile.h"
#include "plan/layout.h"
#include "session/audit.h"
#include "session/made.h"

static int store(const char *folder, json_t *record, struct error *err)
{
	char *path = evidence_session_path(folder, EVIDENCE_RUN_JSON);
	int ret;

	if (record)
		runseal_sign(record);
	ret = jsonfile_write(path, record, err);

	free(path);
	return ret;
}

/* A manifest that a run kept may have one of its own. */
static void set_option(json_t *entry, const char *key, const char *value)
{
	if (value)
		json_object_set_new(entry, key, json_string(value));
	else
		json_object_del(entry, key);
}

static json_t *arm_json(const struct plan *plan,
			const struct session_kernels *kernels, int index)
{
	const struct arm *arm = &plan->arms[index];
	const struct session_kernel *second = kernels_second(kernels, index);
	json_t *entry = json_deep_copy(kernels->list[index].kernel.manifest);

	json_object_del(entry, "kernel_4K");
	if (second)
		json_object_set(entry, "kernel_4K", second->kernel.manifest);
	set_option(entry, "config_file", arm->config_file);
	if (arm->make)
		set_option(entry, "make", arm->make);
	json_object_set_new(entry, "kernel", json_string(arm->kernel));
	if (arm->chosen)
		json_object_set_new(entry, "chosen",
				    json_string(arm->chosen->name));
	json_object_set_new(entry, "name", json_string(arm->name));
	json_object_set_new(entry, "parameters", json_string(arm->parameters));
	return entry;
}

static json_t *layout_json(const struct plan *plan,
			   const struct session_kernels *kernels)
{
	json_t *entry = arm_json(plan, kernels, 0);
	char *name = layout_arm(plan);

	json_object_set_new(entry, "name", json_string(name));
	json_object_set_new(entry, "layout", json_true());
	free(name);
	return entry;
}

static json_t *arms_json(const struct plan *plan,
			 const struct session_kernels *kernels)
{
	json_t *arms = json_array();

	for (int i = 0; i < plan->arm_count; i++)
		json_array_append_new(arms, arm_json(plan, kernels, i));
	if (layout_boots(plan))
		json_array_append_new(arms, layout_json(plan, kernels));
	return arms;
}

static json_t *topology_json(const struct topology *topology,
			     const struct host_places *places,
			     const char *unpinned)
{
	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:s?, s:o}",
			 "name", topology->name,
			 "path", topology->uniform ? topology->name :
						     topology->path,
			 "description", topology->description,
			 "nodes", (json_int_t)topology->node_count,
			 "cpus", (json_int_t)topology->cpu_count,
			 "memory_bytes", (json_int_t)topology->memory_bytes,
			 "unpinned", unpinned,
			 "host_nodes", jsonfile_numbers(
				 places && places->bound ? places->nids : NULL,
				 topology->node_count));
}

static int add_topologies(json_t *record, const struct session *session,
			  struct error *err)
{
	const struct plan *plan = session->plan;
	const struct session_host *host = &session->host;
	json_t *topologies = json_array();
	int ret = 0;

	json_object_set_new(record, "topologies", topologies);
	for (int i = 0; i < plan->topology_count && ret == 0; i++) {
		const struct topology *topology = &plan->topologies[i];
		json_t *entry = topology_json(
			topology, host->places ? &host->places[i] : NULL,
			host->places ? host->unpinned_reasons[i] : NULL);

		json_array_append_new(topologies, entry);
		ret = made_describe_topology(entry, topology,
					     session->folder.path, err);
	}
	return ret;
}

json_t *runfile_cell(const struct session *session, const struct cell *cell)
{
	const struct plan *plan = session->plan;
	const char *of = kernels_of(&session->kernels, cell->arm,
				    cell->mapping)->of;
	char *kernel = xasprintf("%s%s%s", plan->arms[cell->arm].kernel,
				 of ? "@" : "", of ? of : "");
	json_t *record = json_pack(
		"{s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s*}",
		"run_id", cell->run_id,
		"cell", cell->name,
		"plan", plan->name,
		"block", cell->block,
		"arm", cell->arm_name,
		"kernel", kernel,
		"topology", plan->topologies[cell->topology].name,
		"mapping", mapping_name(cell->mapping),
		"workload", cell->workload->name,
		"engine", engine_name(plan->engine),
		"command_line", cell->command_line,
		"kernel_for", of);

	free(kernel);
	return record;
}

static json_t *cells_json(const struct session *session)
{
	json_t *list = json_array();

	for (int i = 0; i < session->cells.count; i++)
		json_array_append_new(list, runfile_cell(
			session, &session->cells.cells[i]));
	return list;
}

static json_t *engine_json(const struct plan *plan,
			   const struct session_host *host,
			   const char *qemu_version)
{
	const struct perf_events *perf = &host->perf;
	json_t *engine = json_pack("{s:s, s:s, s:s}",
				   "name", engine_name(plan->engine),
				   "accelerator",
				   accelerator_name(host->accelerator),
				   "qemu", qemu_version);

	if (host->accelerator == ACCELERATOR_TCG_EXACT)
		json_object_set_new(engine, "icount_shift", json_integer(0));
	if (perf->supported)
		json_object_set_new(engine, "perf",
				    json_pack("{s:s, s:s, s:s?}", "events",
					      perf->supported, "unsupported",
					      perf->unsupported, "reason",
					      perf->reason));
	if (host->no_hyperfine)
		json_object_set_new(engine, "no_hyperfine",
				    json_string(host->no_hyperfine));
	if (host->skip_reason)
		json_object_set_new(engine, "skipped",
				    json_string(host->skip_reason));
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
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:s, s:I, s:i, s:s, s:o, s:o, s:o, s:o, s:b, s:O*}",
			 "sha256", "",
			 "plan", plan->name,
			 "description", plan->description,
			 "stamp", stamp,
			 "argv", argv_json(session->options),
			 "version", NUMABOOT_VERSION,
			 "seed", (json_int_t)plan->seed,
			 "blocks", plan->blocks,
			 "inputs_sha256", session->inputs_sha256,
			 "engine", engine_json(plan, &session->host,
					       session->emulator.version),
			 "host", audit_host(),
			 "arms", arms_json(plan, &session->kernels),
			 "cells", cells_json(session),
			 "complete", 0, "shard",
			 session->options->shard ?
			 session->options->shard->record : NULL);
}

int runfile_check(const char *folder, const char *inputs_sha256,
		  struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, folder, err);

	if (ret == 0 && (!record.inputs_sha256 ||
			 strcmp(record.inputs_sha256, inputs_sha256)))
		ret = error_set(err, EINVAL,
				"%s: a kernel, the guest, the plugin, QEMU or the plan has changed since it began: start a new run",
				folder);
	if (ret == 0)
		ret = session_verify(&record, folder, SESSION_MISSING_BOOTED,
				     err);
	session_record_release(&record);
	return ret;
}

int runfile_begin(const struct session *session, struct error *err)
{
	const char *folder = session->folder.path;
	json_t *record = describe(session);
	int ret = record ? add_topologies(record, session, err) : 0;

	if (ret == 0 && record)
		ret = made_describe(record, session, err);
	if (ret == 0 && record)
		ret = session_seal_inputs(record, folder, err);
	if (ret == 0)
		ret = store(folder, record, err);

	json_decref(record);
	return ret;
}

int runfile_resume(const char *folder, enum accelerator accelerator,
		   struct error *err)
{
	const char *now = accelerator_name(accelerator);
	struct session_record record;
	int ret = session_record_read(&record, folder, err);

	if (ret == 0 &&
	    (!record.accelerator || strcmp(record.accelerator, now)))
		ret = error_set(err, EINVAL,
				"%s: found runs under %s, this host would go on under %s",
				folder,
				record.accelerator ? record.accelerator : "?",
				now);
	if (ret == 0 && !record.sealed)
		ret = session_seal_inputs(record.json, folder, err);
	if (ret == 0 && (record.complete || !record.sealed)) {
		session_unseal_runs(record.json);
		json_object_set_new(record.json, "complete", json_false());
		ret = store(folder, record.json, err);
	}
	session_record_release(&record);
	return ret;
}

int runfile_exactness(const char *folder, const struct exactness *exactness,
		      struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, folder, err);

	if (ret == 0)
		ret = exactness_set(record.json, folder, exactness, err);
	if (ret == 0)
		ret = store(folder, record.json, err);
	session_record_release(&record);
	return ret;
}

int runfile_set(const char *folder, const char *key, json_t *value,
		struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, folder, err);

	if (ret == 0) {
		json_object_set(record.json, key, value);
		ret = store(folder, record.json, err);
	}
	json_decref(value);
	session_record_release(&record);
	return ret;
}

static json_t *states_json(const int counts[END_STATE_COUNT])
{
	json_t *states = json_object();

	for (int i = 0; i < END_STATE_COUNT; i++)
		json_object_set_new(states, end_state_name(i),
				    json_integer(counts[i]));
	return states;
}

int runfile_end(const char *folder, const int counts[END_STATE_COUNT],
		uint64_t wall_ns, struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, folder, err);

	if (ret == 0)
		ret = session_seal_runs(record.json, folder, err);
	if (ret == 0) {
		json_object_set_new(record.json, "end_states",
				    states_json(counts));
		json_object_set_new(record.json, "wall_s",
				    json_real((double)wall_ns / NS_PER_S));
		json_object_set_new(record.json, "complete", json_true());
		ret = store(folder, record.json, err);
	}
	session_record_release(&record);
	return ret;
}
