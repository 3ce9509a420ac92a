// SPDX-License-Identifier: GPL-2.0-only
#include "session/session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/root.h"
#include "session/host.h"
#include "boot/hyperfine.h"
#include "session/inputs.h"
#include "session/kvm.h"
#include "boot/plugin.h"
#include "session/runfile.h"

static int make_folder(struct session *session, struct error *err)
{
	char *plan_folder = xasprintf("out/%s", session->plan->name);
	char stamp[32];
	time_t now = time(NULL);
	struct tm utc;
	int ret = directory_make(plan_folder, err);

	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
	session->folder = xasprintf("%s/%s", plan_folder, stamp);
	for (int i = 2; ret == 0 && mkdir(session->folder, 0777); i++) {
		if (errno != EEXIST)
			ret = error_set(err, errno, "%s: %s", session->folder,
					strerror(errno));
		free(session->folder);
		session->folder = xasprintf("%s/%s-%d", plan_folder, stamp, i);
	}
	free(plan_folder);
	return ret;
}

static int lock_folder(struct session *session, struct error *err)
{
	char *path = xasprintf("%s/lock", session->folder);
	int ret = 0;

	session->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (session->lock_fd < 0)
		ret = error_set(err, errno, "%s: %s", path, strerror(errno));
	else if (flock(session->lock_fd, LOCK_EX | LOCK_NB))
		ret = error_set(err, EBUSY,
				"%s: another numaboot is running in it",
				session->folder);
	free(path);
	return ret;
}

static int open_folder(struct session *session, struct error *err)
{
	const char *resume = session->options->resume;
	char *inputs;
	int ret = 0;

	if (resume) {
		session->folder = realpath(resume, NULL);
		ret = session->folder ? runfile_check(session, err) :
		      error_set(err, errno, "%s: %s", resume,
				strerror(errno));
	} else {
		ret = make_folder(session, err);
	}
	if (ret == 0)
		ret = lock_folder(session, err);
	if (ret)
		return ret;
	session->runs = xasprintf("%s/runs", session->folder);
	inputs = xasprintf("%s/inputs", session->folder);
	ret = directory_make(session->runs, err);
	if (ret == 0)
		ret = directory_make(inputs, err);
	free(inputs);
	return ret;
}

static int choose_accelerator(struct session *session, struct error *err)
{
	char *reason = NULL;
	int ret;

	session->accelerator = ACCELERATOR_TCG_EXACT;
	if (session->plan->engine == ENGINE_EXACT)
		return 0;
	session->accelerator = ACCELERATOR_KVM;
	ret = kvm_probe(session, &reason, err);
	if (ret)
		return ret;
	if (reason && session->options->allow_tcg) {
		session->accelerator = ACCELERATOR_TCG;
		free(reason);
	} else {
		session->skip_reason = reason;
	}
	return 0;
}

/*
 * A guest that is to be bound to nodes of this host is refused where that
 * cannot be; one that just has more CPUs than this host runs without its own.
 */
static int choose_place(struct session *session,
			const struct hostnodes *host, int index,
			struct error *err)
{
	const struct topology *topology = &session->plan->topologies[index];
	int ret = hostnodes_place(host, topology, &session->places[index],
				  err);

	if (ret == 0 || topology->host_bound)
		return ret ? -EINVAL : 0;
	session->unpinned_reasons[index] = xstrdup(err->text);
	return 0;
}

static int prepare_host(struct session *session, struct error *err)
{
	int count = session->plan->topology_count;
	struct hostnodes host;
	int ret;

	if (session->accelerator == ACCELERATOR_TCG_EXACT ||
	    session->skip_reason)
		return 0;
	perf_events_probe(&session->perf);
	session->no_hyperfine = hyperfine_probe();
	session->places = xcalloc(count, sizeof(*session->places));
	session->unpinned_reasons =
		xcalloc(count, sizeof(*session->unpinned_reasons));
	ret = hostnodes_read(&host, err);
	for (int i = 0; i < count && ret == 0; i++)
		ret = choose_place(session, &host, i, err);
	hostnodes_release(&host);
	return ret;
}

int session_open(struct session *session, const struct plan *plan,
		 const struct catalog *catalog,
		 const struct session_options *options, struct error *err)
{
	struct error ignored;
	int ret;

	*session = (struct session){
		.plan = plan,
		.options = options,
		.plugin = root_path(INPUTS_PLUGIN),
		.lock_fd = -1,
	};
	ret = cells_make(&session->cells, plan, err);
	if (ret == 0)
		ret = host_qemu_version(options->qemu, &session->qemu_version,
					err);
	if (ret == 0)
		ret = inputs_find_kernels(session, catalog, err);
	if (ret == 0)
		ret = inputs_load_maps(session, err);
	if (ret == 0)
		ret = programs_find(session, err);
	if (ret == 0)
		ret = inputs_hash(session, err);
	if (ret == 0)
		ret = open_folder(session, err);
	if (ret == 0)
		ret = inputs_write_kernels(session, err);
	if (ret == 0)
		ret = inputs_write_initramfs(session, err);
	if (ret == 0)
		ret = choose_accelerator(session, err);
	if (ret == 0)
		ret = prepare_host(session, err);
	/* Ours alone, once it is locked; nothing was booted for it. */
	if (ret && session->runs && !options->resume)
		directory_remove(session->folder, &ignored);
	return ret ? ret : runfile_begin(session, err);
}

static int make_plugin(const void *context, const char *profile,
		       const struct guestmem *memory, char **option,
		       struct error *err)
{
	const void *const *all = context;
	const struct session *session = all[0];
	const struct session_kernel *kernel = all[1];
	const struct cell *cell = all[2];
	const struct plugin plugin = {
		.path = session->plugin,
		.symbols = session->symbols,
		.map = &kernel->map,
		.map_path = kernel->map_path,
		.qemu_version = session->qemu_version,
		.model = session->plan->model,
		.workload = cell->workload,
		.memory = memory,
	};

	return plugin_option(&plugin, profile, option, err);
}

/* Where the cell's guest is kept on this host, NULL for anywhere. */
static const struct host_places *find_places(const struct session *session,
					     const struct cell *cell)
{
	if (!session->places || session->unpinned_reasons[cell->topology])
		return NULL;
	return &session->places[cell->topology];
}

int session_boot(const struct session *session, const struct cell *cell,
		 struct error *err)
{
	const struct session_kernel *kernel = &session->kernels[cell->arm];
	const struct topology *topology =
		&session->plan->topologies[cell->topology];
	char *topology_file = inputs_topology(session, topology);
	const void *context[] = { session, kernel, cell };
	json_t *record = runfile_cell(session, cell);
	struct boot boot = {
		.machine = {
			.qemu = session->options->qemu,
			.accelerator = session->accelerator,
			.mapping = cell->mapping,
			.topology = topology,
			.kernel = kernel->kernel.image,
			.initramfs = programs_initramfs(session, cell),
			.command_line = cell->command_line,
		},
		.topology_file = topology_file,
		.cell = record,
		.runs = session->runs,
		.run_id = cell->run_id,
		.timeout_ns = session->plan->timeout_ns,
		.cpus_online = session->plan->engine == ENGINE_EXACT ? 1 : 0,
		.perf_events = session->perf.supported,
		.by_hyperfine = session->places && !session->no_hyperfine,
		.places = find_places(session, cell),
		.workload = cell->workload,
		.map = &kernel->map,
		.make_plugin = workload_is_profiled(cell->workload) ?
				       make_plugin : NULL,
		.context = context,
	};
	const char *skip_reason = session->skip_reason
					  ? session->skip_reason
					  : programs_missing(session, cell);
	struct outcome outcome;
	int ret;

	if (boot.places && boot.places->bound)
		boot.machine.backing.host_nids = boot.places->nids;
	if (skip_reason)
		ret = boot_skip(&boot, skip_reason, err);
	else
		ret = boot_run(&boot, &outcome, err);
	json_decref(record);
	free(topology_file);
	return ret;
}

bool session_has(const struct session *session, const struct cell *cell)
{
	char *path = xasprintf("%s/%s", session->runs, cell->run_id);
	bool has = file_exists(path);

	free(path);
	return has;
}

void session_close(struct session *session)
{
	const struct plan *plan = session->plan;

	for (int i = 0; session->kernels && i < plan->arm_count; i++) {
		kernel_release(&session->kernels[i].kernel);
		sysmap_release(&session->kernels[i].map);
		free(session->kernels[i].map_path);
	}
	for (int i = 0; session->initramfs && i < plan->topology_count; i++)
		free(session->initramfs[i]);
	free(session->kernels);
	for (int i = 0; session->places && i < plan->topology_count; i++)
		free(session->unpinned_reasons[i]);
	free(session->places);
	free(session->unpinned_reasons);
	free(session->initramfs);
	programs_release(session);
	symbols_free(session->symbols);
	cells_release(&session->cells);
	perf_events_release(&session->perf);
	free(session->no_hyperfine);
	free(session->plugin);
	free(session->skip_reason);
	free(session->qemu_version);
	free(session->folder);
	free(session->runs);
	if (session->lock_fd >= 0)
		close(session->lock_fd);
	*session = (struct session){ .lock_fd = -1 };
}
