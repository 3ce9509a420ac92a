/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_VERDICTS_JSON_H
#define NUMABOOT_VERDICTS_JSON_H

/*
 * Verdicts as JSON (docs/verdicts.md).  It has what the rows have: the same
 * names, all digits, and null where a field is empty.
 */

#include <jansson.h>

#include "claim/verdicts.h"

/** verdicts_json - an array of an object for each row; the caller owns it */
json_t *verdicts_json(const struct verdicts *verdicts);

#endif
