// SPDX-License-Identifier: GPL-2.0-only
#include "session/inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/root.h"
#include "machine/initramfs.h"
#include "session/session.h"
#include "boot/stops.h"

/* Made by `make build`. */
#define GUEST_INIT "build/init"
#define SYMBOLS "kernels/symbols.ini"

static bool needs_profile(const struct plan *plan)
{
	for (int i = 0; i < plan->workload_count; i++)
		if (workload_is_profiled(plan->workloads[i]))
			return true;
	return false;
}

static bool needs_symbols(const struct plan *plan)
{
	for (int i = 0; i < plan->workload_count; i++)
		if (plan->workloads[i]->stops)
			return true;
	return needs_profile(plan);
}

/* The kernel has what every workload looks for. */
static int check_map(const struct session *session, const struct sysmap *map,
		     struct error *err)
{
	const struct plan *plan = session->plan;
	int ret = 0;

	if (needs_profile(plan))
		ret = symbols_check(session->symbols, map, err);
	for (int i = 0; i < plan->workload_count && ret == 0; i++)
		ret = stops_check(plan->workloads[i], map, err);
	return ret;
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

int inputs_find_kernels(struct session *session,
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
				 "kernel %s: %s needs its symbols, expected System.map or vmlinux beside it or --symbols",
				 kernel->kernel.name,
				 needs_profile(session->plan) ? "counting" :
								"pausing it");
	ret = sysmap_load(&kernel->map, kernel->kernel.symbols, err);
	if (ret)
		return ret;
	ret = check_map(session, &kernel->map, err);
	if (ret)
		error_prefix(err, "%s: ", kernel->kernel.symbols);
	return ret;
}

int inputs_load_maps(struct session *session, struct error *err)
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

static int keep_image(struct session *session, int index, struct error *err)
{
	struct kernel *kernel = &session->kernels[index].kernel;
	const char *wanted = json_string_value(
		json_object_get(kernel->manifest, "image_sha256"));
	char *copy = xasprintf("%s/inputs/arm%d.bzImage", session->folder,
			       index);
	char hex[DIGEST_HEX_SIZE];
	int ret = file_copy(kernel->image, copy, err);

	if (ret == 0)
		ret = digest_file(copy, hex, err);
	if (ret == 0 && (!wanted || strcmp(wanted, hex)))
		ret = error_set(err, EBUSY, "%s: changed while it was read",
				kernel->image);
	free(kernel->image);
	kernel->image = copy;
	return ret;
}

int inputs_write_kernels(struct session *session, struct error *err)
{
	bool maps = needs_symbols(session->plan);
	int ret = 0;

	for (int i = 0; i < session->plan->arm_count && ret == 0; i++) {
		struct session_kernel *kernel = &session->kernels[i];

		ret = keep_image(session, i, err);
		if (ret || !maps)
			continue;
		kernel->map_path = xasprintf("%s/inputs/arm%d.map",
					     session->folder, i);
		ret = sysmap_write(&kernel->map, kernel->map_path, err);
	}
	return ret;
}

char *inputs_topology(const struct session *session,
		      const struct topology *topology)
{
	return xasprintf("%s/inputs/%s.topo", session->folder,
			 topology->name);
}

/* The file may change after the run; its tables must not. */
static int keep_topology(const struct session *session,
			 const struct topology *topology, struct error *err)
{
	char *copy = inputs_topology(session, topology);
	int ret = file_copy(topology->path, copy, err);

	free(copy);
	return ret;
}

int inputs_write_initramfs(struct session *session, struct error *err)
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
				      NULL, err);
		if (ret == 0)
			ret = keep_topology(session, topology, err);
	}
	if (ret == 0)
		ret = programs_write_initramfs(session, init, err);
	free(init);
	return ret;
}

static bool needs_model(const struct plan *plan)
{
	for (int i = 0; i < plan->workload_count; i++)
		if (workload_has_mmu(plan->workloads[i]))
			return true;
	return false;
}

static int hash_kernel(const struct kernel *kernel, SHA2_CTX *digest,
		       struct error *err)
{
	int ret = digest_add_file(digest, "kernel", kernel->image, err);

	if (ret == 0 && kernel->symbols)
		ret = digest_add_file(digest, "symbols", kernel->symbols, err);
	return ret;
}

int inputs_hash(struct session *session, struct error *err)
{
	static const char *const parts[] = { GUEST_INIT, INPUTS_PLUGIN, SYMBOLS };
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
	if (ret == 0)
		ret = programs_hash(session, &digest, err);
	if (ret == 0 && needs_model(plan))
		ret = digest_add_file(&digest, "model", plan->model, err);
	for (int i = 0; i < session->cells.count; i++) {
		const struct cell *cell = &session->cells.cells[i];

		digest_add_text(&digest, cell->run_id, cell->command_line);
	}
	SHA256End(&digest, session->inputs_sha256);
	return ret;
}
