/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_TEXT_H
#define NUMABOOT_IMPORT_TEXT_H

/*
 * A machine as a topology file (docs/topology.md), with what was lost in
 * comments.  What comes out is one that topology_load() takes.
 */

#include "import/fit.h"
#include "import/resolve.h"
#include "lib/error.h"
#include "machine/described.h"

/**
 * text_make - write it, and read it back
 * @source: where it comes from, for the description
 * @text: the caller frees
 *
 * Holes of the machine's command line (memmap=SIZE$START) are kept where a
 * guest has RAM there; else a comment says so.
 *
 * Return: 0, or -EINVAL when there cannot be such a guest.
 */
int text_make(const struct resolved *r, const struct fitted *f,
	      struct described *d, const char *source, char **text,
	      struct error *err);

#endif
