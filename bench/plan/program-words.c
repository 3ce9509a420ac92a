// SPDX-License-Identifier: GPL-2.0-only
#include "plan/program-words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/clock.h"
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

/* Commas separate arguments: one inside of them is written twice. */
static void write_argument(FILE *out, const char *word, const struct pair *pair)
{
	fputc(',', out);
	for (; *word; word++) {
		if (pair && strncmp(word, "%c", 2) == 0) {
			fprintf(out, "%d", pair->cpu);
			word++;
		} else if (pair && strncmp(word, "%m", 2) == 0) {
			fprintf(out, "%d", pair->memory_nid);
			word++;
		} else {
			fputs(*word == ',' ? "," : "", out);
			fputc(*word, out);
		}
	}
}

static void write_run(FILE *out, const char *name, char **arguments,
		      const struct pair *pair)
{
	fprintf(out, " run=%s", name);
	for (char **word = arguments; *word; word++)
		write_argument(out, *word, pair);
}

static void write_pairs(FILE *out, const char *name, char **arguments,
			const struct topology *topology)
{
	const struct topology_guest_node *nodes = topology->guest_nodes;
	unsigned int count = topology->guest_node_count;

	for (unsigned int c = 0; c < count; c++)
		for (unsigned int m = 0; nodes[c].cpus && m < count; m++) {
			struct pair pair = { last_cpu(nodes[c].cpus), (int)m };

			if (nodes[m].memory_bytes)
				write_run(out, name, arguments, &pair);
		}
}

char *program_words(const struct plan *plan, const struct workload *workload,
		    const struct topology *topology)
{
	const char *text = plan_arguments(plan, workload);
	char **arguments, *words = NULL;
	size_t size;
	FILE *out;

	if (!workload->program)
		return xstrdup("");
	parse_words(text, &arguments);
	out = open_memstream(&words, &size);
	fprintf(out, " deadline=%llu",
		PROGRAM_SHARE(plan->timeout_ns) / NS_PER_S);
	if (strstr(text, "%c") || strstr(text, "%m"))
		write_pairs(out, workload->program, arguments, topology);
	else
		write_run(out, workload->program, arguments, NULL);
	fclose(out);
	free(arguments);
	return words;
}
