/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RESERVATIONS_H
#define NUMABOOT_RESERVATIONS_H

/*
 * The early reservations of a boot, replayed from its console: who, where,
 * what for, kept or released.  Over all that are kept, each byte counts once,
 * in the entry that took it first.
 */

#include "evidence/klog.h"
#include "workload/workload.h"
#include "places.h"
#include "trace.h"

/**
 * struct reservation - an early reservation, or the part with one fate
 * @sequence: from 0, in the console's order; parts share it
 * @start: first byte
 * @end_inclusive: last byte
 * @class_name: one of classes_names[]
 * @caller: who asked, "" for what the first list of memblock brought to
 *	light; belongs to the trace
 * @before_srat: made before SRAT was read
 * @searched: the kernel chose the address
 * @released: every byte was given back to memblock later
 * @new_bytes: bytes that no earlier reservation holds at the end, 0 when
 *	released: over all reservations, each held byte counts once
 */
struct reservation {
	size_t sequence;
	uint64_t start;
	uint64_t end_inclusive;
	const char *class_name;
	const char *caller;
	bool before_srat;
	bool searched;
	bool released;
	uint64_t new_bytes;
};

/**
 * struct reservations - all of a boot
 * @entries: @count of them, by sequence, then by address
 * @count: how many
 *
 * Free with reservations_release(), before the trace.
 */
struct reservations {
	struct reservation *entries;
	size_t count;
};

/**
 * reservations_make - replay a trace
 * @list: overwritten
 * @trace: what the console said
 * @kernel_start: physical address of the kernel's code
 *
 * A release that covers a part splits: the part that is left and the part
 * that was given back are two entries.  What the first list of memblock has
 * beyond the lines before it was reserved before memblock=debug took effect:
 * the initrd where a RAMDISK line says so, the kernel where @kernel_start
 * lies in it, firmware below 1 MiB, else other.
 */
void reservations_make(struct reservations *list, const struct trace *trace,
		       uint64_t kernel_start);

/**
 * struct early - what a console says of early allocations
 * @trace: its lines
 * @list: what they reserved
 * @places: which node an address is on
 */
struct early {
	struct trace trace;
	struct reservations list;
	struct places places;
};

/**
 * reservations_of - the reservations of a completed run
 * @evidence: its folder has console.log with the lines of TRACE_PARAMETERS,
 *	and guest.jsonl
 * @early: made once for a run, lives until run_evidence_close()
 *
 * Return: 0, -errno of a file, or -EINVAL with one sentence, also when the
 * kernel did not find the topology's hotpluggable memory in its SRAT.
 */
int reservations_of(const struct run_evidence *evidence,
		    const struct early **early, struct error *err);

/**
 * early_of_log - the reservations that another machine's log tells of
 * @early: overwritten; free with early_release(), also after a failure
 * @log: with the lines of memblock=debug
 * @boot: read from it
 * @kernel_found: the kernel's image is known: it ends where its brk begins
 *
 * Return: 0, or as trace_make().
 */
int early_of_log(struct early *early, const struct klog *log,
		 const struct bootlog *boot, bool *kernel_found,
		 struct error *err);

/** early_release - free what early_of_log() made */
void early_release(struct early *early);

/** reservations_find - the held one with a byte at @address, or NULL */
const struct reservation *
reservations_find(const struct reservations *list, uint64_t address);

/** reservations_release - free what reservations_make() allocated */
void reservations_release(struct reservations *list);

#endif
