/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BUILDLOG_H
#define NUMABOOT_BUILDLOG_H

/*
 * The log of a build: what make and the programs that it runs printed, in the
 * order in which they did.  Nothing in it is trusted to be there: a log that
 * says nothing is one of which nothing is known.
 */

#include "lib/error.h"

/**
 * buildlog_quote - put what a failed build says into the sentence
 * @code: errno of the failure so far
 * @err: has a sentence; the lines that matter are put behind it.  For a tool
 *	that is too old for the tree it is another sentence.
 *
 * Return: -@code, or -EINVAL for a tool that is too old.
 */
int buildlog_quote(const char *log, int code, struct error *err);

/**
 * buildlog_count_warnings - lines ": warning: " in the log of a build
 *
 * What compiler, linker and objtool print; kconfig's own look different.
 * A file that an earlier build of the tree compiled is not counted again.
 *
 * Return: how many; 0 when the log cannot be read.
 */
int buildlog_count_warnings(const char *log);

#endif
