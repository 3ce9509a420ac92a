/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MACHINE_H
#define NUMABOOT_MACHINE_H

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
