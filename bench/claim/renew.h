/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RENEW_H
#define NUMABOOT_RENEW_H

/*
 * What an earlier claim says, said of another run.  A number that stands alone
 * behind == is replaced by the run's, and so are those of the report's lines.
 * All other expectations stay as they are, to be true or not.
 */

#include "claim/claim.h"
#include "lib/error.h"

/**
 * renew_claim - add the expectations and lines of @old
 * @claim: of the new run
 * @old: its report.txt is beside it
 * @verdicts: of the new run
 * @folder: of the new run
 *
 * Return: 0, or -errno with what has to be said anew by hand.
 */
int renew_claim(struct claim *claim, const struct claim *old,
		const struct verdicts *verdicts, const char *folder,
		struct error *err);

/** renew_number - as few digits as read back the same */
void renew_number(char text[32], double value);

#endif
