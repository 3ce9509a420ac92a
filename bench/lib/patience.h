/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LIB_PATIENCE_H
#define NUMABOOT_LIB_PATIENCE_H

/*
 * By what deadlines of ours are stretched on this machine.  They are chosen so
 * that a slow one keeps them; one whose CPUs are themselves a program does not.
 * Deadlines that a user names are never stretched.
 */

/** patience_set - stretch deadlines from now on; once, by main() */
void patience_set(unsigned int factor);

/** patience_factor - what was set, 1 before */
unsigned int patience_factor(void);

#endif
