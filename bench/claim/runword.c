// SPDX-License-Identifier: GPL-2.0-only
#include "claim/runword.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evidence/files.h"
#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/parse.h"

#define LATEST "latest"

static bool has_record(const char *folder)
{
	char *path = evidence_session_path(folder, EVIDENCE_RUN_JSON);
	bool has = file_exists(path);

	free(path);
	return has;
}

/* A folder that somebody else closed, a link to itself: why there is no run. */
static int check_reach(const char *folder, struct error *err)
{
	char *path = evidence_session_path(folder, EVIDENCE_RUN_JSON);
	struct stat status;
	int ret = 0;

	if (stat(path, &status) && errno != ENOENT && errno != ENOTDIR)
		ret = error_set(err, errno, "%s: %s", path, strerror(errno));
	free(path);
	return ret;
}

static bool is_folder(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int is_complete(const char *folder, bool *complete, struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, folder, err);

	*complete = record.complete;
	session_record_release(&record);
	return ret;
}

/* A link's run may be another one tomorrow. */
static char *without_links(const char *folder)
{
	char *whole = realpath(folder, NULL);
	char *here = getcwd(NULL, 0);
	size_t length = here ? strlen(here) : 0;
	char *found = whole && here && strncmp(whole, here, length) == 0 &&
		      whole[length] == '/' ? xstrdup(whole + length + 1) :
					     NULL;

	if (!found)
		found = xstrdup(whole ? whole : folder);
	free(here);
	free(whole);
	return found;
}

/*
 * The complete run of a plan that so many newer ones precede, and how many
 * there are up to it.
 */
/* STAMP-10 comes behind STAMP-2. */
static int by_version(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static int find_nth(const char *plan, uint64_t wanted, uint64_t *found,
		    char **folder, struct error *err)
{
	char *root = xasprintf("out/%s", plan);
	char **names = NULL;
	int count = directory_list(root, &names, err);
	int ret = count < 0 ? count : 0;

	if (count > 0)
		qsort(names, count, sizeof(*names), by_version);
	for (int i = count - 1; i >= 0 && ret == 0 && !*folder; i--) {
		char *path = xasprintf("%s/%s", root, names[i]);
		bool complete = false;

		if (is_folder(path) && has_record(path))
			ret = is_complete(path, &complete, err);
		if (ret == 0 && complete && ++*found == wanted)
			*folder = xstrdup(path);
		free(path);
	}
	directory_list_free(names);
	free(root);
	return ret;
}

static bool is_newer(const char *folder, const char *other)
{
	return !other ||
	       strverscmp(strrchr(folder, '/'), strrchr(other, '/')) > 0;
}

static int find_latest(char **folder, struct error *err)
{
	char **plans = NULL;
	int ret = file_exists("out") ? directory_list("out", &plans, err) : 0;

	for (char **plan = plans; ret >= 0 && plan && *plan; plan++) {
		char *path = xasprintf("out/%s", *plan);
		char *newest = NULL;
		uint64_t found = 0;

		if (is_folder(path))
			ret = find_nth(*plan, 1, &found, &newest, err);
		if (newest && is_newer(newest, *folder)) {
			free(*folder);
			*folder = newest;
		} else {
			free(newest);
		}
		free(path);
	}
	directory_list_free(plans);
	if (ret >= 0 && !*folder)
		ret = error_set(err, ENOENT, "%s: found no complete run in out",
				LATEST);
	return ret < 0 ? ret : 0;
}

/* "latest" or a number behind the @. */
static int parse_which(const char *text, uint64_t *which)
{
	*which = 1;
	if (!text || strcmp(text, LATEST) == 0)
		return 0;
	return parse_u64(text, which) || !*which ? -EINVAL : 0;
}

static int find_of_plan(const char *text, char **folder, struct error *err)
{
	const char *at = strrchr(text, '@');
	char *plan = xasprintf("%.*s", (int)(at ? (size_t)(at - text) :
						  strlen(text)), text);
	char *root = xasprintf("out/%s", plan);
	uint64_t which, found = 0;
	int ret;

	/* With a colon it is a run's arm. */
	if (!*plan || strchr(plan, '/') || !file_exists(root) ||
	    (at && strchr(at, ':')))
		ret = error_set(err, ESRCH,
				"%s: expected a folder with a %s, `latest`, or a plan that has a run in out",
				text, evidence_session_name(EVIDENCE_RUN_JSON));
	else if (parse_which(at ? at + 1 : NULL, &which))
		ret = error_set(err, EINVAL,
				"%s: found `@%s`, expected @latest, or @1 for the newest, @2 for the one before, …",
				text, at + 1);
	else
		ret = find_nth(plan, which, &found, folder, err);
	if (ret == 0 && !*folder)
		ret = error_set(err, ENOENT,
				"%s: found %llu complete runs in %s, expected %llu or more",
				text, (unsigned long long)found, root,
				(unsigned long long)which);
	free(root);
	free(plan);
	return ret;
}

static int find(const char *text, char **folder, struct error *err)
{
	if (has_record(text)) {
		*folder = without_links(text);
		return 0;
	}
	if (check_reach(text, err))
		return -EACCES;
	if (strcmp(text, LATEST) == 0)
		return find_latest(folder, err);
	return find_of_plan(text, folder, err);
}

/* Folders and arms may hold a colon: the first one behind a run counts. */
static int find_before_colon(struct run_word *word, struct error *err)
{
	int ret = -ESRCH;

	for (const char *colon = strchr(word->text, ':');
	     colon && ret == -ESRCH; colon = strchr(colon + 1, ':')) {
		char *text = xasprintf("%.*s", (int)(colon - word->text),
				       word->text);
		struct error why;

		ret = find(text, &word->folder, &why);
		if (ret == 0)
			word->arm = xstrdup(colon + 1);
		else if (ret != -ESRCH)
			*err = why;
		free(text);
	}
	return ret;
}

int run_word_find(struct run_word *word, const char *text, struct error *err)
{
	int ret;

	*word = (struct run_word){ .text = xstrdup(text) };
	ret = find(text, &word->folder, err);
	return ret == -ESRCH ? find_before_colon(word, err) : ret;
}

void run_word_release(struct run_word *word)
{
	free(word->text);
	free(word->folder);
	free(word->arm);
	*word = (struct run_word){ 0 };
}
