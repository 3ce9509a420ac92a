// SPDX-License-Identifier: GPL-2.0-only
#include "night/stacks.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "lib/file.h"

/* A path is told by the last callers in it. */
#define MAX_CALLERS 4

static int add_lines(struct stacks *paths, const char *file, int side,
		     struct error *err)
{
	char *line, *next;
	int ret = file_read(file, &paths->texts[side], NULL, err);

	if (ret)
		return ret;
	for (line = paths->texts[side]; *line; line = next) {
		char *blank;

		next = line + strcspn(line, "\n");
		if (*next)
			*next++ = '\0';
		blank = strrchr(line, ' ');
		if (!blank)
			return error_set(err, EINVAL,
					 "%s: found `%.60s`, expected a stack and a number",
					 file, line);
		*blank = '\0';
		paths->list = xgrow(paths->list, paths->count,
				    sizeof(*paths->list));
		paths->list[paths->count].stack = line;
		paths->list[paths->count++].insns[side] =
			strtoll(blank + 1, NULL, 10);
	}
	return 0;
}

static int compare_stacks(const void *left, const void *right)
{
	const struct path *a = left, *b = right;

	return strcmp(a->stack, b->stack);
}

int stacks_read(struct stacks *paths, const char *const files[2],
	       struct error *err)
{
	size_t kept = 0;
	int ret;

	*paths = (struct stacks){ 0 };
	ret = add_lines(paths, files[0], 0, err);
	if (ret == 0)
		ret = add_lines(paths, files[1], 1, err);
	if (paths->count)
		qsort(paths->list, paths->count, sizeof(*paths->list),
		      compare_stacks);
	for (size_t i = 0; i < paths->count; i++) {
		struct path *last = kept ? &paths->list[kept - 1] : NULL;

		if (last && strcmp(last->stack, paths->list[i].stack) == 0) {
			last->insns[0] += paths->list[i].insns[0];
			last->insns[1] += paths->list[i].insns[1];
		} else {
			paths->list[kept++] = paths->list[i];
		}
	}
	paths->count = kept;
	return ret;
}

static bool ends_in(const char *stack, const char *function)
{
	const char *last = strrchr(stack, ';');

	return strcmp(last ? last + 1 : stack, function) == 0;
}

/* Its callers: the function itself is told beside. */
static char *tell(const char *whole)
{
	char *stack = xasprintf("%.*s", (int)(strrchr(whole, ';') ?
				strrchr(whole, ';') - whole : 0), whole);
	const char *from = stack + strlen(stack);
	char *text, *told;
	int callers = 0;

	while (from > stack && callers < MAX_CALLERS)
		callers += *--from == ';';
	text = xasprintf("%s%s", from > stack ? "... " : "",
			 from > stack ? from + 1 : from);
	told = xcalloc(3 * strlen(text) + 1, 1);
	for (char *at = text, *to = told; *at; at++)
		to = *at == ';' ? stpcpy(to, " > ") : (*to = *at, to + 1);
	free(text);
	free(stack);
	return told;
}

char *stacks_path_of(const struct stacks *paths, const char *function)
{
	const struct path *best = NULL;
	int64_t most = 0;

	for (size_t i = 0; i < paths->count; i++) {
		const struct path *path = &paths->list[i];
		int64_t change = llabs(path->insns[1] - path->insns[0]);

		if (change > most && ends_in(path->stack, function)) {
			best = path;
			most = change;
		}
	}
	return best ? tell(best->stack) : xstrdup("");
}

void stacks_release(struct stacks *paths)
{
	free(paths->list);
	free(paths->texts[0]);
	free(paths->texts[1]);
	*paths = (struct stacks){ 0 };
}

char *stacks_file(const char *folder, const char *arm, const char *topology,
		 const char *mapping)
{
	struct session_record record;
	struct error ignored;
	char *path = NULL;

	if (session_record_read(&record, folder, &ignored) == 0)
		for (size_t i = 0; i < record.cell_count && !path; i++) {
			const struct cell_record *cell = &record.cells[i];

			if (strcmp(cell->arm, arm) == 0 &&
			    strcmp(cell->topology, topology) == 0 &&
			    strcmp(cell->mapping, mapping) == 0 &&
			    strcmp(cell->workload, "profile") == 0)
				path = xasprintf("%s/profiles/%s.folded",
						 folder, cell->run_id);
		}
	session_record_release(&record);
	if (path && !file_exists(path)) {
		free(path);
		path = NULL;
	}
	return path;
}
