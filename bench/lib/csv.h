/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CSV_H
#define NUMABOOT_CSV_H

/*
 * Writing CSV by RFC 4180.  A field is quoted only where it must be, so that
 * the same values give the same bytes.
 */

#include <stdio.h>

/** csv_field - write one field, quoted where RFC 4180 (section 2) asks */
void csv_field(FILE *out, const char *text);

#endif
