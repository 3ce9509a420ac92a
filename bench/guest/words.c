// SPDX-License-Identifier: GPL-2.0-only
#include "guest/words.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/tasks.h"
#include "lib/alloc.h"

/* lib/cmdline.c, next_arg(): where the word at @text ends. */
static char *word_end(char *text)
{
	bool quoted = false;

	for (; *text && (quoted || !isspace((unsigned char)*text)); text++)
		quoted ^= *text == '"';
	return text;
}

/* Cut a line in place; NULL ends the list, which the caller frees. */
static char **split(char *line)
{
	char **words = NULL;
	size_t count = 0;

	for (;;) {
		line += strspn(line, " \t\n");
		words = xgrow(words, count, sizeof(*words));
		if (!*line)
			break;
		words[count++] = line;
		line = word_end(line);
		if (*line)
			*line++ = '\0';
	}
	words[count] = NULL;
	return words;
}

static bool is_among(char *const *words, const char *word)
{
	for (; *words; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

static bool is_task(const char *word)
{
	return GUEST_WORD_IS(word, GUEST_WORD_LOAD) ||
	       GUEST_WORD_IS(word, GUEST_WORD_HOTREMOVE) ||
	       GUEST_WORD_IS(word, GUEST_WORD_UNPLUG) ||
	       GUEST_WORD_IS(word, GUEST_WORD_DEADLINE) ||
	       GUEST_WORD_IS(word, GUEST_WORD_RUN);
}

/*
 * The words behind "--".  In front of it one of ours would be a parameter that
 * the kernel does not know, and which of two of a name it kept is not told.
 */
static char **find_tasks(char **words, struct error *err)
{
	for (; *words && strcmp(*words, "--"); words++)
		if (is_task(*words)) {
			error_set(err, EINVAL,
				  "the kernel does not know its parameter `%s`",
				  *words);
			return NULL;
		}
	return *words ? words + 1 : words;
}

static void drop_ours(char **list, char *const *tasks)
{
	char **kept = list;

	for (; *list; list++)
		if (strcmp(*list, "--") && !is_among(tasks, *list))
			*kept++ = *list;
	*kept = NULL;
}

static char **join(char *const *first, char *const *second)
{
	char **all = NULL;
	size_t count = 0;

	for (; *first; first++) {
		all = xgrow(all, count, sizeof(*all));
		all[count++] = *first;
	}
	for (; *second; second++) {
		all = xgrow(all, count, sizeof(*all));
		all[count++] = *second;
	}
	all = xgrow(all, count, sizeof(*all));
	all[count] = NULL;
	return all;
}

static int line_read(const char *path, char **line, struct error *err)
{
	FILE *file = fopen(path, "re");
	size_t size = 0;
	int ret = 0;

	*line = NULL;
	if (!file)
		return error_set(err, errno, "open %s: %m", path);
	if (getline(line, &size, file) < 0)
		ret = error_set(err, EINVAL, "%s: found no command line", path);
	fclose(file);
	return ret;
}

int words_take(const char *path, char ***argv, char **environment,
	       struct error *err)
{
	char **tasks;
	char *line;
	int ret = line_read(path, &line, err);

	if (ret)
		return ret;
	tasks = find_tasks(split(line), err);
	if (!tasks)
		return -EINVAL;
	drop_ours(environment, tasks);
	drop_ours(*argv, tasks);
	*argv = join(*argv, tasks);
	return 0;
}
