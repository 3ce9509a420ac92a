/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HISTORY_H
#define NUMABOOT_HISTORY_H

/*
 * The history of all nights (docs/nights.md): one text file that only grows.
 * It consists of blocks, and the last line of each has the hash of the block
 * and of the seal before it.  So a file of which a line is missing, changed or
 * cut off is refused; one that was cut right behind a seal is, too, as long as
 * the file HISTORY.head beside it is there.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/digest.h"
#include "lib/error.h"

#define HISTORY_NAME "numaboot-history"
#define HISTORY_VERSION 1
#define HISTORY_TIME_FORMAT "%Y-%m-%dT%H:%M:%SZ"
#define HISTORY_TIME_SIZE 32
#define HISTORY_FIELDS 12

/* The value of a series that has none any more. */
#define HISTORY_GONE "-"

/**
 * struct history_line - a line as it stands in the file
 * @fields: @count of them, the kind of the line first
 * @line: of the file, from 1
 */
struct history_line {
	char *fields[HISTORY_FIELDS];
	size_t count;
	unsigned int line;
};

/**
 * struct history_block - lines that were added together
 * @time: when, "2026-11-26T02:00:00Z"
 * @kind: "night", "accept", "rename" or "retire"
 * @chain: hash of all up to here
 * @lines: @count of them, without the seal
 */
struct history_block {
	const char *time;
	const char *kind;
	const char *chain;
	struct history_line *lines;
	size_t count;
};

/**
 * struct history - a file of them
 * @path: of the file
 * @text: that all strings are in
 * @size: of it
 * @blocks: @count of them, the oldest first
 * @chain: of the last one; "-" of an empty history
 */
struct history {
	char *path;
	char *text;
	size_t size;
	struct history_block *blocks;
	size_t count;
	const char *chain;
};

/**
 * history_read - read and verify a history
 * @path: a file that is not there is an empty history
 *
 * Kinds of lines that are not known are a later numaboot's, kept and ignored.
 *
 * Return: 0; -EBADMSG for a file that was cut or edited, with the line; -EINVAL
 * for another version; or -errno.  history_release() in all cases.
 */
int history_read(struct history *history, const char *path,
		 struct error *err);

/**
 * history_append - add a block, as all of it or nothing
 * @history: as it was read; its file has not changed since
 * @kind: of the block
 * @time: of it
 * @lines: text of its lines, each with its end
 *
 * The caller holds the lock (history_lock()).
 *
 * Return: 0; -EBUSY when the file is another one by now; or -errno.
 */
int history_append(const struct history *history, const char *kind,
		   const char *time, const char *lines, struct error *err);

/**
 * history_lock - keep all others from adding to it
 *
 * Return: a descriptor whose close() ends that, or -errno; -EBUSY at once when
 * somebody else has it.
 */
int history_lock(const char *path, struct error *err);

/** history_release - free; a zeroed one is fine */
void history_release(struct history *history);

/** history_now - the time as blocks have it */
void history_now(char stamp[HISTORY_TIME_SIZE]);

/**
 * history_word - a text as a field of a line: no tab, no end of a line
 *
 * "" is "-".
 *
 * Return: what the caller frees.
 */
char *history_word(const char *text);

#endif
