// SPDX-License-Identifier: GPL-2.0-only
#include "cli/built.h"

/* cli/revision.sh made a header of these. */
const struct revision built_revision = { NUMABOOT_COMMIT, NUMABOOT_REMOTE };
