// SPDX-License-Identifier: GPL-2.0-only
/* Formats of bench/plan. */
#include "fuzz.h"

#include <stdlib.h>

#include "plan/cells.h"
#include "plan/plan.h"

/* More blocks only take longer. */
#define BLOCKS 2

static const struct catalog *catalog(void)
{
	static struct catalog known;
	struct error err;

	if (!known.variant_count &&
	    catalog_load(&known, "kernels/variants.ini", &err))
		abort();
	return &known;
}

static void make_cells(struct plan *plan)
{
	struct cells cells;
	struct error err;

	if (plan->blocks > BLOCKS)
		plan->blocks = BLOCKS;
	cells_make(&cells, plan, NULL, &err);
	cells_release(&cells);
}

void fuzz_plan(const struct fuzz_input *input)
{
	struct plan plan;
	struct error err;

	if (plan_load(&plan, catalog(), fuzz_put_input(input, "fuzz.plan"),
		      &err) == 0)
		make_cells(&plan);
	plan_release(&plan);
}

/* As a command line has it. */
void fuzz_arm(const struct fuzz_input *input)
{
	struct plan plan;
	struct error err;

	plan_init(&plan, "fuzz");
	if (plan_add_arm(&plan, catalog(), "unpatched", &err) == 0 &&
	    plan_add_arm(&plan, catalog(), input->text, &err) == 0 &&
	    plan_add_arm(&plan, catalog(), input->text, &err) == 0 &&
	    plan_set(&plan, catalog(), "topologies", "numa2", &err) == 0 &&
	    plan_set(&plan, catalog(), "mappings", "2M", &err) == 0 &&
	    plan_set(&plan, catalog(), "workloads", "placement", &err) == 0 &&
	    plan_check(&plan, &err) == 0)
		make_cells(&plan);
	plan_release(&plan);
}
