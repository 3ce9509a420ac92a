// SPDX-License-Identifier: GPL-2.0-only
#include "guest/tasks.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/bits.h"

static const char *const names[] = {
	[GUEST_LOAD] = GUEST_WORD_LOAD,
	[GUEST_HOTREMOVE] = GUEST_WORD_HOTREMOVE,
	[GUEST_UNPLUG] = GUEST_WORD_UNPLUG,
	[GUEST_DEADLINE] = GUEST_WORD_DEADLINE,
	[GUEST_RUN] = GUEST_WORD_RUN,
};

struct guest_task *guest_tasks_add(struct guest_tasks *tasks,
				   enum guest_task_kind kind)
{
	struct guest_task *task;

	tasks->list = xgrow(tasks->list, tasks->count, sizeof(*tasks->list));
	task = &tasks->list[tasks->count++];
	task->kind = kind;
	return task;
}

char *guest_tasks_names(unsigned int set)
{
	char *text = NULL;

	for (size_t kind = 0; kind < sizeof(names) / sizeof(*names); kind++) {
		char *longer;

		if (!(set & GUEST_TASK(kind)))
			continue;
		longer = xasprintf("%s%s%.*s", text ? text : "",
				   text ? " " : "",
				   (int)strcspn(names[kind], "="), names[kind]);
		free(text);
		text = longer;
	}
	return text;
}

void guest_tasks_release(struct guest_tasks *tasks)
{
	for (size_t i = 0; i < tasks->count; i++)
		free(tasks->list[i].words);
	free(tasks->list);
	*tasks = (struct guest_tasks){ 0 };
}

/* Commas separate words: one inside of a word is written twice. */
static char *write_words(const char *words, size_t bytes)
{
	char *text = xcalloc(bytes, 2);
	char *to = text;

	for (size_t i = 0; i + 1 < bytes; i++) {
		if (words[i] == ',')
			*to++ = ',';
		*to++ = words[i] ? words[i] : ',';
	}
	return text;
}

static char *write_value(const struct guest_task *task)
{
	switch (task->kind) {
	case GUEST_DEADLINE:
		return xasprintf("%" PRIu64, task->deadline_s);
	case GUEST_RUN:
		return write_words(task->words, task->bytes);
	default:
		return bits_list(task->nodes);
	}
}

int guest_tasks_write(const struct guest_tasks *tasks, char **words,
		      struct error *err)
{
	*words = xstrdup(tasks->count ? " --" : "");
	for (size_t i = 0; i < tasks->count; i++) {
		char *value = write_value(&tasks->list[i]);
		char *longer = xasprintf("%s %s%s", *words,
					 names[tasks->list[i].kind], value);

		free(value);
		free(*words);
		*words = longer;
	}
	if (tasks->count <= GUEST_TASKS_MAX)
		return 0;
	return error_set(err, E2BIG,
			 "found %zu words for the guest's init, expected at most %d: the topology has too many nodes",
			 tasks->count, GUEST_TASKS_MAX);
}
