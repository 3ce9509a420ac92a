/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CHECKUP_H
#define NUMABOOT_CHECKUP_H

/*
 * What was looked at on this host, a line for each thing: whether it is as it
 * should be, and what was found.  Nothing is changed by looking.
 */

#include <stdbool.h>

/**
 * struct checkup - one thing that was looked at
 * @name: what it is
 * @ok: it is as numaboot needs it
 * @needed: nothing that was asked for goes without it
 * @detail: what was found; owned
 */
struct checkup {
	const char *name;
	bool ok;
	bool needed;
	char *detail;
};

/**
 * struct checkups - all that was looked at, in order
 * @list: @count of them
 */
struct checkups {
	struct checkup *list;
	int count;
};

/** checkups_add - one more */
void checkups_add(struct checkups *checkups, struct checkup checkup);

/**
 * checkups_print - to stdout, "ok", "no" or "MISSING" before each, or as JSON
 *
 * Frees them.  Return: how many of those that are needed are not there.
 */
int checkups_print(struct checkups *checkups, bool json);

#endif
