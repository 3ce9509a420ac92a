// SPDX-License-Identifier: GPL-2.0-only
#include "plan/command-lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/booting.h"
#include "lib/alloc.h"
#include "lib/parse.h"
#include "plan/program-tasks.h"

/* arch/x86/include/asm/setup.h: COMMAND_LINE_SIZE, with its NUL. */
#define COMMAND_LINE_SIZE 2048

/*
 * A dot in its name makes the kernel take it for a parameter of a module
 * that is not there: it is neither reported nor passed on to init.
 */
#define PADDING " numaboot.pad="

/* reboot=t: a triple fault ends the guest on any kernel at once. */
#define COMMON_PARAMETERS "console=ttyS0 nokaslr panic=-1 reboot=t"

/*
 * The second and further CPUs keep their place in the topology but are not
 * started: a spinning CPU would make the instruction count depend on the
 * emulator's scheduling.  The other two spare the kernel from waiting for
 * virtual time to pass, which is no work and takes 4/5 of such a boot.
 */
#define EXACT_PARAMETERS "maxcpus=1 nolapic_timer no_timer_check"

static char *join_parameters(const char *const *parts, size_t count)
{
	char *line = xstrdup("");

	for (size_t i = 0; i < count; i++) {
		char *longer;

		if (!*parts[i])
			continue;
		longer = xasprintf("%s%s%s", line, *line ? " " : "",
				   parts[i]);
		free(line);
		line = longer;
	}
	return line;
}

/* Those of a list that the kernel has. */
static char *known_parameters(const char *parameters, const json_t *manifest)
{
	char **words;
	size_t count = 0;
	char *known;

	parse_words(parameters, &words);
	for (char **word = words; *word; word++)
		if (booting_has(manifest, *word))
			words[count++] = *word;
	known = join_parameters((const char *const *)words, count);
	free(words);
	return known;
}

static char *parameters_of(const struct plan *plan, const struct cell *cell,
			   const json_t *manifest)
{
	char *topology =
		topology_kernel_parameters(&plan->topologies[cell->topology]);
	const char *const parts[] = {
		COMMON_PARAMETERS,
		plan->engine == ENGINE_EXACT ? EXACT_PARAMETERS : "",
		cell->workload->parameters,
		mapping_kernel_parameters(cell->mapping),
		topology,
	};
	char *ours = join_parameters(parts, sizeof(parts) / sizeof(parts[0]));
	char *known = known_parameters(ours, manifest);
	const char *const both[] = {
		known, plan->arms[cell->arm].parameters,
	};
	char *line = join_parameters(both, sizeof(both) / sizeof(both[0]));

	free(known);
	free(ours);
	free(topology);
	return line;
}

/* The nodes that a task of the guest's init is about. */
static uint64_t task_nodes(enum guest_task_kind kind,
			   const struct topology *topology)
{
	return kind == GUEST_UNPLUG ? topology_hot_added_nodes(topology) :
				      topology_hotpluggable_nodes(topology);
}

/* What the guest's init is asked to do, as words of the command line. */
static int task_words(const struct plan *plan, const struct cell *cell,
		      char **words, struct error *err)
{
	const struct topology *topology = &plan->topologies[cell->topology];
	struct guest_tasks tasks = { 0 };
	int ret;

	for (int kind = GUEST_LOAD; kind <= GUEST_UNPLUG; kind++)
		if (cell->workload->tasks & GUEST_TASK(kind))
			guest_tasks_add(&tasks, kind)->nodes =
				task_nodes(kind, topology);
	program_tasks(&tasks, plan, cell->workload, topology);
	ret = guest_tasks_write(&tasks, words, err);
	guest_tasks_release(&tasks);
	return ret;
}

static char *pad_line(const char *line, const char *tasks, size_t length)
{
	size_t missing = length - strlen(line) - strlen(PADDING) -
			 strlen(tasks);
	char *padded = xcalloc(1, length + 1);
	char *end = stpcpy(stpcpy(padded, line), PADDING);

	memset(end, 'x', missing);
	strcpy(end + missing, tasks);
	return padded;
}

/**
 * struct line_class - lines that compare with each other
 * @length: of all of them but
 * @layout: those of the layout control, 128 bytes away: what lies behind each
 *	of the kernel's copies moves by two cache lines.  With its NUL every line
 *	fills cache lines, or the copies would leave gaps behind them: those are
 *	further regions for memblock to look at, not only another layout
 */
struct line_class {
	size_t length;
	size_t layout;
};

/* Nearly all lines are of the first class, whatever else their plan has. */
static const struct line_class *class_of(size_t needed)
{
	static const struct line_class classes[] = {
		{ 511, 511 + 128 },
		{ 1023, 1023 + 128 },
		{ COMMAND_LINE_SIZE - 1, COMMAND_LINE_SIZE - 1 - 128 },
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (needed <= classes[i].length)
			return &classes[i];
	return NULL;
}

static int choose_length(const struct cell *cell, size_t needed,
			 size_t *length, struct error *err)
{
	const struct line_class *class = class_of(needed);

	if (!class)
		return error_set(err, E2BIG,
				 "found a kernel command line of %zu bytes, expected less than %d",
				 needed, COMMAND_LINE_SIZE);
	*length = cell->layout ? class->layout : class->length;
	if (needed <= *length)
		return 0;
	return error_set(err, E2BIG,
			 "found a kernel command line of %zu bytes, which the layout control cannot pad to another length: expected less, or layout = no",
			 needed);
}

static int pad_command_line(struct cell *cell, const char *tasks,
			    struct error *err)
{
	char *line = cell->command_line;
	size_t length;
	int ret = choose_length(cell, strlen(line) + strlen(PADDING) +
				strlen(tasks), &length, err);

	if (ret)
		return ret;
	cell->command_line = pad_line(line, tasks, length);
	free(line);
	return 0;
}

int command_lines_make(struct cells *cells, const struct plan *plan,
		       json_t *const *manifests, struct error *err)
{
	int ret = 0;

	for (int i = 0; i < cells->count && ret == 0; i++) {
		struct cell *cell = &cells->cells[i];
		char *tasks = NULL;

		cell->command_line = parameters_of(plan, cell,
						   manifests ?
						   manifests[cell->arm] :
						   NULL);
		ret = task_words(plan, cell, &tasks, err);
		if (ret == 0)
			ret = pad_command_line(cell, tasks, err);
		free(tasks);
	}
	return ret;
}
