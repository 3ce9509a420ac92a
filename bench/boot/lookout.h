/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LOOKOUT_H
#define NUMABOOT_LOOKOUT_H

/*
 * Whether a running guest is dead.  It is when its kernel said its last words,
 * on the console or where no console has printed them yet, or when all its CPUs
 * halted with interrupts off.  QEMU is asked only while the guest is silent, and
 * nothing in the guest changes by it.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "kernel/sysmap.h"
#include "machine/qmp.h"
#include "machine/vcpu.h"

/* More than a guest has. */
#define LOOKOUT_CPUS_MAX 4096

/**
 * struct lookout - what is known of the guest
 * @console_path: what its kernel prints
 * @records_path: what its init writes
 * @log_path: receives the kernel's log buffer, for which it is asked
 * @log_address: of that buffer, 0 where symbols do not tell
 * @log_bytes: how long it is
 * @is_timed: a guest that has written a record is left in peace
 * @console_bytes: how long the console was
 * @records_bytes: how long the records were
 * @read_bytes: its whole lines up to there are read
 * @said_ns: when the guest last said something
 * @died_ns: when its last words were found, 0 before
 * @ask_ns: when to ask next
 * @question: that is under way or comes next
 * @is_asking: it is under way
 * @panics: how often in a row the log buffer had last words
 * @cpu: the boot CPU, as QEMU said
 * @cpu_known: QEMU said so since the guest last said something
 */
struct lookout {
	const char *console_path;
	const char *records_path;
	const char *log_path;
	uint64_t log_address;
	uint64_t log_bytes;
	bool is_timed;
	off_t console_bytes;
	off_t records_bytes;
	off_t read_bytes;
	uint64_t said_ns;
	uint64_t died_ns;
	uint64_t ask_ns;
	enum { LOOKOUT_BOOT_CPU, LOOKOUT_ALL_CPUS, LOOKOUT_LOG } question;
	bool is_asking;
	unsigned int panics;
	struct vcpu_rest cpu;
	bool cpu_known;
};

/** lookout_find_log - where the kernel has its log buffer, by its symbols */
void lookout_find_log(struct lookout *lookout, const struct sysmap *map);

/** lookout_begin - the guest is let go at @now_ns */
void lookout_begin(struct lookout *lookout, uint64_t now_ns);

/**
 * lookout_look - see what console and records have got since the last time
 *
 * Return: whether the kernel has died: it said so, and had time to print what
 * belongs to it and to reset by itself.
 */
bool lookout_look(struct lookout *lookout, uint64_t now_ns);

/**
 * lookout_ask - ask QEMU for the guest's CPUs or log buffer, when it is time to
 *
 * Never waits.  A connection that fails is noticed elsewhere.
 */
void lookout_ask(struct lookout *lookout, struct qmp *qmp, uint64_t now_ns);

/**
 * lookout_note_answer - take QEMU's answer, if one is there
 *
 * Return: whether the guest is dead: its boot CPU halted twice at one place,
 * and all others as well, with interrupts off; or its log buffer had last words
 * twice, and still nothing followed.
 */
bool lookout_note_answer(struct lookout *lookout, struct qmp *qmp,
			 uint64_t now_ns);

/**
 * lookout_ask_log - fetch the log buffer of a guest that halted, before it is ended
 *
 * Of what it never printed: an early fault is told where no console is yet.
 */
void lookout_ask_log(struct lookout *lookout, struct qmp *qmp);

/**
 * lookout_ask_last - where is the boot CPU of a guest that is about to be ended
 *
 * Waits a moment for the answer: @cpu_known says whether one came.  The log
 * buffer is fetched, too.
 */
void lookout_ask_last(struct lookout *lookout, struct qmp *qmp);

#endif
