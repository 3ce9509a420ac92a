/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CLASSES_H
#define NUMABOOT_CLASSES_H

/*
 * What an early reservation is for.  One table decides by who asked, when and
 * where.  A caller that the table lacks is said to be unknown and never
 * guessed: a new kernel shows itself by them.
 */

#include "trace.h"

/* Of all reservations of another architecture: the table knows x86's callers. */
#define CLASSES_UNKNOWN "unknown"

/** classes_names - what an early reservation can be for, NULL-terminated */
extern const char *const classes_names[];

/**
 * classes_of - what a reservation is for, by who asked, when and where
 * @event: a TRACE_RESERVE or TRACE_ALLOC
 * @searched: becomes true when the kernel chose the address, false when the
 *	loader, the firmware or the command line did
 *
 * Return: one of classes_names[], "other" for callers that no class of its
 * own is worth, NULL for a caller that is not in the table.
 */
const char *classes_of(const struct trace_event *event, bool *searched);

#endif
