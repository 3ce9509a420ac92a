/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BUILT_H
#define NUMABOOT_BUILT_H

/*
 * What this program was built from, as cli/revision.sh found it.  It is in no
 * library: nothing but the program is linked again after a commit.
 */

#include "session/revision.h"

/** built_revision - of the files that it was compiled from */
extern const struct revision built_revision;

#endif
