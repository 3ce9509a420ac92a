/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_STANDARD_H
#define NUMABOOT_STANDARD_H

/*
 * The streams that a program is born with.  None of its files ever gets the
 * number of one that was closed, and what it could not print is a failure.
 */

/**
 * standard_open - make sure of stdin, stdout and stderr
 * @program: what the sentence begins with
 *
 * Reading and writing one that was closed fails, as it should.  At the exit of
 * the program a full disk or a closed stdout is told on stderr, and the exit
 * code is 1.
 */
void standard_open(const char *program);

#endif
