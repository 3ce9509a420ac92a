/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_MOVING_H
#define NUMABOOT_NIGHT_MOVING_H

/*
 * Arms that move: what they are tonight.  A branch is a commit, TREE@COMMIT, so
 * that all nights share one build tree (kernel/checkout.h); the user's tree is
 * read and never written, but for the user's own command.  A package is
 * unpacked, not installed.
 */

#include "night/settings.h"

/**
 * struct moved_arm - a moving arm tonight
 * @moving: which one
 * @kernel: as it stands in a plan: TREE@COMMIT[:SERIES], or an image
 * @commit: of the tree, or NULL
 * @version: of the package, or NULL
 */
struct moved_arm {
	const struct moving *moving;
	char *kernel;
	char *commit;
	char *version;
};

/**
 * moving_find - fetch it, and find out what it is
 * @folder: for what is unpacked
 * @log: file that gets what the commands print, or NULL
 *
 * Return: 0, or -errno with what did not work; moved_arm_release() in both
 * cases.
 */
int moving_find(struct moved_arm *arm, const struct moving *moving,
		const char *folder, const char *log, struct error *err);

/** moved_arm_release - free */
void moved_arm_release(struct moved_arm *arm);

#endif
