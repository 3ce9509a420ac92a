/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PERF_PLACES_H
#define NUMABOOT_PERF_PLACES_H

/** perf_places - where the host's perf may be, for program_find() */
extern const char *const perf_places[];

#endif
