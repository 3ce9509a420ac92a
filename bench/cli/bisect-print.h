/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BISECT_PRINT_H
#define NUMABOOT_BISECT_PRINT_H

/*
 * What a bisection says to people: a row for each commit that was looked at, and
 * what is known at the end.
 */

#include "bisect/record.h"

/** bisect_print_looks - a row for each commit that was looked at, in their order */
void bisect_print_looks(const struct bisect_record *record);

/** bisect_print_found - which commit it is, or among which */
void bisect_print_found(const struct bisect_record *record);

/** bisect_print_shares - the share of each commit, and their sum */
void bisect_print_shares(const struct bisect_record *record);

#endif
