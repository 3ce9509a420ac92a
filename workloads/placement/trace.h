/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TRACE_H
#define NUMABOOT_TRACE_H

/*
 * The console of a boot with memblock=debug as events in its order.  A console
 * that is damaged or cut before memblock hands over is refused as a whole, so
 * that a trace is complete.  Kernels of all generations give the same events.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evidence/console.h"
#include "lib/error.h"

/*
 * What makes a kernel print its trace.  The early console prints from the
 * first reservation on, and what it prints is never held in the log's 128
 * KiB, which a 4 KiB mapping overflows.  It needs no memory, and is in every
 * kernel with a serial console.
 */
#define TRACE_PARAMETERS \
	"memblock=debug earlycon=uart8250,io,0x3f8,115200n8 loglevel=8"

/**
 * enum trace_stage - how far the boot has come, by lines of the console
 *
 * Without an SRAT nothing is before it, whatever the stage (@srat_read).
 * TRACE_BEFORE_SRAT ends with the first line about SRAT's contents, or the
 * one that says that there are none.  TRACE_NODES begins with the list that
 * memblock prints once all memory has its node.
 */
enum trace_stage {
	TRACE_BEFORE_SRAT,
	TRACE_NUMA,
	TRACE_NODES,
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
 * struct trace_request - what an allocation asked memblock for
 * @bytes: how much, 0 when no line says so
 * @align: power of two
 * @from: lowest address
 * @max_addr: first address above, 0 for memblock's own limit
 * @nid: node as the kernel numbers them, -1 for any
 */
struct trace_request {
	uint64_t bytes;
	uint64_t align;
	uint64_t from;
	uint64_t max_addr;
	int nid;
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
 * @request: TRACE_ALLOC only: the line before
 */
struct trace_event {
	enum trace_kind kind;
	enum trace_stage stage;
	uint64_t start;
	uint64_t end_inclusive;
	const char *caller;
	const char *class_name;
	bool searched;
	struct trace_request request;
};

/**
 * struct trace - a console, read
 * @events: @count of them, in the console's order
 * @count: how many
 * @srat_read: the kernel found an SRAT and told what is in it
 * @foreign: what shows that the kernel is not x86's, or NULL
 * @srat_ranges: ranges of memory that the kernel found in SRAT
 * @srat_hotpluggable: those of them that SRAT calls hot-pluggable
 *
 * Free with trace_release(), also after a failure.  The rest is private.
 */
struct trace {
	struct trace_event *events;
	size_t count;
	bool srat_read;
	const char *foreign;
	unsigned int srat_ranges;
	unsigned int srat_hotpluggable;
	char **symbols;
	size_t symbol_count;
};

/**
 * trace_make - what the console of a boot with memblock=debug says
 * @trace: overwritten; the console may be freed before it
 * @console: lines may carry time stamps, and lines of other subsystems may
 *	stand anywhere
 *
 * Formats: mm/memblock.c of Linux 3.12, 6.1 and 6.12.  Older kernels print
 * ends that are one past the last byte; that is found out and mended.
 *
 * Return: 0, or -EINVAL with one sentence: no memblock
 * lines at all, a memblock line that was cut or overwritten or that names
 * addresses no CPU has, callers without names, lines that the kernel says it
 * dropped, a console that stops before memblock hands its memory over, a
 * panic before that.  A range of size zero is nothing.
 */
int trace_make(struct trace *trace, const struct console *console,
	       struct error *err);

/** trace_release - free what trace_make() allocated */
void trace_release(struct trace *trace);

#endif
