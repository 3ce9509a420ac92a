/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_REPORT_H
#define NUMABOOT_REPORT_H

#include "lib/error.h"

/**
 * report_make - render a session's tables (analysis/render.R)
 * @folder: out/PLAN/STAMP with its tables
 *
 * Return: 0 or -errno; the sentence is the one that R printed.
 */
int report_make(const char *folder, struct error *err);

#endif
