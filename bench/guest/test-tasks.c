// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the host writes is what the guest's init reads: its own code, with
 * doubles of what it then does and of what belongs to PID 1.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/parse.h"

static char *no_environment[] = { NULL };

/* The child that would end init at its deadline. */
static pid_t no_child(void)
{
	return 1 << 30;
}

int init_main(int argc, char **argv);

#define main init_main
#define environ no_environment
#define fork no_child
#define load_nodes note_load
#define hotremove_report note_hotremove
#define unplug_report note_unplug
#define program_run note_run
#include "guest/init.c"
#undef main
#include "guest/words.h"

/* What init was asked to do, a line each. */
static char done[4096];

static int note(const char *what, const char *with)
{
	size_t used = strlen(done);

	snprintf(done + used, sizeof(done) - used, "%s %s\n", what, with);
	return 0;
}

int note_load(const char *folder, const char *nodes, struct error *err)
{
	(void)folder;
	(void)err;
	return note("load", nodes);
}

int note_hotremove(const char *path, const char *nodes, int fd,
		   struct error *err)
{
	(void)path;
	(void)fd;
	(void)err;
	return note("hotremove", nodes);
}

int note_unplug(const char *path, const char *nodes, int fd,
		struct error *err)
{
	(void)path;
	(void)fd;
	(void)err;
	return note("unplug", nodes);
}

int note_run(const struct program_place *place, const char *words, int fd,
	     struct error *err)
{
	char what[64];

	(void)fd;
	(void)err;
	snprintf(what, sizeof(what), "run until %llu",
		 (unsigned long long)(place->deadline_ns / NS_PER_S));
	return note(what, words);
}

static struct error err;

/* The other build of init takes the same words from the whole line. */
static void compare_words(const char *line, char **words)
{
	char *none[] = { (char *)"init", NULL };
	char *nothing[] = { NULL };
	char **taken = none;
	char path[] = "/tmp/test-tasks-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");

	fprintf(file, "quiet numaboot.pad=x -- %s\n", line);
	fclose(file);
	assert_int_equal(words_take(path, &taken, nothing, &err), 0);
	unlink(path);
	assert_string_equal(*taken++, "init");
	for (; *words; words++)
		assert_string_equal(*taken++, *words);
	assert_null(*taken);
}

/* As the kernel splits what stands behind the dashes. */
static int read_words(const char *line)
{
	char **words;
	int ret;

	done[0] = '\0';
	parse_words(line, &words);
	compare_words(line, words);
	ret = guest_work(words, &err);
	free(words);
	return ret;
}

static void add_run(struct guest_tasks *tasks, const char *words, size_t bytes)
{
	struct guest_task *task = guest_tasks_add(tasks, GUEST_RUN);

	task->words = xcalloc(bytes, 1);
	task->bytes = bytes;
	memcpy(task->words, words, bytes);
}

#define ADD_RUN(tasks, words) add_run(tasks, words, sizeof(words))

static void what_the_host_writes_the_guest_does(void **state)
{
	struct guest_tasks tasks = { 0 };
	char *words;

	(void)state;
	guest_tasks_add(&tasks, GUEST_LOAD)->nodes = 0;
	guest_tasks_add(&tasks, GUEST_HOTREMOVE)->nodes =
		UINT64_C(1) << 63 | 1;
	guest_tasks_add(&tasks, GUEST_UNPLUG)->nodes = 1 << 1 | 1 << 12;
	guest_tasks_add(&tasks, GUEST_DEADLINE)->deadline_s = 96;
	ADD_RUN(&tasks, "tool");
	ADD_RUN(&tasks, "tool\0--load\0000,50\0-x=1\0");
	assert_int_equal(guest_tasks_write(&tasks, &words, &err), 0);
	assert_int_equal(strncmp(words, " -- ", 4), 0);
	assert_int_equal(read_words(words + strlen(" -- ")), 0);
	assert_string_equal(done, "load \nhotremove 0,63\nunplug 1,12\n"
				  "run until 96 tool\n"
				  "run until 96 tool,--load,0,,50,-x=1,\n");
	guest_tasks_release(&tasks);
	free(words);
}

static void the_words_are_as_documented(void **state)
{
	struct guest_tasks tasks = { 0 };
	char *words;

	(void)state;
	assert_int_equal(guest_tasks_write(&tasks, &words, &err), 0);
	assert_string_equal(words, "");
	free(words);
	guest_tasks_add(&tasks, GUEST_HOTREMOVE)->nodes = 1 << 1 | 1 << 2;
	guest_tasks_add(&tasks, GUEST_UNPLUG);
	guest_tasks_add(&tasks, GUEST_DEADLINE)->deadline_s = 80;
	ADD_RUN(&tasks, "tool\0--load\0000,50\0-x");
	assert_int_equal(guest_tasks_write(&tasks, &words, &err), 0);
	assert_string_equal(words,
			    " -- hotremove=1,2 unplug= deadline=80 run=tool,--load,0,,50,-x");
	free(words);
	guest_tasks_release(&tasks);
}

static void no_more_than_the_kernel_hands_on_are_written(void **state)
{
	struct guest_tasks tasks = { 0 };
	char *words;

	(void)state;
	for (int i = 0; i < 31; i++)
		ADD_RUN(&tasks, "x");
	assert_int_equal(guest_tasks_write(&tasks, &words, &err), 0);
	free(words);
	ADD_RUN(&tasks, "x");
	assert_int_equal(guest_tasks_write(&tasks, &words, &err), -E2BIG);
	assert_string_equal(err.text,
			    "found 32 words for the guest's init, expected at most 31: the topology has too many nodes");
	free(words);
	guest_tasks_release(&tasks);
}

static void what_is_no_task_is_the_kernels(void **state)
{
	(void)state;
	assert_int_equal(read_words("nokaslr"), 0);
	assert_string_equal(done, "");
	assert_int_equal(read_words("runs=x"), -EINVAL);
	assert_string_equal(err.text,
			    "the kernel does not know its parameter `runs=x`");
	assert_int_equal(read_words("hotremove"), -EINVAL);
	assert_string_equal(err.text,
			    "the kernel does not know its parameter `hotremove`");
}

static void a_set_of_tasks_has_their_names(void **state)
{
	char *names = guest_tasks_names(GUEST_TASK(GUEST_UNPLUG) |
					GUEST_TASK(GUEST_LOAD));

	(void)state;
	assert_string_equal(names, "load unplug");
	free(names);
	assert_null(guest_tasks_names(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_of_tasks_has_their_names),
		cmocka_unit_test(what_the_host_writes_the_guest_does),
		cmocka_unit_test(the_words_are_as_documented),
		cmocka_unit_test(no_more_than_the_kernel_hands_on_are_written),
		cmocka_unit_test(what_is_no_task_is_the_kernels),
	};

	return cmocka_run_group_tests_name("guest/tasks", tests, NULL, NULL);
}
