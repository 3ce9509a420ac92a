/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FAIL_ON_H
#define NUMABOOT_FAIL_ON_H

/*
 * --fail-on of the commands that make a report (docs/verdicts.md): what must
 * not be.  It is read before the first boot and judged by verdicts.csv.
 */

#include <popt.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"

/* Exit code of a command of which one was true. */
#define EXIT_MET 3

/** fail_on_table - popt's table of that option */
extern const struct poptOption fail_on_table[];

/** fail_on_wanted - was it given? */
bool fail_on_wanted(void);

/**
 * fail_on_check - parse all that was given
 * @arms: names of the run's, the baseline first
 *
 * Return: 0, or -EINVAL as expectation_parse() and expectation_check_arms();
 * fail_on_release() in both cases.
 */
int fail_on_check(const char *const *arms, size_t count, struct error *err);

/**
 * fail_on_judge - judge them by the verdicts of a run
 * @folder: of the run, with its verdicts.csv
 *
 * Each row that is true is printed to stderr, and how many are unknown.
 *
 * Return: 1 when a row is true, 0 when none is, -ENOENT when one of them is
 * about no row, -ENODATA when all of its rows are unknown, -EIO when a boot of
 * the run failed, or -errno; with the sentence.
 */
int fail_on_judge(const char *folder, struct error *err);

/** fail_on_release - free what fail_on_check() made */
void fail_on_release(void);

#endif
