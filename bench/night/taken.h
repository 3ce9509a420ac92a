/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TAKEN_H
#define NUMABOOT_TAKEN_H

/*
 * What a run has to say to the history.  Its folder is verified, and its tables
 * are made anew from the sealed evidence, so that all values have one
 * definition: that of this numaboot.  Nothing in the folder is written.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/digest.h"
#include "lib/error.h"
#include "night/past.h"

/** struct taken_fact - of an environment or a kernel */
struct taken_fact {
	char *key;
	char *value;
};

/**
 * struct taken_facts - what identifies one
 * @list: @count of them
 * @id: first digits of their hash
 */
struct taken_facts {
	struct taken_fact *list;
	size_t count;
	char id[13];
};

/**
 * struct taken_value - one value
 * @key: its strings belong to the table that it was read from
 * @value: as it stood there; the end state of `run.completed`; the median of a
 *	noisy one
 * @unit: of its metric
 */
struct taken_value {
	struct series_key key;
	const char *value;
	const char *unit;
	bool noisy;
};

/**
 * struct taken_gap - a cell that this host kept from its end
 * @cell: TOPOLOGY/MAPPING/WORKLOAD
 * @why: how its run ended
 */
struct taken_gap {
	char *cell;
	char *why;
};

/**
 * struct taken_arm - an arm of the run
 * @name: its name
 * @environment: all but the kernel that its values depend on
 * @kernel: what it booted
 * @values: @count of them, in the order of the table
 * @gaps: @gap_count of them
 * @ran: runs that completed, @of of them there should be
 * @digest: of all values
 */
struct taken_arm {
	const char *name;
	struct taken_facts environment;
	struct taken_facts kernel;
	struct taken_value *values;
	size_t count;
	struct taken_gap *gaps;
	size_t gap_count;
	size_t ran;
	size_t of;
	char digest[DIGEST_HEX_SIZE];
};

/**
 * struct taken - a run
 * @folder: of it
 * @plan: its name
 * @stamp: when it began, "2026-11-26T02:00:00Z"
 * @seal: hash of its run.json, which has those of all its evidence
 * @tables: folder with its tables as this numaboot makes them
 * @arms: @count of them
 * @texts: what strings are in; @text_count of them
 */
struct taken {
	char *folder;
	char *plan;
	char *stamp;
	char *seal;
	char *tables;
	struct taken_arm *arms;
	size_t count;
	char **texts;
	size_t text_count;
};

/**
 * taken_read - verify a run and read it
 * @folder: of a complete run
 * @reader: what reads it: the commit of this numaboot
 *
 * Return: 0; -EINVAL for a run that is not complete; as session_verify();
 * or -errno.  taken_release() in all cases.
 */
int taken_read(struct taken *taken, const char *folder, const char *reader,
	       struct error *err);

/** taken_arm_find - the arm of that name, or NULL */
const struct taken_arm *taken_arm_find(const struct taken *taken,
				       const char *name);

/** taken_value_find - the value of that key, or NULL */
const struct taken_value *taken_value_find(const struct taken_arm *arm,
					   const struct series_key *key);

/** taken_fact - of an environment or a kernel, "" where it is not there */
const char *taken_fact(const struct taken_facts *facts, const char *key);

/** taken_fact_add - one more, which is told and not in the id; NULL is none */
void taken_fact_add(struct taken_facts *facts, const char *key,
		    const char *value);

/** taken_release - free, and remove the tables; a zeroed one is fine */
void taken_release(struct taken *taken);

#endif
