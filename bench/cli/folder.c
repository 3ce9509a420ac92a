// SPDX-License-Identifier: GPL-2.0-only
#include "cli/folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "claim/compared.h"
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
		bool found = file_exists(record) || compared_is(folder);

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

/* Stamps are times: of all out/PLAN/latest the one with the last. */
static char *find_newest(struct error *err)
{
	char **plans = NULL;
	char *newest = NULL, *stamp = NULL;
	struct error ignored;
	int count = directory_list("out", &plans, &ignored);

	for (int i = 0; i < count; i++) {
		char *folder = xasprintf("out/%s/latest", plans[i]);
		char *target = realpath(folder, NULL);
		const char *name = target ? strrchr(target, '/') + 1 : "";

		if (target && (!stamp || strcmp(name, stamp) > 0)) {
			free(stamp);
			free(newest);
			stamp = xstrdup(name);
			newest = xstrdup(folder);
		}
		free(target);
		free(folder);
	}
	if (count >= 0)
		directory_list_free(plans);
	free(stamp);
	if (!newest)
		error_set(err, ENOENT,
			  "out: found no PLAN/latest, expected a run, or the folder of one as an argument");
	return newest;
}

int folder_make_tables(const char *folder, struct error *err)
{
	struct session_record record;
	int ret;

	if (compared_is(folder))
		return compared_renew(folder, err);
	ret = session_open_verified(&record, folder, err);
	if (ret == 0)
		ret = samples_write(&record, folder, err);
	if (ret >= 0)
		ret = derived_write(&record, folder, err);
	session_record_release(&record);
	return ret;
}

static int do_work(const struct folder_work *work, const char *folder)
{
	struct error err;
	int ret = work->check ? work->check(folder, &err) : 0;

	if (ret)
		return command_refuse(ret, &err);
	if (work->work(folder, &err) < 0)
		return command_fail(&err);
	if (!work->answer) {
		printf("%s/%s\n", folder, work->made);
		return 0;
	}
	ret = work->answer(folder, &err);
	return ret < 0 ? command_fail(&err) : ret;
}

int folder_command(int argc, const char **argv, const struct folder_work *work)
{
	struct error err;
	const char **words;
	poptContext context;
	char *folder;
	int lock_fd = -1;
	int ret = command_parse(argc, argv, work->options, "RUN",
				work->newest ? 0 : 1, 1, &words, &context);

	if (ret == 0 && !words[0] && !*work->newest) {
		fprintf(stderr,
			"numaboot %s: found 0 arguments, expected RUN (see numaboot %s --help)\n",
			argv[0], argv[0]);
		ret = EXIT_USAGE;
	}
	if (ret)
		goto out;
	folder = words[0] ? folder_find_run(words[0], &err) : find_newest(&err);
	if (folder)
		lock_fd = folder_hold(folder);
	ret = folder ? do_work(work, folder) : command_refuse(-ENOENT, &err);
	if (lock_fd >= 0)
		close(lock_fd);
	free(folder);
out:
	command_release(context);
	return ret;
}
