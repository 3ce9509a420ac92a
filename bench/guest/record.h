/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GUEST_RECORD_H
#define NUMABOOT_GUEST_RECORD_H

/*
 * The guest's side of guest.jsonl: one JSON object a line, on the second
 * serial port (docs/guest.md).  A line is written at once or known to be torn,
 * so that whoever interrupts can end it before it says why.
 */

#include <jansson.h>
#include <stdbool.h>

#include "lib/error.h"

/**
 * record_emit - write one record as a line of JSON
 * @fd: where records go: the second serial port, a file in tests
 * @record: the object, "record" its first key; its reference is taken over,
 *          also on failure.  NULL (out of memory, text not UTF-8) is an error.
 *
 * Return: 0 or -errno with @err set.
 */
int record_emit(int fd, json_t *record, struct error *err);

/**
 * record_make_ascii - what is no ASCII, or NUL, becomes `?`
 *
 * Kernels and programs write any bytes, JSON takes only UTF-8.
 */
void record_make_ascii(char *text, size_t length);

/**
 * record_is_torn - has part of a line been written, but not its end?
 *
 * For signal handlers: they end the line before they write their own.
 */
bool record_is_torn(void);

/**
 * record_write_all - write() until everything is out
 *
 * Safe in a signal handler.
 *
 * Return: 0 or -errno.
 */
int record_write_all(int fd, const char *text, size_t length);

#endif
