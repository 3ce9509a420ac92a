// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/klog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/klog-json.h"
#include "evidence/stamp.h"
#include "lib/alloc.h"
#include "lib/unpack.h"

static bool begins(const struct console_line *line)
{
	return strncmp(line->message, "Linux version ", 14) == 0;
}

/* Where boot @wanted, from 1, begins; @wanted 0 counts them into @boots. */
static size_t find_boot(const struct console *console, unsigned int wanted,
			unsigned int *boots)
{
	unsigned int seen = 0;

	for (size_t i = 0; i < console->count; i++) {
		seen += begins(&console->lines[i]);
		if (wanted && seen == wanted)
			return i;
	}
	*boots = seen;
	return console->count;
}

/* The lines of one boot stay. */
static void keep(struct klog *log)
{
	struct console *console = &log->console;
	unsigned int ignored;
	size_t first = find_boot(console, log->boot, &ignored);
	size_t end = find_boot(console, log->boot + 1, &ignored);

	memmove(console->lines, console->lines + first,
		(end - first) * sizeof(*console->lines));
	console->skipped = first;
	console->count = end - first;
}

/* A firmware or a prompt may have left its line unended before the kernel's. */
static void find_heads(struct console *console)
{
	for (size_t i = 0; i < console->count; i++) {
		struct console_line *line = &console->lines[i];
		const char *head = strstr(line->text, "] Linux version ");

		if (head && *line->text != '>' && !begins(line))
			line->message = head + 2;
	}
}

/* A log in an answer to a mail: "> > [    0.000000] …" */
static void unquote(struct console *console)
{
	for (size_t i = 0; i < console->count; i++) {
		struct console_line *line = &console->lines[i];
		struct stamp stamp;

		if (*line->text != '>')
			continue;
		line->message = stamp_take(&stamp, line->text +
					   strspn(line->text, "> "));
		line->stamp_us = stamp.us;
		line->level = stamp.level;
	}
}

static unsigned int count_boots(struct console *console)
{
	unsigned int boots;

	find_heads(console);
	find_boot(console, 0, &boots);
	return boots;
}

int klog_split(struct klog *log, const char *path, char *bytes, size_t size,
	       unsigned int boot, struct error *err)
{
	*log = (struct klog){ 0 };
	if (klog_is_json(bytes, size))
		bytes = klog_from_json(bytes, &size);
	console_split(&log->console, path, bytes, size);
	log->boots = count_boots(&log->console);
	if (!log->boots) {
		unquote(&log->console);
		log->boots = count_boots(&log->console);
	}
	log->whole = log->boots > 0;
	if (!log->boots)
		log->boots = 1;
	log->boot = boot ? boot : log->boots;
	if (log->boot > log->boots)
		return error_set(err, EINVAL,
				 "%s: found %u boot%s in the log, expected at least %u (--boot %u)",
				 path, log->boots, log->boots == 1 ? "" : "s",
				 boot, boot);
	if (log->whole)
		keep(log);
	return 0;
}

int klog_read(struct klog *log, const char *path, unsigned int boot,
	      struct error *err)
{
	size_t size;
	char *bytes;
	int ret = unpack_read(path, CONSOLE_MAX_BYTES, &bytes, &size, err);

	*log = (struct klog){ 0 };
	return ret ? ret : klog_split(log, path, bytes, size, boot, err);
}

/* The first line that has something. */
static const char *first_line(const struct console *console)
{
	for (size_t i = 0; i < console->count; i++)
		if (*console->lines[i].message)
			return console->lines[i].message;
	return "";
}

int klog_check_head(const struct klog *log, struct error *err)
{
	const struct console *console = &log->console;

	if (log->whole)
		return 0;
	return error_set(err, EINVAL,
			 "%s: found a log that begins with `%.100s`, expected `Linux version …`: its beginning is missing, as when the kernel's buffer ran over; `journalctl -k -b` or /var/log/dmesg may have it, or boot with log_buf_len=16M",
			 console->path, first_line(console));
}

char *klog_describe(const struct klog *log)
{
	if (log->boots == 1)
		return xstrdup("");
	return xasprintf("boot %u of %u%s", log->boot, log->boots,
			 log->boot == log->boots ? ", the last" : "");
}

void klog_release(struct klog *log)
{
	console_release(&log->console);
	*log = (struct klog){ 0 };
}
