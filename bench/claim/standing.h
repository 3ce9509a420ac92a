/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_STANDING_H
#define NUMABOOT_STANDING_H

/*
 * What a check says of a claim, a table or a line.  The words are few and
 * mean the same everywhere; of several the worst one counts.
 */

/**
 * enum standing - from best to worst
 * @STANDING_VERIFIED: the same values from the same images
 * @STANDING_HOLDS: all that it states is true, but images or tools differ
 * @STANDING_NOT_CHECKABLE: something is missing
 * @STANDING_REFUTED: another value came out
 */
enum standing {
	STANDING_VERIFIED,
	STANDING_HOLDS,
	STANDING_NOT_CHECKABLE,
	STANDING_REFUTED,
};

/** standing_name - "verified", "holds", "not checkable", "refuted" */
const char *standing_name(enum standing standing);

/** standing_worse - the worse one of two */
enum standing standing_worse(enum standing one, enum standing other);

/** standing_exit_code - 0, 0, 2, 1 */
int standing_exit_code(enum standing standing);

#endif
