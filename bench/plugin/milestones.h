/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MILESTONES_H
#define NUMABOOT_MILESTONES_H

/*
 * The points at which the counts of a boot are stamped.  Each is passed once
 * and in an order that the boot gives; a stamp excludes the instruction that
 * it is taken at.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "plugin/api.h"
#include "plugin/counts.h"

/**
 * struct milestone - a point that a boot passes once
 * @name: as it stands in the profile
 * @function: what is entered
 * @caller: NULL, or the function whose first instruction after @function
 *	was entered is the milestone
 * @address: the milestone's own address when there is no @function
 * @armed: with @caller: @function was entered
 * @order: 1 for the first one passed, 0 when not passed
 * @stamp: what was executed before it
 */
struct milestone {
	char *name;
	const struct sysmap_function *function;
	const struct sysmap_function *caller;
	uint64_t address;
	bool armed;
	size_t order;
	struct counter stamp;
};

/**
 * struct milestones - all of them
 * @counts: where the stamps come from
 * @list: starts with "firmware", passed at once, and "loader"
 * @count: how many
 * @passed: how many were passed
 * @last: the one passed last
 * @on_pass: NULL, or what must know that @last was passed and the phase
 *	@ended is over
 */
struct milestones {
	struct counts *counts;
	struct milestone *list;
	size_t count;
	size_t passed;
	const char *last;
	void (*on_pass)(const char *ended);
};

/** milestones_open - begin with those that every boot has */
void milestones_open(struct milestones *milestones, struct counts *counts);

/**
 * milestones_add - add one
 * @spec: NAME:enter:FUNCTION or NAME:return:FUNCTION:CALLER
 *
 * Return: 0, -EINVAL or -ENOENT with the sentence set.
 */
int milestones_add(struct milestones *milestones, const char *spec,
		   struct error *err);

/**
 * milestones_instrument - register what an instruction must call
 *
 * Only for instructions of watched functions.
 * Comes before the instruction's counters are registered: QEMU runs them
 * in that order, and a stamp excludes its own instruction.
 *
 * Return: whether something looks at the counts right before it.
 */
bool milestones_instrument(struct milestones *milestones,
			   struct qemu_plugin_insn *insn, uint64_t address);

/** milestones_print - the milestone lines of a profile, as passed */
void milestones_print(const struct milestones *milestones, FILE *file);

#endif
