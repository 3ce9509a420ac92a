/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PERF_PLACES_H
#define NUMABOOT_PERF_PLACES_H

/*
 * Which program of the host's is meant by perf. It is looked for and never
 * built: a host without it skips these workloads.
 */

/** perf_places - where the host's perf may be, for program_find() */
extern const char *const perf_places[];

#endif
