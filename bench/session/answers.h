/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ANSWERS_H
#define NUMABOOT_ANSWERS_H

/*
 * Which questions a kernel can answer, before any boot.  A no is sure and comes
 * with its reason; what is not known is let through to the boots, which find
 * out.
 */

#include "kernel/needs.h"
#include "kernel/symbols.h"
#include "kernel/sysmap.h"
#include "plan/plan.h"
#include "workload/workload.h"

/**
 * struct questions - what is asked, each once
 * @list: @count of them; their names belong to others
 */
struct questions {
	struct question *list;
	size_t count;
};

/** answers_ask_mapping - whether it can be booted with these pages */
void answers_ask_mapping(struct questions *questions, enum mapping mapping);

/**
 * answers_ask_plan - what a plan asks of the kernel of one arm, but mappings
 * @questions: a zeroed one, or one to add to; free() its list
 * @needs: knows the parameters that are a question
 * @arm: NULL: the parameters of no arm
 */
void answers_ask_plan(struct questions *questions, const struct needs *needs,
		      const struct plan *plan, const struct arm *arm);

/** answers_ask - one more question, unless it is there */
void answers_ask(struct questions *questions, const struct question *question);

/**
 * answers_functions - does a kernel have the functions that a workload needs
 * @era: what holds for it
 * @map: its symbols; NULL: it has none
 * @why: what is missing, the caller frees; NULL for yes
 */
enum fact answers_functions(const struct workload *workload,
			    const struct symbols *symbols,
			    const struct era *era, const struct sysmap *map,
			    char **why);

/**
 * answers_check - refuse a kernel that cannot answer what is asked
 * @name: of the kernel, for the sentence
 *
 * Return: 0, or -EINVAL with all that it cannot answer in one sentence.
 */
int answers_check(const struct questions *questions,
		  const struct needs *needs, const struct facts *facts,
		  const char *name, struct error *err);

#endif
