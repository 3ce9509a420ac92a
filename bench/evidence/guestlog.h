/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GUESTLOG_H
#define NUMABOOT_GUESTLOG_H

/*
 * guest.jsonl line by line, of guests that ended well and of those that died on
 * the way.  A line is a JSON object with a "record"; only one that was cut off
 * at the end, or right before the end record, is passed over.
 */

#include <jansson.h>
#include <stdbool.h>

#include "lib/error.h"

/**
 * struct guestlog - how the guest began and ended (docs/guest.md)
 * @hello: the first record arrived
 * @kernel: release that the guest runs, NULL without @hello
 * @cmdline: its command line, NULL without @hello
 * @ended: the end record arrived
 * @completed: the end record's state; false without @ended
 * @skipped: another one: a program could not do its work in this guest
 * @reason: the end record's reason, NULL without @ended
 *
 * Zeroed before the first use; free with guestlog_release().
 */
struct guestlog {
	bool hello;
	char *kernel;
	char *cmdline;
	bool ended;
	bool completed;
	bool skipped;
	char *reason;
};

/**
 * guestlog_read - read how a guest began and ended
 * @path: guest.jsonl of a run, possibly of a guest that died on the way
 * @log: overwritten; also to be released after a failure
 *
 * A guest that wrote nothing, or no end, is no failure of this function.
 *
 * Return: 0 or -errno with @err set, as guestlog_each().
 */
int guestlog_read(const char *path, struct guestlog *log, struct error *err);

/** guestlog_release - free what guestlog_read() allocated */
void guestlog_release(struct guestlog *log);

/** guestlog_take - for guestlog_each(): note a record in a struct guestlog */
int guestlog_take(void *context, const char *record, const json_t *object,
		  struct error *err);

/**
 * guestlog_each - hand every record to a function, in order
 * @path: guest.jsonl
 * @handle: gets each object and its "record"; the object lives until it
 *	returns.  0, or -errno with @err set, which ends the reading
 * @context: passed through to @handle
 *
 * A line that was cut off is left out where a dying guest leaves one: at the
 * very end of the file, or right before the end record.
 *
 * Return: 0, -errno of the file, -EINVAL for a line that is no record
 * ("file:line: found …, expected a JSON object"), or what @handle returned.
 */
int guestlog_each(const char *path,
		  int (*handle)(void *context, const char *record,
				const json_t *object, struct error *err),
		  void *context, struct error *err);

/**
 * guestlog_unplug_node - does the guest ask for a DIMM to be taken out?
 * @line: a whole line, while the guest still runs
 *
 * Return: the node whose DIMM it is, -1 for any other record.
 */
int guestlog_unplug_node(const char *line);

#endif
