// SPDX-License-Identifier: GPL-2.0-only
#include "session/images.h"

#include <errno.h>
#include <stdlib.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/root.h"
#include "machine/initramfs.h"

/* Made by `make build`. */
#define GUEST_INIT "build/init"

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

static char *image_path(const char *folder, const char *name)
{
	char *inputs = evidence_session_path(folder, EVIDENCE_INPUTS);
	char *path = xasprintf("%s/%s.cpio", inputs, name);

	free(inputs);
	return path;
}

static void find_kept(struct session_images *images, int index)
{
	const char *name = images->plan->workloads[index]->name;
	char *path = image_path(images->kept, name);

	if (!file_exists(path))
		images->programs[index].missing = xasprintf(
			"%s: the program of workload %s is not there", path,
			name);
	free(path);
}

int images_open(struct session_images *images, const struct plan *plan,
		const char *kept, struct error *err)
{
	int ret = 0;

	*images = (struct session_images){
		.plan = plan,
		.kept = kept,
		.init = root_path(GUEST_INIT),
		.programs = xcalloc(plan->workload_count,
				    sizeof(*images->programs)),
	};
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

static int hash_kept(const struct session_images *images, SHA2_CTX *digest,
		     struct error *err)
{
	char *path = image_path(images->kept, "initramfs");
	int ret = digest_add_file(digest, "initramfs", path, err);

	free(path);
	for (int i = 0; i < images->plan->workload_count && ret == 0; i++) {
		const char *name = images->plan->workloads[i]->name;

		if (!has_image(images, i))
			continue;
		path = image_path(images->kept, name);
		ret = digest_add_file(digest, name, path, err);
		free(path);
	}
	return ret;
}

int images_hash(const struct session_images *images, SHA2_CTX *digest,
		struct error *err)
{
	int ret = images->kept ? hash_kept(images, digest, err) :
		  digest_add_file(digest, GUEST_INIT, images->init, err);

	for (int i = 0; i < images->plan->workload_count; i++) {
		const struct program *files = &images->programs[i].files;

		for (size_t j = 0; j < files->count && ret == 0; j++)
			ret = digest_add_file(digest, files->files[j].path,
					      files->files[j].source, err);
	}
	return ret;
}

static int copy_kept(const struct session_images *images, const char *name,
		     const char *to, struct error *err)
{
	char *path = image_path(images->kept, name);
	int ret = file_copy(path, to, err);

	free(path);
	return ret;
}

static int write_program(struct session_images *images, int index,
			 const char *folder, struct error *err)
{
	struct session_program *program = &images->programs[index];
	const char *name = images->plan->workloads[index]->name;

	if (!has_image(images, index))
		return 0;
	program->initramfs = xasprintf("%s/%s.cpio", folder, name);
	if (images->kept)
		return copy_kept(images, name, program->initramfs, err);
	return initramfs_write(program->initramfs, images->init,
			       &program->files, err);
}

int images_write(struct session_images *images, const char *folder,
		 struct error *err)
{
	char *inputs = evidence_session_path(folder, EVIDENCE_INPUTS);
	int ret = directory_make(inputs, err);

	images->initramfs = xasprintf("%s/initramfs.cpio", inputs);
	if (ret == 0 && images->kept)
		ret = copy_kept(images, "initramfs", images->initramfs, err);
	else if (ret == 0)
		ret = initramfs_write(images->initramfs, images->init, NULL,
				      err);
	for (int i = 0; i < images->plan->workload_count && ret == 0; i++)
		ret = write_program(images, i, inputs, err);
	free(inputs);
	return ret;
}

static const struct session_program *find(const struct session_images *images,
					  const struct cell *cell)
{
	int index = 0;

	while (images->plan->workloads[index] != cell->workload)
		index++;
	return &images->programs[index];
}

const char *images_path(const struct session_images *images,
			const struct cell *cell)
{
	const struct session_program *program = find(images, cell);

	return program->initramfs ? program->initramfs : images->initramfs;
}

const char *images_missing(const struct session_images *images,
			   const struct cell *cell)
{
	return find(images, cell)->missing;
}

void images_close(struct session_images *images)
{
	const struct plan *plan = images->plan;

	for (int i = 0; images->programs && i < plan->workload_count; i++) {
		struct session_program *program = &images->programs[i];

		free(program->initramfs);
		free(program->missing);
		program_release(&program->files);
	}
	free(images->programs);
	free(images->initramfs);
	free(images->init);
	*images = (struct session_images){ 0 };
}
