/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_COLUMNS_H
#define NUMABOOT_COLUMNS_H

/*
 * The columns that all rows of one run have in common, as CSV that is made
 * once for a run.  They are taken from its cell as run.json has it, so that
 * tables and run.json agree in every name.
 */

#include "evidence/cellrecord.h"
#include "evidence/endstate.h"

/**
 * struct columns - parts of rows
 * @prefix: columns of samples.csv before `iteration`
 * @suffix: columns of samples.csv after `class`
 * @row_prefix: columns of the other tables before their own
 */
struct columns {
	char *prefix;
	char *suffix;
	char *row_prefix;
};

/** columns_make - of a cell of run.json, and how its run ended */
void columns_make(struct columns *columns, const struct cell_record *cell,
		  enum end_state state);

/** columns_release - free what columns_make() allocated */
void columns_release(struct columns *columns);

#endif
