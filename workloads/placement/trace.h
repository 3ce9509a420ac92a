/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TRACE_H
#define NUMABOOT_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/**
 * enum trace_stage - how far the boot has come, by lines of the console
 *
 * TRACE_BEFORE_SRAT ends with the first line about SRAT's contents, or the
 * one that says that there are none.
 */
enum trace_stage {
	TRACE_BEFORE_SRAT,
	TRACE_NUMA,
	TRACE_ZONES,
	TRACE_PERCPU,
	TRACE_LATE,
};

/**
 * enum trace_kind - what an event says about its range
 * @TRACE_RESERVE: reserved by a caller that knew the address
 * @TRACE_ALLOC: reserved by an allocation that searched for it
 * @TRACE_FREE: given back
 * @TRACE_DUMP: part of the first list of what is reserved
 * @TRACE_NAME: a line says what it is for
 */
enum trace_kind {
	TRACE_RESERVE,
	TRACE_ALLOC,
	TRACE_FREE,
	TRACE_DUMP,
	TRACE_NAME,
};

/**
 * struct trace_event - one line of a memblock=debug console
 * @kind: what it says
 * @stage: when it was said
 * @start: first byte
 * @end_inclusive: last byte
 * @caller: symbol that asked, without offset and compiler's suffix; for
 *	TRACE_NAME the one that the line stands for
 * @class_name: TRACE_NAME only, else NULL
 * @searched: TRACE_NAME only: the kernel chose the address
 */
struct trace_event {
	enum trace_kind kind;
	enum trace_stage stage;
	uint64_t start;
	uint64_t end_inclusive;
	const char *caller;
	const char *class_name;
	bool searched;
};

/**
 * struct trace - a console, read
 * @events: @count of them, in the console's order
 * @count: how many
 *
 * Free with trace_release(), also after a failure.  The rest is private.
 */
struct trace {
	struct trace_event *events;
	size_t count;
	char **symbols;
	size_t symbol_count;
};

/**
 * trace_read - read the console of a boot with memblock=debug
 * @trace: overwritten
 * @path: console.log; lines may carry time stamps and CR, and lines of other
 *	subsystems may stand anywhere
 *
 * Formats: mm/memblock.c of Linux 3.12, 6.1 and 6.12.  Older kernels print
 * ends that are one past the last byte; that is found out and mended.
 *
 * Return: 0, -errno of the file, or -EINVAL with one sentence: no memblock
 * lines at all, a memblock line that was cut or overwritten, a console that
 * stops before memblock hands its memory over.
 */
int trace_read(struct trace *trace, const char *path, struct error *err);

/** trace_release - free what trace_read() allocated */
void trace_release(struct trace *trace);

#endif
