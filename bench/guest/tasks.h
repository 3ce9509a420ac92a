/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GUEST_TASKS_H
#define NUMABOOT_GUEST_TASKS_H

/*
 * What the host asks of a guest's init: words behind "--" on the kernel's
 * command line (docs/guest.md).  guest_tasks_write() is the only writer and
 * guest_work() of init.c the only reader; both have the words from here, and
 * test-tasks.c lets the one read what the other writes.  The reader is not a
 * function of the host's: a boot's exact counts have init's instructions in
 * them, so its code stays as it is.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/* With more words the kernel panics (CONFIG_INIT_ENV_ARG_LIMIT, 32). */
#define GUEST_TASKS_MAX 31

/**
 * enum guest_task_kind - one thing that init does
 * @GUEST_LOAD: put page cache and slab objects on some nodes
 * @GUEST_HOTREMOVE: try to take their memory blocks offline
 * @GUEST_UNPLUG: have their DIMMs taken out
 * @GUEST_DEADLINE: end programs then
 * @GUEST_RUN: run a program
 */
enum guest_task_kind {
	GUEST_LOAD,
	GUEST_HOTREMOVE,
	GUEST_UNPLUG,
	GUEST_DEADLINE,
	GUEST_RUN,
};

/* Where a set of kinds is asked for. */
#define GUEST_TASK(kind) (1U << (kind))

/* How their words begin. */
#define GUEST_WORD_LOAD "load="
#define GUEST_WORD_HOTREMOVE "hotremove="
#define GUEST_WORD_UNPLUG "unplug="
#define GUEST_WORD_DEADLINE "deadline="
#define GUEST_WORD_RUN "run="

/* Does a word begin so, and what stands behind. */
#define GUEST_WORD_IS(word, name) (strncmp(word, name, sizeof(name) - 1) == 0)
#define GUEST_WORD_VALUE(word, name) ((word) + sizeof(name) - 1)

/**
 * struct guest_task - one of them
 * @nodes: bit n is node n; of load, hotremove and unplug
 * @deadline_s: from the kernel's start; of deadline
 * @words: name and arguments of the program, each with a NUL behind it; of
 *	run, else NULL; owned
 * @bytes: of all @words
 */
struct guest_task {
	enum guest_task_kind kind;
	uint64_t nodes;
	uint64_t deadline_s;
	char *words;
	size_t bytes;
};

/** struct guest_tasks - all of them, in the order in which they are done */
struct guest_tasks {
	struct guest_task *list;
	size_t count;
};

/** guest_tasks_add - append one, zeroed; it moves when another is added */
struct guest_task *guest_tasks_add(struct guest_tasks *tasks,
				   enum guest_task_kind kind);

/**
 * guest_tasks_write - as words for the end of a command line
 * @words: " -- hotremove=1,2 run=NAME,ARGUMENT", "" for none; the caller frees
 *
 * Return: 0, or -E2BIG when they are more than GUEST_TASKS_MAX.
 */
int guest_tasks_write(const struct guest_tasks *tasks, char **words,
		      struct error *err);

/**
 * guest_tasks_names - what a set of GUEST_TASK() asks for
 *
 * Return: "load hotremove unplug", NULL for none; the caller frees it.
 */
char *guest_tasks_names(unsigned int set);

/** guest_tasks_release - free them; zeroed ones are fine */
void guest_tasks_release(struct guest_tasks *tasks);

#endif
