// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest's init reads of its kernel, and the words that the host gives
 * it.  Nothing is done that the words ask for.
 */
#include "fuzz.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/report.h"
#include "lib/parse.h"
#include "plan/program-tasks.h"

static char *no_environment[] = { NULL };

static pid_t no_child(void)
{
	return 1 << 30;
}

int init_main(int argc, char **argv);

#define main init_main
#define environ no_environment
#define fork no_child
#define load_nodes ignore_load
#define hotremove_report ignore_hotremove
#define unplug_report ignore_unplug
#define program_run ignore_run
#include "guest/init.c"
#undef main

int ignore_load(const char *folder, const char *nodes, struct error *err)
{
	(void)folder, (void)err;
	return nodes ? 0 : -EINVAL;
}

int ignore_hotremove(const char *path, const char *nodes, int fd,
		     struct error *err)
{
	(void)fd;
	return ignore_load(path, nodes, err);
}

int ignore_unplug(const char *path, const char *nodes, int fd,
		  struct error *err)
{
	(void)fd;
	return ignore_load(path, nodes, err);
}

int ignore_run(const struct program_place *place, const char *words, int fd,
	       struct error *err)
{
	(void)fd;
	return ignore_load(place->folder, words, err);
}

static void work(const char *line)
{
	struct error err;
	char **words;

	parse_words(line, &words);
	guest_work(words, &err);
	free(words);
}

static void give_arguments(char *text)
{
	const struct workload workload = { .name = "fuzz", .program = "tool" };
	struct plan_arguments arguments = { &workload, text };
	const struct plan plan = {
		.arguments = &arguments,
		.arguments_count = 1,
		.timeout_ns = 100 * NS_PER_S,
	};
	struct guest_tasks tasks = { 0 };
	struct error err;
	char *words;

	program_tasks(&tasks, &plan, &workload, fuzz_machine("numa4"));
	if (guest_tasks_write(&tasks, &words, &err) == 0)
		work(words + strlen(" --"));
	guest_tasks_release(&tasks);
	free(words);
}

/* Words of the command line, or arguments of a program that become some. */
void fuzz_tasks(const struct fuzz_input *input)
{
	char *text = strdup(input->text);

	work(text);
	give_arguments(text);
	free(text);
}

static void report(const struct fuzz_input *input, const char *name,
		   int (*report)(const char *path, int fd, struct error *err))
{
	struct error err;

	report(fuzz_put_input(input, name), fileno(fuzz_nowhere()), &err);
}

void fuzz_zoneinfo(const struct fuzz_input *input)
{
	report(input, "zoneinfo", zoneinfo_report);
}

void fuzz_meminfo(const struct fuzz_input *input)
{
	report(input, "meminfo", meminfo_report);
}

void fuzz_iomem(const struct fuzz_input *input)
{
	report(input, "iomem", iomem_report);
}

void fuzz_cmdline(const struct fuzz_input *input)
{
	report(input, "cmdline", hello_report);
}

void fuzz_sysfs_node(const struct fuzz_input *input)
{
	static const char *const files[] = {
		"sysfs/node/node0/meminfo", "sysfs/node/node0/distance",
		"sysfs/node/online", "sysfs/node/has_memory",
	};
	struct error err;

	fuzz_subfolder("sysfs");
	fuzz_subfolder("sysfs/node");
	fuzz_subfolder("sysfs/node/node0");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		fuzz_put_input(input, files[i]);
	nodes_report(fuzz_subfolder("sysfs"), fileno(fuzz_nowhere()), &err);
}
