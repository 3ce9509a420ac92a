/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LEFTOVER_H
#define NUMABOOT_LEFTOVER_H

/*
 * What a numaboot that was killed has left.  It is known by its name, which
 * nothing that is finished has.  Whoever looks for it must be sure that nobody
 * else works in the folder.
 */

#include <stdbool.h>

/** leftover_is_fresh - is this NAME.PID.new, as file_print() writes? */
bool leftover_is_fresh(const char *name);

/** leftover_is_orphan - is it fresh, and is no process PID here any more? */
bool leftover_is_orphan(const char *name);

/** leftover_is_partial - is this NAME.partial, as folders are made? */
bool leftover_is_partial(const char *name);

/**
 * leftover_sweep - remove what is unfinished
 * @folder: where; one that is not there is fine
 * @depth: 1 for what is right in it, 2 for what is in its folders, too, …
 * @is_left: by its name
 *
 * What cannot be removed stays: nobody reads it.
 */
void leftover_sweep(const char *folder, int depth,
		    bool (*is_left)(const char *name));

#endif
