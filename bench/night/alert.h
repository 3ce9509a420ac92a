/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_ALERT_H
#define NUMABOOT_NIGHT_ALERT_H

/*
 * What a night has to tell somebody, as a text for a mail.  It is made of the
 * history alone, so the same night always gives the same bytes.  No line is
 * longer than ALERT_COLUMNS, but for a single word that is.
 */

#include <stdbool.h>
#include <stdio.h>

#include "night/past.h"

#define ALERT_COLUMNS 75

/**
 * alert_wanted - is there anything worth a mail?
 * @block: index of the night's block
 */
bool alert_wanted(const struct past *past, size_t block);

/** alert_print - the text; "Subject:" is its first line */
void alert_print(FILE *out, const struct past *past, size_t block);

/** alert_print_change - what of it is about one change */
void alert_print_change(FILE *out, const struct past *past,
			const struct past_change *change);

#endif
