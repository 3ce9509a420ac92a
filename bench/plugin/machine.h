/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MACHINE_H
#define NUMABOOT_MACHINE_H

/*
 * On what counts depend beside the guest: QEMU's version and the options that
 * change what is executed.  The same line means that counts can be compared;
 * paths and descriptors are not in it.
 */

/**
 * machine_describe - what counts depend on beside the guest
 * @version: of QEMU, whose command line does not tell it
 * @command_line: a process' command line as proc(5) shows it
 *
 * @version, then the options for machine, accelerator, icount and CPU in
 * this order.
 *
 * Return: one line that the caller frees, NULL when the file cannot be read.
 */
char *machine_describe(const char *version, const char *command_line);

#endif
