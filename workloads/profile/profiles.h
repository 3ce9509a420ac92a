/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROFILES_H
#define NUMABOOT_PROFILES_H

#include <stdio.h>

#include "lib/error.h"
#include "session/session.h"

/**
 * profiles_write - make files of every call graph that a session recorded
 *
 * In the session's folder, below profiles/: of each run RUN.txt, RUN.callgrind
 * and RUN.svg; of each cell of a further arm, against the same cell of the
 * first, RUN.diff.txt and RUN.diff.tsv.  Without a call graph there is nothing
 * to do.
 *
 * Return: 0 or -errno.
 */
int profiles_write(const struct session *session, struct error *err);

/**
 * profiles_print - print the table of a recorded run
 * @evidence: folder of its evidence
 *
 * Return: 0 or -errno.
 */
int profiles_print(const char *evidence, FILE *file, struct error *err);

/**
 * profiles_compare - print the difference of two recorded runs
 * @a: folder of its evidence
 * @b: folder of its evidence
 *
 * Return: 0, or -EINVAL when they were not made by the same machine or cannot
 * be read.
 */
int profiles_compare(const char *a, const char *b, FILE *file,
		     struct error *err);

#endif
