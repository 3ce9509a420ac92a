// SPDX-License-Identifier: GPL-2.0-only
#include "session/programs.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/root.h"
#include "machine/initramfs.h"
#include "session/session.h"

/* Made by `make build`. */
static char *own_path(const char *name)
{
	char *relative = xasprintf("build/%s", name);
	char *path = root_path(relative);

	free(relative);
	return path;
}

static int find_own(struct workload_program *program, const char *name,
		    struct error *err)
{
	char *path = own_path(name);
	const char *const patterns[] = { path, NULL };
	int ret = program_find(&program->files, name, patterns, err);

	free(path);
	return ret;
}

static void add_subject(struct workload_program *program, const char *name)
{
	char *path = own_path(name);

	program_add(&program->files, name, path);
	free(path);
}

static int find_program(struct workload_program *program,
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

int programs_find(struct session *session, struct error *err)
{
	const struct plan *plan = session->plan;
	int ret = 0;

	session->programs =
		xcalloc(plan->workload_count, sizeof(*session->programs));
	for (int i = 0; i < plan->workload_count && ret == 0; i++)
		if (plan->workloads[i]->program)
			ret = find_program(&session->programs[i],
					   plan->workloads[i], err);
	return ret;
}

int programs_hash(const struct session *session, SHA2_CTX *digest,
		  struct error *err)
{
	int ret = 0;

	for (int i = 0; i < session->plan->workload_count; i++) {
		const struct program *files = &session->programs[i].files;

		for (size_t j = 0; j < files->count && ret == 0; j++)
			ret = digest_add_file(digest, files->files[j].path,
					      files->files[j].source, err);
	}
	return ret;
}

static int write_images(const struct session *session, int index,
			const char *folder, const char *init, struct error *err)
{
	const struct plan *plan = session->plan;
	struct workload_program *program = &session->programs[index];
	int ret = directory_make(folder, err);

	program->initramfs =
		xcalloc(plan->topology_count, sizeof(*program->initramfs));
	for (int i = 0; i < plan->topology_count && ret == 0; i++) {
		const struct topology *topology = &plan->topologies[i];

		program->initramfs[i] =
			xasprintf("%s/%s.cpio", folder, topology->name);
		ret = initramfs_write(program->initramfs[i], topology, init,
				      &program->files, err);
	}
	return ret;
}

int programs_write_initramfs(struct session *session, const char *init,
			     struct error *err)
{
	int ret = 0;

	for (int i = 0; i < session->plan->workload_count && ret == 0; i++) {
		char *folder;

		if (!session->programs[i].files.count)
			continue;
		folder = xasprintf("%s/inputs/%s", session->folder,
				   session->plan->workloads[i]->name);
		ret = write_images(session, i, folder, init, err);
		free(folder);
	}
	return ret;
}

static const struct workload_program *find(const struct session *session,
					   const struct cell *cell)
{
	int index = 0;

	while (session->plan->workloads[index] != cell->workload)
		index++;
	return &session->programs[index];
}

const char *programs_initramfs(const struct session *session,
			       const struct cell *cell)
{
	const struct workload_program *program = find(session, cell);

	return program->initramfs ? program->initramfs[cell->topology]
				  : session->initramfs[cell->topology];
}

const char *programs_missing(const struct session *session,
			     const struct cell *cell)
{
	return find(session, cell)->missing;
}

void programs_release(struct session *session)
{
	const struct plan *plan = session->plan;

	for (int i = 0; session->programs && i < plan->workload_count; i++) {
		struct workload_program *program = &session->programs[i];

		for (int j = 0; program->initramfs && j < plan->topology_count;
		     j++)
			free(program->initramfs[j]);
		free(program->initramfs);
		free(program->missing);
		program_release(&program->files);
	}
	free(session->programs);
}
