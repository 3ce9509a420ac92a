/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLAN_TEXT_H
#define NUMABOOT_PLAN_TEXT_H

/*
 * A plan as the text of a file, wherever it came from.  All keys are written
 * out, so that the text means the same when a default has changed: reading it
 * gives the plan again.
 */

#include "plan/plan.h"

/**
 * plan_text - a plan's file, or what it would be
 *
 * Files that are not the project's own are named ./NAME.topo and ./NAME.ini:
 * they are expected in the folder where the text is read.
 *
 * Return: the text, which the caller frees; NULL when a word of the plan
 * cannot stand in a file (docs/plan.md).
 */
char *plan_text(const struct plan *plan);

#endif
