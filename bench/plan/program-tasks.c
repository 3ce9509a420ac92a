// SPDX-License-Identifier: GPL-2.0-only
#include "plan/program-tasks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/memstream.h"
#include "lib/parse.h"

/* Of the plan's timeout; the rest is for what comes before and after. */
#define PROGRAM_SHARE(timeout) ((timeout) / 5 * 4)

/* Which nodes a program is about. */
struct pair {
	int cpu;
	int memory_nid;
};

static int last_cpu(uint64_t cpus)
{
	return 63 - __builtin_clzll(cpus);
}

static void write_word(FILE *out, const char *word, const struct pair *pair)
{
	for (; *word; word++) {
		if (pair && strncmp(word, "%c", 2) == 0) {
			fprintf(out, "%d", pair->cpu);
			word++;
		} else if (pair && strncmp(word, "%m", 2) == 0) {
			fprintf(out, "%d", pair->memory_nid);
			word++;
		} else {
			fputc(*word, out);
		}
	}
	fputc('\0', out);
}

static void add_run(struct guest_tasks *tasks, const char *name,
		    char **arguments, const struct pair *pair)
{
	struct guest_task *task = guest_tasks_add(tasks, GUEST_RUN);
	FILE *out = memstream_open(&task->words, &task->bytes);

	write_word(out, name, NULL);
	for (char **word = arguments; *word; word++)
		write_word(out, *word, pair);
	memstream_close(out);
}

static void add_pairs(struct guest_tasks *tasks, const char *name,
		      char **arguments, const struct topology *topology)
{
	const struct topology_guest_node *nodes = topology->guest_nodes;
	unsigned int count = topology->guest_node_count;

	for (unsigned int c = 0; c < count; c++)
		for (unsigned int m = 0; nodes[c].cpus && m < count; m++) {
			struct pair pair = { last_cpu(nodes[c].cpus), (int)m };

			if (nodes[m].memory_bytes)
				add_run(tasks, name, arguments, &pair);
		}
}

void program_tasks(struct guest_tasks *tasks, const struct plan *plan,
		   const struct workload *workload,
		   const struct topology *topology)
{
	const char *text = plan_arguments(plan, workload);
	char **arguments;

	if (!workload->program)
		return;
	parse_words(text, &arguments);
	guest_tasks_add(tasks, GUEST_DEADLINE)->deadline_s =
		PROGRAM_SHARE(plan->timeout_ns) / NS_PER_S;
	if (strstr(text, "%c") || strstr(text, "%m"))
		add_pairs(tasks, workload->program, arguments, topology);
	else
		add_run(tasks, workload->program, arguments, NULL);
	free(arguments);
}
