// SPDX-License-Identifier: GPL-2.0-only
#include "run/session.h"

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
#include "machine/initramfs.h"
#include "run/host.h"
#include "run/kvm.h"
#include "run/record.h"

/* Made by `make build`. */
#define GUEST_INIT "build/init"
#define PLUGIN "build/profile.so"
#define SYMBOLS "kernels/symbols.ini"

static bool needs_symbols(const struct plan *plan)
{
	for (int i = 0; i < plan->workload_count; i++)
		if (plan->workloads[i]->profiled)
			return true;
	return false;
}

/* Arms often share a kernel: find and hash it once. */
static int find_kernel(struct session *session, const struct catalog *catalog,
		       int index, struct error *err)
{
	const struct arm *arms = session->plan->arms;
	struct kernel *kernel = &session->kernels[index].kernel;

	for (int i = 0; i < index; i++) {
		const struct kernel *known = &session->kernels[i].kernel;

		if (strcmp(arms[i].kernel, arms[index].kernel))
			continue;
		*kernel = (struct kernel){
			.name = xstrdup(known->name),
			.image = xstrdup(known->image),
			.symbols = known->symbols ? xstrdup(known->symbols) :
						    NULL,
			.manifest = json_incref(known->manifest),
		};
		return 0;
	}
	return kernel_find(kernel, catalog, arms[index].kernel,
			   session->options->symbols, err);
}

/* One file cannot be the symbols of two images. */
static int check_symbols_option(const struct session *session,
				const struct catalog *catalog,
				struct error *err)
{
	const struct plan *plan = session->plan;
	const char *image = NULL;

	for (int i = 0; session->options->symbols && i < plan->arm_count;
	     i++) {
		const char *kernel = plan->arms[i].kernel;

		if (catalog_find(catalog, kernel))
			continue;
		if (image && strcmp(image, kernel))
			return error_set(err, EINVAL,
					 "--symbols: found two kernels, %s and %s, expected one",
					 image, kernel);
		image = kernel;
	}
	return 0;
}

static int find_kernels(struct session *session,
			const struct catalog *catalog, struct error *err)
{
	int ret = check_symbols_option(session, catalog, err);

	session->kernels = xcalloc(session->plan->arm_count,
				   sizeof(*session->kernels));
	for (int i = 0; i < session->plan->arm_count && ret == 0; i++)
		ret = find_kernel(session, catalog, i, err);
	return ret;
}

static int load_map(struct session *session, int index, struct error *err)
{
	struct session_kernel *kernel = &session->kernels[index];
	int ret;

	if (!kernel->kernel.symbols)
		return error_set(err, ENOENT,
				 "kernel %s: counting needs its symbols, expected System.map or vmlinux beside it or --symbols",
				 kernel->kernel.name);
	ret = sysmap_load(&kernel->map, kernel->kernel.symbols, err);
	if (ret)
		return ret;
	ret = symbols_check(session->symbols, &kernel->map, err);
	if (ret)
		error_prefix(err, "%s: ", kernel->kernel.symbols);
	return ret;
}

static int load_maps(struct session *session, struct error *err)
{
	char *path = root_path(SYMBOLS);
	int ret = symbols_read(&session->symbols, path, err);

	free(path);
	if (!needs_symbols(session->plan))
		return ret;
	for (int i = 0; i < session->plan->arm_count && ret == 0; i++)
		ret = load_map(session, i, err);
	return ret;
}

static int write_maps(struct session *session, struct error *err)
{
	int ret = 0;

	if (!needs_symbols(session->plan))
		return 0;
	for (int i = 0; i < session->plan->arm_count && ret == 0; i++) {
		struct session_kernel *kernel = &session->kernels[i];

		kernel->map_path = xasprintf("%s/inputs/arm%d.map",
					     session->folder, i);
		ret = sysmap_write(&kernel->map, kernel->map_path, err);
	}
	return ret;
}

/* The file may change after the run; its tables must not. */
static int keep_topology(const struct session *session,
			 const struct topology *topology, struct error *err)
{
	char *copy = xasprintf("%s/inputs/%s.topo", session->folder,
			       topology->name);
	int ret = file_copy(topology->path, copy, err);

	free(copy);
	return ret;
}

static int write_initramfs(struct session *session, struct error *err)
{
	const struct plan *plan = session->plan;
	char *init = root_path(GUEST_INIT);
	int ret = 0;

	session->initramfs = xcalloc(plan->topology_count,
				     sizeof(*session->initramfs));
	for (int i = 0; i < plan->topology_count && ret == 0; i++) {
		const struct topology *topology = &plan->topologies[i];

		session->initramfs[i] = xasprintf("%s/inputs/%s.cpio",
						  session->folder,
						  topology->name);
		ret = initramfs_write(session->initramfs[i], topology, init,
				      err);
		if (ret == 0)
			ret = keep_topology(session, topology, err);
	}
	free(init);
	return ret;
}

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
		ret = session->folder ? record_check(session, err) :
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

static int hash_kernel(const struct kernel *kernel, SHA2_CTX *digest,
		       struct error *err)
{
	int ret = digest_add_file(digest, "kernel", kernel->image, err);

	if (ret == 0 && kernel->symbols)
		ret = digest_add_file(digest, "symbols", kernel->symbols, err);
	return ret;
}

/* A resumed session must go on with the same of all this. */
static int hash_inputs(struct session *session, struct error *err)
{
	static const char *const parts[] = { GUEST_INIT, PLUGIN, SYMBOLS };
	const struct plan *plan = session->plan;
	SHA2_CTX digest;
	int ret = 0;

	SHA256Init(&digest);
	digest_add_text(&digest, "qemu", session->qemu_version);
	digest_add_text(&digest, "engine", engine_name(plan->engine));
	for (int i = 0; i < plan->arm_count && ret == 0; i++)
		ret = hash_kernel(&session->kernels[i].kernel, &digest, err);
	for (int i = 0; i < plan->topology_count && ret == 0; i++)
		ret = digest_add_file(&digest, "topology",
				      plan->topologies[i].path, err);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && ret == 0;
	     i++) {
		char *path = root_path(parts[i]);

		ret = digest_add_file(&digest, parts[i], path, err);
		free(path);
	}
	for (int i = 0; i < session->cells.count; i++) {
		const struct cell *cell = &session->cells.cells[i];

		digest_add_text(&digest, cell->run_id, cell->command_line);
	}
	SHA256End(&digest, session->inputs_sha256);
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

int session_open(struct session *session, const struct plan *plan,
		 const struct catalog *catalog,
		 const struct session_options *options, struct error *err)
{
	int ret;

	*session = (struct session){
		.plan = plan,
		.options = options,
		.plugin = root_path(PLUGIN),
		.lock_fd = -1,
	};
	ret = cells_make(&session->cells, plan, err);
	if (ret == 0)
		ret = host_qemu_version(options->qemu, &session->qemu_version,
					err);
	if (ret == 0)
		ret = find_kernels(session, catalog, err);
	if (ret == 0)
		ret = load_maps(session, err);
	if (ret == 0)
		ret = hash_inputs(session, err);
	if (ret == 0)
		ret = open_folder(session, err);
	if (ret == 0)
		ret = write_maps(session, err);
	if (ret == 0)
		ret = write_initramfs(session, err);
	if (ret == 0)
		ret = choose_accelerator(session, err);
	return ret ? ret : record_begin(session, err);
}

static int make_plugin(const void *context, const char *profile,
		       char **option, struct error *err)
{
	const void *const *both = context;
	const struct session *session = both[0];
	const struct session_kernel *kernel = both[1];

	return symbols_plugin_option(session->symbols, &kernel->map,
				     session->plugin, kernel->map_path,
				     profile, option, err);
}

int session_boot(const struct session *session, const struct cell *cell,
		 struct error *err)
{
	const struct session_kernel *kernel = &session->kernels[cell->arm];
	const void *context[] = { session, kernel };
	json_t *record = record_cell(session, cell);
	struct boot boot = {
		.machine = {
			.qemu = session->options->qemu,
			.accelerator = session->accelerator,
			.mapping = cell->mapping,
			.topology = &session->plan->topologies[cell->topology],
			.kernel = kernel->kernel.image,
			.initramfs = session->initramfs[cell->topology],
			.command_line = cell->command_line,
		},
		.cell = record,
		.runs = session->runs,
		.run_id = cell->run_id,
		.timeout_ns = session->plan->timeout_ns,
		.cpus_online = session->plan->engine == ENGINE_EXACT ? 1 : 0,
		.make_plugin = cell->workload->profiled ? make_plugin : NULL,
		.context = context,
	};
	struct outcome outcome;
	int ret;

	if (session->skip_reason)
		ret = boot_skip(&boot, session->skip_reason, err);
	else
		ret = boot_run(&boot, &outcome, err);
	json_decref(record);
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
	free(session->initramfs);
	symbols_free(session->symbols);
	cells_release(&session->cells);
	free(session->plugin);
	free(session->skip_reason);
	free(session->qemu_version);
	free(session->folder);
	free(session->runs);
	if (session->lock_fd >= 0)
		close(session->lock_fd);
	*session = (struct session){ .lock_fd = -1 };
}
