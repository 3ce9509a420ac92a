/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_ENDED_H
#define NUMABOOT_NIGHT_ENDED_H

/*
 * How the run of a cell ended, in its own words: the reason that was sealed, and
 * the function that the kernel stood in when it said so.
 */

#include "night/functions.h"

/**
 * ended_tell - why a run did not complete
 * @folder: of the session
 * @workload: with @cell names the run, its first one
 *
 * Return: "guest panicked: … in FUNCTION", "" where it is not known; the caller
 * frees.
 */
char *ended_tell(const char *folder, const struct cell_name *cell,
		 const char *workload);

/** ended_function - the function alone, NULL where it is not known */
char *ended_function(const char *folder, const struct cell_name *cell,
		     const char *workload);

#endif
