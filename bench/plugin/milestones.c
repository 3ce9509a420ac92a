// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/milestones.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/stage.h"
#include "lib/alloc.h"

/* Callbacks get no context but their own: the plugin is loaded once. */
static struct milestones *current;

static void pass(struct milestone *milestone)
{
	const char *ended;

	if (milestone->order)
		return;
	milestone->order = ++current->passed;
	milestone->stamp = counts_total(current->counts);
	ended = current->last;
	current->last = milestone->name;
	if (current->on_pass)
		current->on_pass(ended);
}

static struct milestone *add(struct milestones *milestones, const char *name)
{
	struct milestone *milestone;

	milestones->list = xgrow(milestones->list, milestones->count,
				 sizeof(*milestone));
	milestone = &milestones->list[milestones->count++];
	milestone->name = xstrdup(name);
	return milestone;
}

void milestones_open(struct milestones *milestones, struct counts *counts)
{
	*milestones = (struct milestones){ .counts = counts };
	current = milestones;
	pass(add(milestones, boot_stage_name(BOOT_FIRMWARE)));
	add(milestones, boot_stage_name(BOOT_LOADER))->address = COUNTS_LOADER_ENTRY;
	counts_watch(counts, NULL);
}

static int find(const struct milestones *milestones, const char *name,
		const struct sysmap_function **function, struct error *err)
{
	*function = sysmap_find(&milestones->counts->map, name);
	if (*function) {
		counts_watch(milestones->counts, *function);
		return 0;
	}
	return error_set(err, ENOENT, "the symbols have no function %s", name);
}

/* @fields: NAME, enter|return, FUNCTION[, CALLER]. */
static int add_fields(struct milestones *milestones, char *const *fields,
		      size_t count, const char *spec, struct error *err)
{
	bool enter = count == 3 && strcmp(fields[1], "enter") == 0;
	bool leave = count == 4 && strcmp(fields[1], "return") == 0;
	struct milestone *milestone;
	int ret;

	if (!enter && !leave)
		return error_set(err, EINVAL,
				 "found milestone=%s, expected NAME:enter:FUNCTION or NAME:return:FUNCTION:CALLER",
				 spec);
	milestone = add(milestones, fields[0]);
	ret = find(milestones, fields[2], &milestone->function, err);
	if (!ret && leave)
		ret = find(milestones, fields[3], &milestone->caller, err);
	return ret;
}

int milestones_add(struct milestones *milestones, const char *spec,
		   struct error *err)
{
	char *copy = xstrdup(spec), *rest = copy;
	char *fields[5];
	size_t count = 0;
	int ret;

	while (rest && count < 5)
		fields[count++] = strsep(&rest, ":");
	ret = add_fields(milestones, fields, count, spec, err);
	free(copy);
	return ret;
}

static void on_enter(unsigned int vcpu_index, void *data)
{
	(void)vcpu_index;
	pass(data);
}

static void on_arm(unsigned int vcpu_index, void *data)
{
	struct milestone *milestone = data;

	(void)vcpu_index;
	milestone->armed = true;
}

static void on_caller(unsigned int vcpu_index, void *data)
{
	struct milestone *milestone = data;

	(void)vcpu_index;
	if (milestone->armed)
		pass(milestone);
}

/* What must be called at an instruction for the sake of a milestone. */
static qemu_plugin_vcpu_udata_cb_t
find_callback(const struct milestone *milestone, uint64_t address)
{
	const struct sysmap_function *caller = milestone->caller;
	uint64_t entry = milestone->function ? milestone->function->address :
					       milestone->address;

	if (milestone->order)
		return NULL;
	if (address == entry)
		return caller ? on_arm : on_enter;
	if (caller && address - caller->address < caller->size)
		return on_caller;
	return NULL;
}

bool milestones_instrument(struct milestones *milestones,
			   struct qemu_plugin_insn *insn, uint64_t address)
{
	bool called = false;

	for (size_t i = 0; i < milestones->count; i++) {
		struct milestone *milestone = &milestones->list[i];
		qemu_plugin_vcpu_udata_cb_t callback =
			find_callback(milestone, address);

		if (!callback)
			continue;
		qemu_plugin_register_vcpu_insn_exec_cb(insn, callback,
						       QEMU_PLUGIN_CB_NO_REGS,
						       milestone);
		called = true;
	}
	return called;
}

void milestones_print(const struct milestones *milestones, FILE *file)
{
	for (size_t order = 1; order <= milestones->passed; order++) {
		const struct milestone *milestone = milestones->list;

		while (milestone->order != order)
			milestone++;
		fprintf(file, "milestone\t%s\t%" PRIu64 "\t%" PRIu64 "\n",
			milestone->name, milestone->stamp.insns,
			milestone->stamp.rep);
	}
}
