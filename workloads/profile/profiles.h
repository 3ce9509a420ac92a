/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROFILES_H
#define NUMABOOT_PROFILES_H

/*
 * The files of the folder profiles/: what people and other tools look at.  A
 * file is whole or as it was, and the same evidence gives the same bytes.
 */

#include "workload/workload.h"

/**
 * profiles_write - the files of one run
 *
 * RUN.txt, RUN.callgrind, RUN.folded and RUN.svg; with @run->first against it
 * RUN.diff.txt and RUN.diff.tsv.  Nothing when it left no call graph.
 *
 * Return: 0 or -errno.
 */
int profiles_write(const struct derived_run *run, struct error *err);

#endif
