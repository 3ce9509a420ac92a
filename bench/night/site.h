/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_SITE_H
#define NUMABOOT_NIGHT_SITE_H

/*
 * The pages of a history: HTML and SVG in files, which need no server and no
 * script, and work from a mail's attachment.  They are made of the history, of
 * the folded stacks of runs that are still there, and of claims: the same of
 * these give the same bytes.
 */

#include "lib/error.h"

/**
 * site_make - make all pages
 * @history: path of the history
 * @folder: of the pages; what an earlier site_make() left in it goes
 * @claims: folder with claims, or NULL
 *
 * Return: 0 or -errno.
 */
int site_make(const char *history, const char *folder, const char *claims,
	      struct error *err);

#endif
