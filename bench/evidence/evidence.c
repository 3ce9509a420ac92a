// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/evidence.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/cellrecord.h"
#include "evidence/sums.h"
#include "lib/alloc.h"
#include "lib/file.h"

int evidence_begin(struct evidence *evidence, const char *runs,
		   const char *run_id, struct error *err)
{
	int ret;

	evidence->runs = runs;
	evidence->sealed = xasprintf("%s/%s", runs, run_id);
	evidence->partial = xasprintf("%s.partial", evidence->sealed);
	ret = directory_remove(evidence->partial, err);
	return ret ? ret : directory_make(evidence->partial, err);
}

/* Every file is on the disk before the folder has its name. */
static int sync_files(const char *folder, char *const *names,
		      struct error *err)
{
	int ret = 0;

	for (; ret == 0 && *names; names++) {
		char *path = xasprintf("%s/%s", folder, *names);

		ret = file_sync(path, err);
		free(path);
	}
	return ret;
}

static int write_sums(const char *folder, struct error *err)
{
	char **names = NULL;
	int ret = directory_list(folder, &names, err);

	if (ret >= 0)
		ret = sync_files(folder, names, err);
	if (ret == 0)
		ret = sums_write(folder, (const char *const *)names, err);
	directory_list_free(names);
	return ret;
}

int evidence_seal(struct evidence *evidence, struct error *err)
{
	int ret = write_sums(evidence->partial, err);

	if (ret == 0)
		ret = file_sync(evidence->partial, err);
	if (ret == 0 && rename(evidence->partial, evidence->sealed))
		ret = error_set(err, errno, "%s: %s", evidence->sealed,
				strerror(errno));
	return ret ? ret : file_sync(evidence->runs, err);
}

void evidence_release(struct evidence *evidence)
{
	struct error ignored;

	if (evidence->partial)
		directory_remove(evidence->partial, &ignored);
	free(evidence->partial);
	free(evidence->sealed);
	*evidence = (struct evidence){ 0 };
}

static int check_name(const char *folder, struct error *err)
{
	char *path = realpath(folder, NULL);
	const char *name = path ? strrchr(path, '/') + 1 : folder;
	struct cell_record cell;
	int ret = cell_record_read(&cell, folder, err);

	if (ret == 0 && strcmp(cell.run_id, name))
		ret = error_set(err, EBADMSG,
				"%s: found the run %s in it, expected the folder's name: copied or renamed since it was sealed",
				folder, cell.run_id);
	cell_record_release(&cell);
	free(path);
	return ret;
}

int evidence_verify(const char *folder, struct error *err)
{
	char **names = NULL;
	int ret = directory_list(folder, &names, err);

	if (ret >= 0)
		ret = sums_check(folder, (const char *const *)names, err);
	directory_list_free(names);
	return ret ? ret : check_name(folder, err);
}
