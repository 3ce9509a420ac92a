// SPDX-License-Identifier: GPL-2.0-only
#include "session/session.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "kernel/pace.h"
#include "lib/clock.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/patience.h"
#include "machine/firmware.h"
#include "session/earlier.h"
#include "session/places.h"
#include "session/runfile.h"

static enum emulator_use use_of(const struct plan *plan)
{
	if (plan->engine != ENGINE_EXACT)
		return EMULATOR_ANY;
	for (int i = 0; i < plan->workload_count; i++)
		if (workload_is_profiled(plan->workloads[i]))
			return EMULATOR_COUNTS;
	return EMULATOR_EXACT;
}

/* Everything of a plan that decides what is measured. */
static int hash_plan(const struct plan *plan, SHA2_CTX *digest,
		     struct error *err)
{
	int ret = 0;

	digest_add_text(digest, "engine", engine_name(plan->engine));
	for (int i = 0; i < plan->topology_count && ret == 0; i++) {
		char *text = NULL;

		ret = topology_text(&plan->topologies[i], &text, err);
		if (ret == 0)
			digest_add_text(digest, "topology", text);
		free(text);
	}
	if (ret == 0 && plan_has_mmu(plan))
		ret = digest_add_file(digest, "mmu", plan->mmu, err);
	return ret;
}

static void hash_cells(const struct cells *cells, SHA2_CTX *digest)
{
	for (int i = 0; i < cells->count; i++)
		digest_add_text(digest, cells->cells[i].run_id,
				cells->cells[i].command_line);
}

/* A session is resumed only with the same of all this. */
static int hash_inputs(struct session *session, struct error *err)
{
	SHA2_CTX digest;
	int ret;

	SHA256Init(&digest);
	digest_add_text(&digest, "qemu", session->emulator.version);
	ret = hash_plan(session->plan, &digest, err);
	if (ret == 0)
		ret = kernels_hash(&session->kernels, &digest, err);
	if (ret == 0)
		ret = images_hash(&session->images, &digest, err);
	if (ret == 0 && session->emulator.plugin)
		ret = digest_add_file(&digest, "plugin", session->emulator.plugin, err);
	firmware_hash(&digest);
	hash_cells(&session->cells, &digest);
	SHA256End(&digest, session->inputs_sha256);
	return ret;
}

/* Kernels of other ages lack some of our parameters. */
static int fit_lines(struct session *session, struct error *err)
{
	const struct plan *plan = session->plan;
	json_t **manifests = xcalloc(plan->arm_count, sizeof(*manifests));
	int ret;

	for (int i = 0; i < plan->arm_count; i++)
		manifests[i] = session->kernels.list[i].kernel.manifest;
	cells_release(&session->cells);
	ret = cells_make(&session->cells, plan, manifests, err);
	free(manifests);
	return ret;
}

static bool is_wanted(const struct session_shard *shard, const char *run_id)
{
	const char *const *at = shard->run_ids;

	while (*at && strcmp(*at, run_id))
		at++;
	return *at;
}

/* Of a plan that several hosts share. */
static void take_shard(struct session *session)
{
	const struct session_shard *shard = session->options->shard;

	for (int i = session->cells.count - 1; shard && i >= 0; i--)
		if (!is_wanted(shard, session->cells.cells[i].run_id))
			cells_drop(&session->cells, i);
}

/* What is measured, and whether it can be: nothing is written yet. */
static int find_inputs(struct session *session, const struct catalog *catalog,
		       struct error *err)
{
	const struct session_options *options = session->options;
	const struct plan *plan = session->plan;
	int ret = cells_make(&session->cells, plan, NULL, err);

	if (ret == 0)
		ret = emulator_open(&session->emulator, options->qemu, 0, err);
	if (ret == 0)
		ret = emulator_need(&session->emulator, use_of(plan), err);
	if (ret == 0)
		ret = kernels_open(&session->kernels, plan, catalog,
				   options->symbols, options->images,
				   options->image_count, err);
	if (ret == 0)
		ret = fit_lines(session, err);
	if (ret == 0)
		ret = images_open(&session->images, plan, &session->kernels,
				  options->kept, err);
	if (ret == 0)
		ret = hash_inputs(session, err);
	take_shard(session);
	return ret;
}

static const char *out_of(const struct session *session)
{
	return session->options->out ? session->options->out : "out";
}

/* Nothing is left to boot. */
static int take_earlier(struct session *session, struct error *err)
{
	char *path = NULL;
	int ret = earlier_find(session, out_of(session), &path, err);

	session->earlier = path;
	if (path)
		folder_name(&session->folder, path);
	free(path);
	return ret;
}

static int open_folder(struct session *session, struct error *err)
{
	struct session_folder *folder = &session->folder;
	const struct session_shard *shard = session->options->shard;
	const char *resume = session->options->resume;
	int ret = resume ? folder_find(folder, resume, err) :
			   folder_make(folder, out_of(session), shard ?
				       shard->under : session->plan->name,
				       err);

	if (ret == 0)
		place_note(PLACE_RUNS, out_of(session));
	if (ret == 0 && resume)
		ret = runfile_check(folder->path, session->inputs_sha256, err);
	return ret ? ret : folder_lock(folder, err);
}

/* The files may change after the run; its tables must not. */
static int keep_topologies(const struct plan *plan,
			   const struct session_folder *folder,
			   struct error *err)
{
	int ret = 0;

	for (int i = 0; i < plan->topology_count && ret == 0; i++) {
		const struct topology *topology = &plan->topologies[i];
		char *copy = evidence_session_topology(folder->path,
						   topology->name);
		char *text = NULL;

		ret = topology_text(topology, &text, err);
		if (ret == 0)
			ret = file_write(copy, text, strlen(text), err);
		free(text);
		free(copy);
	}
	return ret;
}

static int keep_inputs(struct session *session, struct error *err)
{
	const char *path = session->folder.path;
	int ret = kernels_keep(&session->kernels, path, err);

	if (ret == 0)
		ret = keep_topologies(session->plan, &session->folder, err);
	return ret ? ret : images_write(&session->images, path, err);
}

/* A machine that is too small is found before the first boot. */
static int check_machines(const struct session *session, struct error *err)
{
	const struct cells *cells = &session->cells;
	int ret = 0;

	for (int i = 0; i < cells->count && ret == 0; i++) {
		const struct cell *cell = &cells->cells[i];
		const struct machine machine = {
			.topology = &session->plan->topologies[cell->topology],
			.kernel = kernels_of(&session->kernels, cell->arm,
					     cell->mapping)->kernel.image,
			.initramfs = images_path(&session->images, cell),
			.command_line = cell->command_line,
		};

		ret = boot_check(&machine, err);
	}
	return ret;
}

/* The first kernel on the first topology. */
static int look_at_host(struct session *session, struct error *err)
{
	const struct plan *plan = session->plan;
	const struct session_folder *folder = &session->folder;
	char *topology = evidence_session_topology(folder->path,
					       plan->topologies[0].name);
	const struct boot trial = {
		.machine = {
			.qemu = session->options->qemu,
			.topology = &plan->topologies[0],
			.kernel = session->kernels.list[0].kernel.image,
			.code = session->kernels.list[0].code,
			.initramfs = images_plain(&session->images),
		},
		.topology_file = topology,
		.runs = folder->path,
		.timeout_ns = plan->timeout_given ? plan->timeout_ns :
						    UINT64_MAX,
	};
	int ret = host_open(&session->host, plan, &trial,
			    session->emulator.version, session->options->allow_tcg,
			    err);

	free(topology);
	return ret;
}

int session_open(struct session *session, const struct plan *plan,
		 const struct catalog *catalog,
		 const struct session_options *options, struct error *err)
{
	int ret;

	*session = (struct session){
		.plan = plan,
		.options = options,
	};
	ret = find_inputs(session, catalog, err);
	if (ret == 0 && options->take_earlier && !options->resume)
		ret = take_earlier(session, err);
	if (ret || session->earlier)
		return ret;
	ret = open_folder(session, err);
	if (ret == 0)
		ret = keep_inputs(session, err);
	if (ret == 0)
		ret = check_machines(session, err);
	if (ret == 0)
		ret = look_at_host(session, err);
	if (ret == 0)
		return options->resume ?
			       runfile_resume(session->folder.path,
					      session->host.accelerator, err) :
			       runfile_begin(session, err);
	folder_discard(&session->folder);
	return ret;
}

static int boot_cell(const struct session *session, const struct cell *cell,
		     struct boot *boot, struct error *err)
{
	const struct session_host *host = &session->host;
	const char *missing = images_missing(&session->images, cell);
	struct outcome outcome;

	if (host->skip_reason)
		return boot_skip(boot, host->skip_reason, err);
	if (missing)
		return boot_skip(boot, missing, err);
	boot->by_hyperfine = host->places && !host->no_hyperfine;
	boot->perf_events = host->perf.supported;
	boot->places = host_place_of(host, cell->topology);
	if (boot->places && boot->places->bound)
		boot->machine.backing.host_nids = boot->places->nids;
	return boot_run(boot, &outcome, err);
}

/* Its symbols tell where nothing better is known. */
static const char *slowed_by(const struct session_kernel *kernel)
{
	return kernel->slowed_by || kernel->is_known ? kernel->slowed_by :
		pace_slowed_by(NULL, &kernel->map);
}

uint64_t session_timeout_ns(const struct session *session,
			    const struct cell *cell)
{
	const struct session_kernel *kernel =
		kernels_of(&session->kernels, cell->arm, cell->mapping);
	const struct plan *plan = session->plan;

	if (plan->timeout_given)
		return plan->timeout_ns;
	return plan->timeout_ns * patience_factor() *
	       pace_factor(slowed_by(kernel));
}

int session_boot(const struct session *session, const struct cell *cell,
		 const char *runs, struct error *err)
{
	const struct plan *plan = session->plan;
	const struct session_kernel *kernel =
		kernels_of(&session->kernels, cell->arm, cell->mapping);
	const struct topology *topology = &plan->topologies[cell->topology];
	char *topology_file = evidence_session_topology(session->folder.path,
						    topology->name);
	json_t *record = runfile_cell(session, cell);
	const struct plugin plugin = {
		.path = session->emulator.plugin,
		.symbols = session->kernels.symbols,
		.era = &kernel->era,
		.map = &kernel->map,
		.map_path = kernel->map_path,
		.qemu_version = session->emulator.version,
		.mmu = plan->mmu,
	};
	struct boot boot = {
		.machine = {
			.qemu = session->options->qemu,
			.accelerator = session->host.accelerator,
			.mapping = cell->mapping,
			.topology = topology,
			.kernel = kernel->kernel.image,
			.code = kernel->code,
			.initramfs = images_path(&session->images, cell),
			.command_line = cell->command_line,
		},
		.topology_file = topology_file,
		.cell = record,
		.runs = runs,
		.run_id = cell->run_id,
		.timeout_ns = session_timeout_ns(session, cell),
		.cpus_online = plan->engine == ENGINE_EXACT ? 1 : 0,
		.keeps_memory = pace_keeps_memory(slowed_by(kernel)),
		.workload = cell->workload,
		.era = &kernel->era,
		.map = &kernel->map,
		.banner = kernel->fit.banner,
		.plugin = workload_is_profiled(cell->workload) ? &plugin : NULL,
	};
	int ret = boot_cell(session, cell, &boot, err);

	json_decref(record);
	free(topology_file);
	return ret;
}

int session_end(const struct session *session,
		const int counts[END_STATE_COUNT], uint64_t wall_ns,
		struct error *err)
{
	int ret = runfile_end(session->folder.path, counts, wall_ns, err);

	return ret ? ret : folder_point_latest(&session->folder, err);
}

void session_close(struct session *session)
{
	kernels_close(&session->kernels);
	images_close(&session->images);
	host_close(&session->host);
	folder_close(&session->folder);
	cells_release(&session->cells);
	emulator_close(&session->emulator);
	*session = (struct session){ 0 };
}
