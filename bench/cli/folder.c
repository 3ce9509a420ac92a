// SPDX-License-Identifier: GPL-2.0-only
#include "cli/folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "evidence/files.h"
#include "evidence/sessionseal.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "session/folder.h"
#include "workload/derived.h"
#include "workload/samples.h"

char *folder_find_run(const char *word, struct error *err)
{
	for (int latest = 0; latest < 2; latest++) {
		char *folder = latest ? xasprintf("out/%s/latest", word) :
					xstrdup(word);
		char *record = evidence_session_path(folder, EVIDENCE_RUN_JSON);
		bool found = file_exists(record);

		free(record);
		if (found)
			return folder;
		free(folder);
	}
	error_set(err, ENOENT,
		  "%s: expected a folder with a %s, or a plan with out/PLAN/latest",
		  word, evidence_session_name(EVIDENCE_RUN_JSON));
	return NULL;
}

int folder_make_tables(const char *folder, struct error *err)
{
	struct session_record record;
	int ret = session_open_verified(&record, folder, err);

	if (ret == 0)
		ret = samples_write(&record, folder, err);
	if (ret >= 0)
		ret = derived_write(&record, folder, err);
	session_record_release(&record);
	return ret;
}

int folder_command(int argc, const char **argv,
		   const struct poptOption *options,
		   int (*work)(const char *folder, struct error *err),
		   const char *made)
{
	struct error err;
	const char **words;
	poptContext context;
	char *folder;
	int lock_fd = -1;
	int ret = command_parse(argc, argv, options, "RUN", 1, 1, &words,
				&context);

	if (ret)
		goto out;
	folder = folder_find_run(words[0], &err);
	if (folder)
		lock_fd = folder_hold(folder);
	if (!folder) {
		ret = command_refuse(-ENOENT, &err);
	} else if (work(folder, &err) < 0) {
		ret = command_fail(&err);
	} else {
		printf("%s/%s\n", folder, made);
		ret = 0;
	}
	if (lock_fd >= 0)
		close(lock_fd);
	free(folder);
out:
	command_release(context);
	return ret;
}
