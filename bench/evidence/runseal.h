/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RUNSEAL_H
#define NUMABOOT_RUNSEAL_H

/*
 * The hash that a run.json has of itself: of the JSON it holds, indented as
 * jsonfile_write() does it, while the value of `sha256` is empty.  Blanks and
 * line ends of the file may change, nothing else.
 */

#include <jansson.h>
#include <stdbool.h>

#include "lib/digest.h"

/** runseal_sign - set `sha256` to what it must be */
void runseal_sign(json_t *run);

/** runseal_holds - is `sha256` what it must be? */
bool runseal_holds(const json_t *run);

#endif
