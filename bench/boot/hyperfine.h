/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HYPERFINE_H
#define NUMABOOT_HYPERFINE_H

/*
 * hyperfine(1) times a whole boot, from the start of QEMU to its end.  It is
 * given one run at a time, so that arms take turns as the plan says.
 */

#include "lib/argv.h"

/**
 * hyperfine_probe - is it there?
 *
 * Return: NULL, or a sentence that says why not; the caller frees.
 */
char *hyperfine_probe(void);

/**
 * hyperfine_status - how the command that was timed has ended
 * @output: the JSON file
 * @status: hyperfine's own, as of waitpid()
 *
 * Return: as of waitpid(), a signal as the exit code 128 + signal; @status when the file does not tell.
 */
int hyperfine_status(const char *output, int status);

/**
 * hyperfine_wrap - a command line that times another one
 * @argv: QEMU's; becomes hyperfine's.  QEMU then dies with hyperfine, which
 *	dies with us.
 * @output: the JSON file with the times
 */
void hyperfine_wrap(struct argv *argv, const char *output);

#endif
