/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_POINTS_H
#define NUMABOOT_POINTS_H

/*
 * The boots of a session as test points, for programs that read TAP or JUnit's
 * XML.  A boot is one point, in the order of the cells, and what is known of it
 * is what was sealed: a session that was interrupted has points that were not
 * booted.  Whatever else is to be a point is added behind them.
 */

#include <stddef.h>

#include "lib/error.h"
#include "session/session.h"

/**
 * enum point_state - what became of a point
 * @POINT_FAILED: the guest did not do what it was to
 * @POINT_BROKEN: what runs the guest did not
 * @POINT_MISSING: it was not booted
 */
enum point_state {
	POINT_OK,
	POINT_FAILED,
	POINT_BROKEN,
	POINT_SKIPPED,
	POINT_MISSING,
};

/**
 * struct point - one test point
 * @name: the run's id, or a sentence
 * @group: the cell of a boot
 * @state: see there
 * @end: in one word, "timeout"
 * @reason: a sentence, "" for none
 * @seconds: on the clock of the host, from the guest's first instruction to
 *	QEMU's end; 0 for what was not booted
 */
struct point {
	char *name;
	char *group;
	enum point_state state;
	const char *end;
	char *reason;
	double seconds;
};

/**
 * struct points - of a session
 * @suite: the plan's name
 * @folder: of the session
 * @list: @count of them
 * @trouble: what ended the session before its end, or NULL
 */
struct points {
	char *suite;
	char *folder;
	struct point *list;
	size_t count;
	char *trouble;
};

/**
 * points_collect - one for each boot
 * @trouble: why the session ended too early, or NULL; a point that was not
 *	booted gives it as the reason
 *
 * Ended by points_release().
 */
void points_collect(struct points *points, const struct session *session,
		    const struct error *trouble);

/**
 * points_add - one more
 * @name: copied
 * @group: copied
 * @reason: copied
 *
 * Return: it, until the next one is added; its other members are 0.
 */
struct point *points_add(struct points *points, const char *name,
			 const char *group, const char *reason);

/** points_release - free */
void points_release(struct points *points);

#endif
