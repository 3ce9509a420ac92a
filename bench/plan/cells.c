// SPDX-License-Identifier: GPL-2.0-only
#include "plan/cells.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/shuffle.h"
#include "plan/program-tasks.h"

/* arch/x86/include/asm/setup.h: COMMAND_LINE_SIZE, with its NUL. */
#define COMMAND_LINE_SIZE 2048

/* A folder's name has NAME_MAX bytes, ".partial" included. */
#define RUN_ID_MAX 200

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

static char *command_line(const struct plan *plan, const struct cell *cell)
{
	char *topology =
		topology_kernel_parameters(&plan->topologies[cell->topology]);
	const char *const parts[] = {
		COMMON_PARAMETERS,
		plan->engine == ENGINE_EXACT ? EXACT_PARAMETERS : "",
		cell->workload->parameters,
		mapping_kernel_parameters(cell->mapping),
		topology,
		plan->arms[cell->arm].parameters,
	};
	char *line = join_parameters(parts, sizeof(parts) / sizeof(parts[0]));

	free(topology);
	return line;
}

/* An arm with many parameters: its beginning and a hash of all of it. */
static char *abbreviate(char *id)
{
	char hex[DIGEST_HEX_SIZE];
	char *brief;

	SHA256Data((const uint8_t *)id, strlen(id), hex);
	brief = xasprintf("%.*s-%.16s", RUN_ID_MAX - 17, id, hex);
	free(id);
	return brief;
}

/* Arm names may be paths; a folder's name may not hold a slash. */
static char *make_run_id(const struct plan *plan, const struct cell *cell)
{
	char *id = xasprintf("b%d-%s-%s-%s-%s", cell->block,
			     plan->arms[cell->arm].name,
			     plan->topologies[cell->topology].name,
			     mapping_name(cell->mapping),
			     cell->workload->name);

	for (char *at = id; *at; at++)
		if (*at == '/')
			*at = '_';
	return strlen(id) > RUN_ID_MAX ? abbreviate(id) : id;
}

static void add_cell(struct cells *cells, const struct plan *plan,
		     struct cell cell)
{
	cell.name = xasprintf("%s/%s/%s/%s", plan->arms[cell.arm].name,
			      plan->topologies[cell.topology].name,
			      mapping_name(cell.mapping),
			      cell.workload->name);
	cell.run_id = make_run_id(plan, &cell);
	cell.command_line = command_line(plan, &cell);
	cells->cells = xgrow(cells->cells, cells->count,
			     sizeof(*cells->cells));
	cells->cells[cells->count++] = cell;
}

static void add_block(struct cells *cells, const struct plan *plan,
		      int block)
{
	int total = plan->topology_count * plan->mapping_count *
		    plan->workload_count * plan->arm_count;

	for (int i = 0; i < total; i++) {
		int rest = i;
		struct cell cell = { .block = block };

		cell.arm = rest % plan->arm_count;
		rest /= plan->arm_count;
		cell.workload = plan->workloads[rest % plan->workload_count];
		rest /= plan->workload_count;
		cell.mapping = plan->mappings[rest % plan->mapping_count];
		cell.topology = rest / plan->mapping_count;
		add_cell(cells, plan, cell);
	}
}

/* POSIX fixes what nrand48() returns for a seed. */
static uint32_t draw_below(void *state, uint32_t limit)
{
	return nrand48(state) % limit;
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

static int pad_command_lines(struct cells *cells, char **tasks,
			     struct error *err)
{
	size_t longest = 0;

	for (int i = 0; i < cells->count; i++) {
		size_t length = strlen(cells->cells[i].command_line) +
				strlen(tasks[i]);

		if (length > longest)
			longest = length;
	}
	longest += strlen(PADDING);
	if (longest >= COMMAND_LINE_SIZE)
		return error_set(err, E2BIG,
				 "found a kernel command line of %zu bytes, expected less than %d",
				 longest, COMMAND_LINE_SIZE);
	for (int i = 0; i < cells->count; i++) {
		char *line = cells->cells[i].command_line;

		cells->cells[i].command_line = pad_line(line, tasks[i],
							longest);
		free(line);
	}
	return 0;
}

static int finish_command_lines(struct cells *cells, const struct plan *plan,
				struct error *err)
{
	char **tasks = xcalloc(cells->count, sizeof(*tasks));
	int ret = 0;

	for (int i = 0; i < cells->count && ret == 0; i++)
		ret = task_words(plan, &cells->cells[i], &tasks[i], err);
	if (ret == 0)
		ret = pad_command_lines(cells, tasks, err);
	for (int i = 0; i < cells->count; i++)
		free(tasks[i]);
	free(tasks);
	return ret;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int check_run_ids(const struct cells *cells, struct error *err)
{
	char **ids = xcalloc(cells->count, sizeof(*ids));
	int ret = 0;

	for (int i = 0; i < cells->count; i++)
		ids[i] = cells->cells[i].run_id;
	qsort(ids, cells->count, sizeof(*ids), compare_ids);
	for (int i = 1; i < cells->count && ret == 0; i++)
		if (strcmp(ids[i - 1], ids[i]) == 0)
			ret = error_set(err, EEXIST,
					"two arms would share the folder %s: rename one",
					ids[i]);
	free(ids);
	return ret;
}

int cells_make(struct cells *cells, const struct plan *plan,
	       struct error *err)
{
	unsigned short state[3] = {
		plan->seed, plan->seed >> 16, plan->seed >> 32,
	};
	int ret;

	*cells = (struct cells){ 0 };
	for (int block = 0; block < plan->blocks; block++) {
		int first = cells->count;

		add_block(cells, plan, block);
		shuffle(cells->cells + first, cells->count - first,
			sizeof(*cells->cells), draw_below, state);
	}
	ret = check_run_ids(cells, err);
	return ret ? ret : finish_command_lines(cells, plan, err);
}

void cells_release(struct cells *cells)
{
	for (int i = 0; i < cells->count; i++) {
		free(cells->cells[i].name);
		free(cells->cells[i].run_id);
		free(cells->cells[i].command_line);
	}
	free(cells->cells);
	*cells = (struct cells){ 0 };
}
