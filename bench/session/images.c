// SPDX-License-Identifier: GPL-2.0-only
#include "session/images.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "kernel/booting.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/root.h"
#include "machine/initramfs.h"

/* Made by `make build`. */
#define GUEST_INIT "build/init"
#define GUEST_INIT_CMDLINE "build/init-cmdline"

/*
 * Two builds of one source: words behind `--` are init's arguments, or it takes
 * them from /proc/cmdline.
 */
static const struct session_init builds[] = {
	{ .name = GUEST_INIT, .key = "init_sha256" },
	{ .name = GUEST_INIT_CMDLINE, .key = "init_cmdline_sha256" },
};

static char *own_path(const char *name)
{
	char *relative = xasprintf("build/%s", name);
	char *path = root_path(relative);

	free(relative);
	return path;
}

static int find_own(struct session_program *program, const char *name,
		    struct error *err)
{
	char *path = own_path(name);
	const char *const patterns[] = { path, NULL };
	int ret = program_find(&program->files, name, patterns, err);

	free(path);
	return ret;
}

static void add_subject(struct session_program *program, const char *name)
{
	char *path = own_path(name);

	program_add(&program->files, name, path);
	free(path);
}

static int find_program(struct session_program *program,
			const struct workload *workload, struct error *err)
{
	int ret;

	if (!workload->program_patterns)
		return find_own(program, workload->program, err);
	ret = program_find(&program->files, workload->program,
			   workload->program_patterns, err);
	if (ret == 0 && workload->subject)
		add_subject(program, workload->subject);
	if (ret != -ENOENT)
		return ret;
	program_release(&program->files);
	program->missing = xstrdup(err->text);
	return 0;
}

static char *image_path(const char *folder, const char *name,
			const char *suffix)
{
	char *inputs = evidence_session_path(folder, EVIDENCE_INPUTS);
	char *path = xasprintf("%s/%s%s.cpio", inputs, name, suffix);

	free(inputs);
	return path;
}

static void find_kept(struct session_images *images, int index)
{
	const char *name = images->plan->workloads[index]->name;
	char *path = image_path(images->kept, name, "");

	if (!file_exists(path))
		images->programs[index].missing = xasprintf(
			"%s: the program of workload %s is not there", path,
			name);
	free(path);
}

static bool needs_cmdline(const struct session_images *images, int arm)
{
	return booting_words_from_cmdline(
		images->kernels->list[arm].kernel.manifest);
}

static const struct session_init *init_of(const struct session_images *images,
					  int arm)
{
	const char *name = builds[needs_cmdline(images, arm)].name;
	int i = 0;

	while (strcmp(images->inits[i].name, name))
		i++;
	return &images->inits[i];
}

/* One that all kernels can do with has the plain names and the plain key. */
static void find_inits(struct session_images *images)
{
	for (size_t i = 0; i < sizeof(builds) / sizeof(builds[0]); i++) {
		struct session_init *init = &images->inits[images->init_count];
		bool used = false;

		for (int arm = 0; arm < images->plan->arm_count; arm++)
			used = used || needs_cmdline(images, arm) == (i == 1);
		if (!used)
			continue;
		*init = builds[i];
		init->key = builds[images->init_count].key;
		init->path = root_path(init->name);
		init->suffix = images->init_count ? ".cmdline" : "";
		init->with_program = xcalloc(images->plan->workload_count,
					     sizeof(*init->with_program));
		images->init_count++;
	}
}

int images_open(struct session_images *images, const struct plan *plan,
		const struct session_kernels *kernels, const char *kept,
		struct error *err)
{
	int ret = 0;

	*images = (struct session_images){
		.plan = plan,
		.kept = kept,
		.kernels = kernels,
		.programs = xcalloc(plan->workload_count,
				    sizeof(*images->programs)),
	};
	find_inits(images);
	for (int i = 0; i < plan->workload_count && ret == 0; i++)
		if (plan->workloads[i]->program && kept)
			find_kept(images, i);
		else if (plan->workloads[i]->program)
			ret = find_program(&images->programs[i],
					   plan->workloads[i], err);
	return ret;
}

static bool has_image(const struct session_images *images, int index)
{
	const struct session_program *program = &images->programs[index];

	return images->kept ? images->plan->workloads[index]->program &&
			      !program->missing :
			      program->files.count > 0;
}

static int hash_kept_of(const struct session_images *images,
			const struct session_init *init, SHA2_CTX *digest,
			struct error *err)
{
	char *path = image_path(images->kept, "initramfs", init->suffix);
	int ret = digest_add_file(digest, "initramfs", path, err);

	free(path);
	for (int i = 0; i < images->plan->workload_count && ret == 0; i++) {
		const char *name = images->plan->workloads[i]->name;

		if (!has_image(images, i))
			continue;
		path = image_path(images->kept, name, init->suffix);
		ret = digest_add_file(digest, name, path, err);
		free(path);
	}
	return ret;
}

static int hash_init(const struct session_images *images,
		     const struct session_init *init, SHA2_CTX *digest,
		     struct error *err)
{
	return images->kept ? hash_kept_of(images, init, digest, err) :
			      digest_add_file(digest, init->name, init->path,
					      err);
}

int images_hash(const struct session_images *images, SHA2_CTX *digest,
		struct error *err)
{
	int ret = 0;

	for (int i = 0; i < images->init_count && ret == 0; i++)
		ret = hash_init(images, &images->inits[i], digest, err);
	for (int i = 0; i < images->plan->workload_count; i++) {
		const struct program *files = &images->programs[i].files;

		for (size_t j = 0; j < files->count && ret == 0; j++)
			ret = digest_add_file(digest, files->files[j].path,
					      files->files[j].source, err);
	}
	return ret;
}

/* @files: of a program, or NULL. */
static int write_image(const struct session_images *images,
		       const struct session_init *init, const char *name,
		       const struct program *files, const char *to,
		       struct error *err)
{
	char *from;
	int ret;

	if (!images->kept)
		return initramfs_write(to, init->path, files, err);
	from = image_path(images->kept, name, init->suffix);
	ret = file_copy(from, to, err);
	free(from);
	return ret;
}

static int write_init(const struct session_images *images,
		      struct session_init *init, const char *folder,
		      struct error *err)
{
	int ret;

	init->initramfs = image_path(folder, "initramfs", init->suffix);
	ret = write_image(images, init, "initramfs", NULL, init->initramfs,
			  err);
	for (int i = 0; i < images->plan->workload_count && ret == 0; i++) {
		const char *name = images->plan->workloads[i]->name;

		if (!has_image(images, i))
			continue;
		init->with_program[i] = image_path(folder, name,
						   init->suffix);
		ret = write_image(images, init, name,
				  &images->programs[i].files,
				  init->with_program[i], err);
	}
	return ret;
}

int images_write(struct session_images *images, const char *folder,
		 struct error *err)
{
	char *inputs = evidence_session_path(folder, EVIDENCE_INPUTS);
	int ret = directory_make(inputs, err);

	for (int i = 0; i < images->init_count && ret == 0; i++)
		ret = write_init(images, &images->inits[i], folder, err);
	free(inputs);
	return ret;
}

static int workload_of(const struct session_images *images,
		       const struct cell *cell)
{
	int index = 0;

	while (images->plan->workloads[index] != cell->workload)
		index++;
	return index;
}

const struct session_init *images_init(const struct session_images *images,
				       const struct cell *cell)
{
	return init_of(images, cell->arm);
}

const char *images_plain(const struct session_images *images)
{
	return init_of(images, 0)->initramfs;
}

const char *images_path(const struct session_images *images,
			const struct cell *cell)
{
	const struct session_init *init = init_of(images, cell->arm);
	const char *own = init->with_program[workload_of(images, cell)];

	return own ? own : init->initramfs;
}

const char *images_missing(const struct session_images *images,
			   const struct cell *cell)
{
	return images->programs[workload_of(images, cell)].missing;
}

static void release_init(const struct session_images *images,
			 struct session_init *init)
{
	for (int i = 0; i < images->plan->workload_count; i++)
		free(init->with_program[i]);
	free(init->with_program);
	free(init->initramfs);
	free(init->path);
}

void images_close(struct session_images *images)
{
	const struct plan *plan = images->plan;

	for (int i = 0; i < images->init_count; i++)
		release_init(images, &images->inits[i]);
	for (int i = 0; images->programs && i < plan->workload_count; i++) {
		struct session_program *program = &images->programs[i];

		free(program->missing);
		program_release(&program->files);
	}
	free(images->programs);
	*images = (struct session_images){ 0 };
}
