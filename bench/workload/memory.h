/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MEMORY_TABLE_H
#define NUMABOOT_MEMORY_TABLE_H

/*
 * memory.csv: the physical map that the guests of each topology are given.
 * It is made from the topologies that the run kept, not from today's.
 */

#include <stdio.h>

#include "evidence/sessionrecord.h"

/**
 * memory_write - write memory.csv (docs/samples.md)
 * @record: the session's
 * @folder: the run's, with its topologies in inputs/
 *
 * Return: 0 or -errno.
 */
int memory_write(FILE *out, const struct session_record *record,
		 const char *folder, struct error *err);

#endif
