// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bisection.h"
#include "kernel/commit.h"
#include "kernel/naming.h"
#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/parse.h"

/* "NAME@3": of a family; Return: the length of NAME, 0 for something else. */
static size_t prefix_length(const struct catalog *catalog, const char *word,
			    uint64_t *n)
{
	const char *at = strrchr(word, '@');

	if (!at || !naming_knows(catalog, word) || parse_u64(at + 1, n))
		return 0;
	return at - word;
}

/* Prefixes of a series; Return: 1 when these are none. */
static int list_prefixes(struct bisection *bisection, const char *good,
			 const char *bad, struct argv *names,
			 struct error *err)
{
	uint64_t first, last;
	size_t length = prefix_length(&bisection->catalog, good, &first);

	if (!length || prefix_length(&bisection->catalog, bad, &last) != length)
		return 1;
	if (strncmp(good, bad, length) || first >= last)
		return error_set(err, EINVAL,
				 "found %s and %s, expected a prefix of a series and a longer one of the same",
				 good, bad);
	for (uint64_t n = first; n <= last; n++) {
		argv_add(names, "%.*s@%ju", (int)length, good, (uintmax_t)n);
		argv_add(&bisection->kernels, "%.*s@%ju", (int)length, good,
			 (uintmax_t)n);
	}
	return 0;
}

static int list_commits(struct bisection *bisection, const char *good,
			const char *bad, struct argv *names, struct error *err)
{
	int ret = worktree_check(bisection->tree, err);

	if (ret == 0)
		ret = commit_range(bisection->tree, good, bad, names, err);
	for (size_t i = 0; i < names->count && ret == 0; i++)
		argv_add(&bisection->kernels, "%s@%.12s", bisection->tree,
			 names->words[i]);
	return ret;
}

/* A prefix is called by what it is. */
static int find_subjects(const char *tree, const struct argv *names,
			 bool commits, char **list, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < names->count && ret == 0; i++) {
		if (commits)
			ret = commit_subject(tree, names->words[i],
					     &list[i], err);
		else
			list[i] = xstrdup("");
	}
	return ret;
}

int bisection_list(struct bisection *bisection, const char *good,
		   const char *bad, const char *text, struct error *err)
{
	struct argv names = { 0 };
	char **subjects = NULL;
	int ret = list_prefixes(bisection, good, bad, &names, err);
	bool commits = ret == 1;

	if (commits)
		ret = list_commits(bisection, good, bad, &names, err);
	if (ret == 0) {
		subjects = xcalloc(names.count, sizeof(*subjects));
		ret = find_subjects(bisection->tree, &names, commits,
				    subjects, err);
	}
	if (ret == 0)
		bisect_record_make(&bisection->record, text, names.words,
				   subjects, names.count);
	for (size_t i = 0; subjects && i < names.count; i++)
		free(subjects[i]);
	free(subjects);
	argv_release(&names);
	return ret;
}

