/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CMD_KERNEL_H
#define NUMABOOT_CMD_KERNEL_H

/*
 * `numaboot kernel`: one file for each of its words.  Each gets the words from
 * its own on and returns the exit code, as every command.
 */

int kernel_list(int argc, const char **argv);
int kernel_build(int argc, const char **argv);
int kernel_check_words(int argc, const char **argv);

#endif
