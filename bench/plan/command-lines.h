/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_COMMAND_LINES_H
#define NUMABOOT_COMMAND_LINES_H

/*
 * The kernel's command line of each cell, and behind it what the guest's init
 * is asked to do.  A line says nothing of the plan that it is in, and all have
 * the same length (very long ones another), so that parameters shift nothing
 * in the guest's memory and cost no copying of their own.  Those of the layout
 * control have another length on purpose.
 */

#include "plan/cells.h"

/**
 * command_lines_make - set the command line of every cell
 * @manifests: as cells_make(): what a kernel does not have of our parameters
 *	is left out, what stands in its arm never is
 *
 * Return: 0, or -E2BIG when one would not fit into the kernel's 2,048 bytes
 * or asks for more than init can be told.
 */
int command_lines_make(struct cells *cells, const struct plan *plan,
		       json_t *const *manifests, struct error *err);

#endif
