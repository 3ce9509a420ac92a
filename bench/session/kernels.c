// SPDX-License-Identifier: GPL-2.0-only
#include "session/kernels.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/stops.h"
#include "evidence/files.h"
#include "kernel/booting.h"
#include "kernel/cache.h"
#include "kernel/image.h"
#include "kernel/lines.h"
#include "kernel/naming.h"
#include "kernel/ownmap.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "lib/root.h"
#include "plan/arm-options.h"
#include "session/answers.h"
#include "session/refuse.h"

#define SYMBOLS "kernels/symbols.ini"

static bool needs_profile(const struct plan *plan)
{
	for (int i = 0; i < plan->workload_count; i++)
		if (workload_is_profiled(plan->workloads[i]))
			return true;
	return false;
}

static bool needs_maps(const struct plan *plan)
{
	for (int i = 0; i < plan->workload_count; i++)
		if (plan->workloads[i]->stops)
			return true;
	return needs_profile(plan);
}

static bool needs_lines(const struct plan *plan)
{
	for (int i = 0; i < plan->workload_count; i++)
		if (plan->workloads[i]->plugin == PLUGIN_CALLGRAPH)
			return true;
	return false;
}

/* One file cannot be the symbols of two images. */
static int check_symbols_option(const struct plan *plan,
				const struct catalog *catalog,
				const char *symbols, struct error *err)
{
	const char *image = NULL;

	for (int i = 0; symbols && i < plan->arm_count; i++) {
		const char *kernel = plan->arms[i].kernel;

		if (naming_knows(catalog, kernel))
			continue;
		if (image && strcmp(image, kernel))
			return error_set(err, EINVAL,
					 "--symbols: found two kernels, %s and %s, expected one",
					 image, kernel);
		image = kernel;
	}
	if (symbols && !image)
		return error_set(err, EINVAL,
				 "--symbols: found %s and no arm that is an image, expected one: what is built here has its own",
				 symbols);
	return 0;
}

/* Arms often share a kernel: it is found and hashed once. */
static const struct kernel *find_known(const struct session_kernels *kernels,
				       const struct arm *arms,
				       const struct session_kernel *wanted)
{
	for (int i = 0; i < kernels->count; i++) {
		const struct session_kernel *known = &kernels->list[i];

		if (!known->of == !wanted->of && known->arm < wanted->arm &&
		    arms_share_kernel(&arms[known->arm],
				      &arms[wanted->arm]))
			return &known->kernel;
	}
	return NULL;
}

static int take_image(struct kernel *kernel, const char *name,
		      const struct session_image *image,
		      const struct catalog *catalog, struct error *err)
{
	int ret;

	if (!image->manifest) {
		const struct kernel_wish wish = { .symbols = image->symbols };

		ret = kernel_find(kernel, catalog, image->image, &wish, err);
		free(kernel->name);
		kernel->name = xstrdup(name);
		if (kernel->manifest)
			json_object_set_new(kernel->manifest, "name",
					    json_string(name));
		return ret;
	}
	*kernel = (struct kernel){
		.name = xstrdup(name),
		.image = xstrdup(image->image),
		.symbols = image->symbols ? xstrdup(image->symbols) : NULL,
		.manifest = json_deep_copy(image->manifest),
	};
	return booting_describe(kernel, err);
}

/* One for 4K alone, where that is wanted and there is one. */
static const struct session_image *
find_image(const struct session_kernels *kernels, const char *arm, bool for_4k)
{
	const struct session_image *found = NULL;

	for (int i = 0; i < kernels->image_count; i++) {
		const struct session_image *image = &kernels->images[i];

		if (strcmp(image->arm, arm) || image->only_4k > for_4k)
			continue;
		if (!found || image->only_4k > found->only_4k)
			found = image;
	}
	return found;
}

/**
 * struct finding - where kernels are found
 * @symbols: of --symbols
 */
struct finding {
	const struct needs *needs;
	struct session_kernels *kernels;
	const struct plan *plan;
	const struct catalog *catalog;
	const char *symbols;
};

/* A user's configuration gets what is asked. */
static int find_asked(const struct finding *finding,
		      struct session_kernel *entry, bool for_4k,
		      struct error *err)
{
	const struct arm *arm = &finding->plan->arms[entry->arm];
	struct questions questions = { 0 };
	struct kernel_wish wish = {
		.symbols = finding->symbols,
		.pages_4k = for_4k,
		.config_file = arm->config_file,
		.make = arm->make,
	};
	int ret;

	answers_ask_plan(&questions, finding->needs, finding->plan, arm);
	for (int i = 0; i < finding->plan->mapping_count; i++)
		answers_ask(&questions, &(const struct question){
			.name = mapping_name(finding->plan->mappings[i]) });
	wish.asked = questions.list;
	wish.asked_count = questions.count;
	ret = kernel_find(&entry->kernel, finding->catalog, arm->kernel, &wish,
			  err);
	free(questions.list);
	return ret;
}

static int find_kernel(const struct finding *finding,
		       struct session_kernel *entry, bool for_4k,
		       struct error *err)
{
	const struct arm *arms = finding->plan->arms;
	const struct arm *arm = &arms[entry->arm];
	const struct kernel *known = find_known(finding->kernels, arms, entry);
	const struct session_image *image =
		find_image(finding->kernels, arm->name, for_4k);

	if (image)
		return take_image(&entry->kernel, arm->kernel, image,
				  finding->catalog, err);
	if (known) {
		entry->kernel = (struct kernel){
			.name = xstrdup(known->name),
			.image = xstrdup(known->image),
			.symbols = known->symbols ? xstrdup(known->symbols) :
						    NULL,
			.given = known->given,
			.manifest = json_incref(known->manifest),
		};
		return 0;
	}
	return find_asked(finding, entry, for_4k, err);
}

static bool plan_maps(const struct plan *plan, bool in_4k)
{
	for (int i = 0; i < plan->mapping_count; i++)
		if ((plan->mappings[i] == MAPPING_4K) == in_4k)
			return true;
	return false;
}

/* Its configuration has the page size, and it is not that of the plan. */
static int refuse_pages(const struct finding *finding,
			const struct session_kernel *entry, struct error *err)
{
	const char *arm = finding->plan->arms[entry->arm].name;
	bool is_4k = booting_pages(entry->kernel.manifest) ==
		     KERNEL_PAGES_4K;

	return error_set(err, EINVAL,
			 "arm %s: found a kernel of before `debug_pagealloc=`, built %s, so that its direct map %s: expected %s",
			 arm, is_4k ? "with CONFIG_DEBUG_PAGEALLOC" :
				      "without CONFIG_DEBUG_PAGEALLOC",
			 is_4k ? "has pages of 4K only" :
				 "never has pages of 4K",
			 is_4k ? "mapping 4K, or a kernel without the option" :
				 "mappings without 4K, or a kernel with the option");
}

static int check_pages(const struct finding *finding,
		       const struct session_kernel *entry, bool in_4k,
		       struct error *err)
{
	enum kernel_pages wrong = in_4k ? KERNEL_PAGES_LARGE :
					  KERNEL_PAGES_4K;

	return booting_pages(entry->kernel.manifest) == wrong ?
		       refuse_pages(finding, entry, err) : 0;
}

/* That of all mappings, or of all but 4K. */
static int find_first(const struct finding *finding, int arm,
		      struct error *err)
{
	struct session_kernels *kernels = finding->kernels;
	struct session_kernel *entry = &kernels->list[kernels->count++];
	bool only_4k = !plan_maps(finding->plan, false);
	int ret;

	*entry = (struct session_kernel){ .arm = arm };
	ret = find_kernel(finding, entry, only_4k, err);
	return ret ? ret : check_pages(finding, entry, only_4k, err);
}

/* That of 4K, where the first one is for the others only. */
static int find_second(const struct finding *finding, int arm,
		       struct error *err)
{
	struct session_kernels *kernels = finding->kernels;
	struct session_kernel *first = &kernels->list[arm];
	struct session_kernel *entry = &kernels->list[kernels->count];
	int ret;

	if (!plan_maps(finding->plan, true) ||
	    booting_pages(first->kernel.manifest) != KERNEL_PAGES_LARGE)
		return 0;
	kernels->count++;
	*entry = (struct session_kernel){
		.arm = arm,
		.of = mapping_name(MAPPING_4K),
	};
	ret = find_kernel(finding, entry, true, err);
	return ret ? ret : check_pages(finding, entry, true, err);
}

static int find_kernels(const struct finding *finding, struct error *err)
{
	int arms = finding->plan->arm_count;
	int ret = 0;

	for (int i = 0; i < arms && ret == 0; i++)
		ret = find_first(finding, i, err);
	for (int i = 0; i < arms && ret == 0; i++)
		ret = find_second(finding, i, err);
	return ret;
}

const struct session_kernel *
kernels_second(const struct session_kernels *kernels, int arm)
{
	for (int i = kernels->arm_count; i < kernels->count; i++)
		if (kernels->list[i].arm == arm)
			return &kernels->list[i];
	return NULL;
}

const struct session_kernel *kernels_of(const struct session_kernels *kernels,
					int arm, enum mapping mapping)
{
	const struct session_kernel *second =
		mapping == MAPPING_4K ? kernels_second(kernels, arm) : NULL;

	return second ? second : &kernels->list[arm];
}

/* The kernel has what every workload looks for. */
static int check_map(const struct session_kernels *kernels,
		     const struct session_kernel *entry,
		     const struct plan *plan, struct error *err)
{
	int ret = 0;

	if (needs_profile(plan))
		ret = symbols_check(kernels->symbols, &entry->era, &entry->map,
				    err);
	for (int i = 0; i < plan->workload_count && ret == 0; i++)
		ret = stops_check(plan->workloads[i], &entry->era, &entry->map,
				  err);
	return ret;
}

static int load_era(struct session_kernel *entry, struct error *err)
{
	char *release = image_release(entry->kernel.image);
	int ret = era_find(&entry->era, release, err);

	free(release);
	return ret;
}

/* What is built here has its symbols from the same build.  Once an image. */
static int check_fit(struct session_kernels *kernels, int index,
		     struct error *err)
{
	struct session_kernel *entry = &kernels->list[index];
	const struct kernel *kernel = &entry->kernel;

	if (!kernel->given)
		return 0;
	for (int i = 0; i < index; i++) {
		const struct session_kernel *known = &kernels->list[i];

		if (strcmp(known->kernel.image, kernel->image) ||
		    strcmp(known->kernel.symbols, kernel->symbols))
			continue;
		sysmap_move(&entry->map, known->fit.moved_bytes);
		entry->fit.moved_bytes = known->fit.moved_bytes;
		entry->fit.banner = known->fit.banner ?
				    xstrdup(known->fit.banner) : NULL;
		return 0;
	}
	return fit_check(&entry->fit, kernel->image, &entry->map,
			 kernel->symbols, err);
}

/* A user's image without a map beside it has its own. */
static int load_own(struct session_kernel *entry, const struct plan *plan,
		    struct error *err)
{
	const struct kernel *kernel = &entry->kernel;
	int ret = ownmap_load(&entry->map, &entry->fit.banner, kernel->image,
			      jsonfile_text(kernel->manifest, "image_sha256"),
			      err);

	if (ret)
		error_prefix(err, "kernel %s: %s needs its symbols, and no System.map or vmlinux of this build is beside it or given by --symbols: ",
			     kernel->name, needs_profile(plan) ?
			     "counting" : "pausing it");
	return ret;
}

static int read_map(struct session_kernels *kernels, int index,
		    const struct plan *plan, struct error *err)
{
	struct session_kernel *entry = &kernels->list[index];
	const struct kernel *kernel = &entry->kernel;
	int ret;

	if (!kernel->symbols)
		return load_own(entry, plan, err);
	ret = sysmap_load(&entry->map, kernel->symbols, err);
	return ret ? ret : check_fit(kernels, index, err);
}

static int load_map(struct session_kernels *kernels, int index,
		    const struct plan *plan, struct error *err)
{
	struct session_kernel *entry = &kernels->list[index];
	const struct kernel *kernel = &entry->kernel;
	int ret = load_era(entry, err);

	if (ret == 0)
		ret = read_map(kernels, index, plan, err);
	if (ret)
		return ret;
	ret = check_map(kernels, entry, plan, err);
	if (ret)
		error_prefix(err, "%s: ", kernel->symbols ? kernel->symbols :
			     kernel->name);
	return ret;
}

/* The first arm is what the others are compared with. */
static void pair_maps(struct session_kernels *kernels)
{
	for (int i = 1; i < kernels->count; i++) {
		struct session_kernel *entry = &kernels->list[i];
		const struct session_kernel *first = entry->of ?
			kernels_of(kernels, 0, MAPPING_4K) : kernels->list;

		if (entry != first)
			sysmap_pair(&entry->map, &first->map);
	}
}

static int load_maps(struct session_kernels *kernels, const struct plan *plan,
		     struct error *err)
{
	char *path = root_path(SYMBOLS);
	int ret = symbols_read(&kernels->symbols, path, err);

	free(path);
	for (int i = 0; kernels->mapped && i < kernels->count && ret == 0; i++)
		ret = load_map(kernels, i, plan, err);
	if (ret == 0 && kernels->mapped)
		pair_maps(kernels);
	return ret;
}

int kernels_open(struct session_kernels *kernels, const struct plan *plan,
		 const struct catalog *catalog, const char *symbols,
		 const struct session_image *images, int image_count,
		 struct error *err)
{
	struct needs needs = { 0 };
	const struct finding finding = {
		.needs = &needs,
		.kernels = kernels,
		.plan = plan,
		.catalog = catalog,
		.symbols = symbols,
	};
	char *cache = cache_folder();
	int ret = check_symbols_option(plan, catalog, symbols, err);

	*kernels = (struct session_kernels){
		.list = xcalloc(2 * plan->arm_count, sizeof(*kernels->list)),
		.arm_count = plan->arm_count,
		.images = images,
		.image_count = image_count,
		.mapped = needs_maps(plan),
		.lined = needs_lines(plan),
	};
	/* Until they are copied nobody may make room in it. */
	if (ret == 0)
		kernels->cache_fd = cache_hold(cache, err);
	free(cache);
	if (ret == 0 && kernels->cache_fd < 0)
		ret = kernels->cache_fd;
	if (ret == 0)
		ret = needs_read(&needs, catalog->folder, err);
	if (ret == 0)
		ret = find_kernels(&finding, err);
	needs_release(&needs);
	if (ret == 0)
		ret = refuse_kernels(kernels, plan, catalog, err);
	return ret ? ret : load_maps(kernels, plan, err);
}

int kernels_hash(const struct session_kernels *kernels, SHA2_CTX *digest,
		 struct error *err)
{
	char *symbols = root_path(SYMBOLS);
	int ret = digest_add_file(digest, SYMBOLS, symbols, err);

	for (int i = 0; i < kernels->count && ret == 0; i++) {
		const struct kernel *kernel = &kernels->list[i].kernel;

		ret = digest_add_file(digest, "kernel", kernel->image, err);
		if (ret == 0 && kernel->symbols)
			ret = digest_add_file(digest, "symbols",
					      kernel->symbols, err);
	}
	free(symbols);
	return ret;
}

static int keep_image(struct kernel *kernel, char *copy, struct error *err)
{
	const char *wanted = json_string_value(
		json_object_get(kernel->manifest, "image_sha256"));
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

static int keep_code(struct session_kernel *entry, const char *folder,
		     struct error *err)
{
	entry->code = evidence_session_code(folder, entry->arm, entry->of);
	return image_write_code(entry->kernel.image, entry->code, err);
}

static int keep_map(struct session_kernel *entry, const char *folder,
		    struct error *err)
{
	entry->map_path = evidence_session_map(folder, entry->arm, entry->of);
	return sysmap_write(&entry->map, entry->map_path, err);
}

static int keep_lines(const struct session_kernel *entry, const char *folder,
		      struct error *err)
{
	char *path = evidence_session_lines(folder, entry->arm, entry->of);
	int ret = entry->kernel.symbols ?
			  lines_write(&entry->map, entry->kernel.symbols, path,
				      err) : 0;

	free(path);
	return ret;
}

static void leave_cache(struct session_kernels *kernels)
{
	if (kernels->cache_fd > 0)
		close(kernels->cache_fd);
	kernels->cache_fd = 0;
}

int kernels_keep(struct session_kernels *kernels, const char *folder,
		 struct error *err)
{
	int ret = 0;

	for (int i = 0; i < kernels->count && ret == 0; i++) {
		struct session_kernel *entry = &kernels->list[i];

		ret = keep_image(&entry->kernel,
				 evidence_session_image(folder, entry->arm,
							entry->of), err);
		if (ret == 0)
			ret = keep_code(entry, folder, err);
		if (ret == 0 && kernels->mapped)
			ret = keep_map(entry, folder, err);
		if (ret == 0 && kernels->lined)
			ret = keep_lines(entry, folder, err);
	}
	leave_cache(kernels);
	return ret;
}

void kernels_close(struct session_kernels *kernels)
{
	for (int i = 0; i < kernels->count; i++) {
		kernel_release(&kernels->list[i].kernel);
		era_release(&kernels->list[i].era);
		sysmap_release(&kernels->list[i].map);
		fit_release(&kernels->list[i].fit);
		free(kernels->list[i].map_path);
		free(kernels->list[i].code);
	}
	free(kernels->list);
	leave_cache(kernels);
	symbols_free(kernels->symbols);
	*kernels = (struct session_kernels){ 0 };
}
