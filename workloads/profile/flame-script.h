/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FLAME_SCRIPT_H
#define NUMABOOT_FLAME_SCRIPT_H

/*
 * What makes a flame graph answer to a pointer: JavaScript inside the picture,
 * which needs nothing from anywhere else.  A viewer that runs no scripts shows
 * the picture as it was drawn.
 */

/**
 * flame_script - draws the frames again for what is to be seen
 *
 * A click on a frame makes it as wide as the window; one on the title, or
 * Escape, goes back to where what comes before the kernel is folded.  A field
 * searches names.  Elements of the class f have `data-at` and `data-size`, in
 * instructions; the root has `data-total`, and `data-folded`, how many come
 * before the kernel.
 */
extern const char flame_script[];

#endif
