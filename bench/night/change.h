/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_CHANGE_H
#define NUMABOOT_NIGHT_CHANGE_H

/*
 * The changes of one night, each by its cause: all series that the same step of
 * a kernel, or of the environment, moved are one change, however many they are.
 * Where kernel and environment moved together there are two changes, and each
 * difference is split between them exactly.
 */

#include "night/effect.h"
#include "night/judge.h"

/* Causes that only a change has, beside those of enum cause. */
#define CHANGE_VANISHED "vanished"

/**
 * struct change_row - one series that it moved
 * @plan: of the series
 * @from: before the step
 * @to: behind it; between @from and @to lies only this change
 * @matters: it is worth a mail
 */
struct change_row {
	const struct judged *judged;
	const struct difference *difference;
	const char *from;
	const char *to;
	bool matters;
};

/**
 * struct change - one cause
 * @id: "2026-11-27-1"
 * @cause: a name of enum cause, or CHANGE_VANISHED
 * @from: what was: a kernel, or what of the environment is another
 * @to: what is
 * @arms: names, with ", " between them
 * @plan: its name, "-" where there are several
 * @rows: @count of them
 * @mail: one of them matters
 */
struct change {
	char *id;
	const char *cause;
	char *from;
	char *to;
	char *arms;
	const char *plan;
	struct change_row *rows;
	size_t count;
	bool mail;
};

/**
 * struct changes - of a night
 * @list: @count of them
 */
struct changes {
	struct change *list;
	size_t count;
};

/**
 * changes_add - sort the differences of an arm into the changes of the night
 * @changes: zeroed, or of other arms of the night
 * @day: "2026-11-27", that the night is called by
 */
void changes_add(struct changes *changes, const struct past *past,
		 const char *plan, const char *day,
		 const struct judged *judged, const struct effects *effects);

/** changes_release - free; a zeroed one is fine */
void changes_release(struct changes *changes);

#endif
