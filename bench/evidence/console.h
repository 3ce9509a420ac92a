/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CONSOLE_H
#define NUMABOOT_CONSOLE_H

/*
 * What a guest's kernel printed, as lines.  Any byte may come, so a NUL is
 * shown as `?` and no text ends early.  Line N of the file is lines[N - 1].
 * More than CONSOLE_MAX_BYTES is refused: no boot says so much.
 */

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/error.h"

#define CONSOLE_MAX_BYTES (256 << 20)

/* The kernel's last words. */
#define CONSOLE_PANIC_SIGN "Kernel panic - not syncing"
/* Of the guest's init, when it has no port for its records. */
#define CONSOLE_INIT_SIGN "numaboot guest: "

/**
 * struct console_line - one line, without its end
 * @text: all of it but the colours of a terminal
 * @message: the part behind level, time stamp and blanks
 * @stamp_us: the time stamp, -1 without one
 * @level: 0 to 7 where the line says so, else -1 (evidence/stamp.h)
 */
struct console_line {
	const char *text;
	const char *message;
	int64_t stamp_us;
	int level;
};

/**
 * struct console - a console, read
 * @path: of the file
 * @lines: @count of them; none is an empty file
 * @skipped: lines of the file before the first of them
 * @count: how many
 * @bytes: what the lines point into
 *
 * Free with console_release().
 */
struct console {
	char *path;
	struct console_line *lines;
	size_t count;
	size_t skipped;
	char *bytes;
};

/**
 * console_read - read and split a console
 * @console: overwritten; also to be released after a failure
 *
 * Return: 0, -errno of the file, or -EFBIG.
 */
int console_read(struct console *console, const char *path,
		 struct error *err);

/**
 * console_read_from - read and split what lies behind @offset
 * @offset: in bytes, where a line begins; past the end is an empty console
 *
 * Otherwise as console_read(), whose line numbers these are not.
 */
int console_read_from(struct console *console, const char *path, off_t offset,
		      struct error *err);

/**
 * console_read_log_buffer - what a kernel has to say that no console has printed
 * @path: the bytes of its `__log_buf`
 *
 * Between the texts lie records of a form that kernels change (kernel/printk):
 * each run of printable bytes that is long enough is a line.  A byte of a
 * record may stand before the text.
 *
 * Return: as console_read().
 */
int console_read_log_buffer(struct console *console, const char *path,
			    struct error *err);

/**
 * console_split - the same of bytes that are in memory
 * @console: overwritten
 * @path: what sentences call it
 * @bytes: taken over; may be written to up to bytes[@size]
 */
void console_split(struct console *console, const char *path, char *bytes,
		   size_t size);

/**
 * console_find_panic - the message in which the kernel says why it stops
 *
 * Return: from CONSOLE_PANIC_SIGN on, NULL when it did not panic.
 */
const char *console_find_panic(const struct console *console);

/**
 * console_find_init - what the guest's init says without a port for records
 *
 * Return: the rest of a line from CONSOLE_INIT_SIGN on, or NULL.
 */
const char *console_find_init(const struct console *console);

/** console_last_line - the last one that is not empty, or "" */
const char *console_last_line(const struct console *console);

/** console_release - free what console_read() allocated */
void console_release(struct console *console);

#endif
