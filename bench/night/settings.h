/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_SETTINGS_H
#define NUMABOOT_NIGHT_SETTINGS_H

/*
 * nights.ini (docs/nights.md): what is watched.  All of it is checked when it
 * is read; nothing is fetched, built or booted by that.
 */

#include <stdbool.h>
#include <stdint.h>

#include "night/effect.h"

/**
 * struct moving - an arm that is another kernel every now and then
 * @name: its label
 * @tree: a git checkout, or NULL
 * @branch: of it, or any other word for a commit
 * @series: patches that are put on it, or NULL
 * @package: a Debian package, or NULL: the other kind
 * @fetch: the user's command, run by a shell before, or NULL
 * @line: of the file
 */
struct moving {
	char *name;
	char *tree;
	char *branch;
	char *series;
	char *package;
	char *fetch;
	int line;
};

/**
 * struct watched - a plan that is run every night
 * @name: of a plan that exists, or of a section [plan NAME]
 * @text: lines of that section, NULL for a plan that exists
 * @arms: of that section, word by word; @arm_count of them
 * @line: of the file
 */
struct watched {
	char *name;
	char *text;
	char **arms;
	size_t arm_count;
	int line;
};

/**
 * struct settings - all of it
 * @path: of the file
 * @history: where the history is
 * @folder: for alerts, plans, and packages of moving arms
 * @pages: folder of the pages, or NULL for none
 * @lock: of this host
 * @reports: each run gets its report
 * @within_hours: a night must come within them, or nights have stopped
 * @plans: @plan_count of them
 * @moving: @moving_count of them
 * @effects: of the mails
 */
struct settings {
	char *path;
	char *history;
	char *folder;
	char *pages;
	char *lock;
	bool reports;
	uint64_t within_hours;
	struct watched *plans;
	size_t plan_count;
	struct moving *moving;
	size_t moving_count;
	struct effects effects;
};

/**
 * settings_read - read a nights.ini
 *
 * Return: 0, or -errno with "file:line: found …, expected …";
 * settings_release() in both cases.
 */
int settings_read(struct settings *settings, const char *path,
		  struct error *err);

/**
 * settings_find - read the nights.ini that is meant
 * @path: or NULL: the one in the working folder, else numaboot's own
 *
 * Return: as settings_read().
 */
int settings_find(struct settings *settings, const char *path,
		  struct error *err);

/** settings_moving - the moving arm of that name, or NULL */
const struct moving *settings_moving(const struct settings *settings,
				     const char *name);

/** settings_release - free; a zeroed one is fine */
void settings_release(struct settings *settings);

#endif
