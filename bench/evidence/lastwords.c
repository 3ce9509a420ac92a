// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/lastwords.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

#define PANIC_END "---[ end "
/* As much of the sign as shows what a console was cut off in. */
#define CUT_SIGN "Kernel panic"
#define CUT_HERE "------------[ cut here ]------------"
#define FLOOD_WARNINGS 10

/* Where the kernel stops, at the beginning of a message. */
static const char *const deaths[] = {
	CONSOLE_PANIC_SIGN,
	/* arch/x86: early_fixup_exception(), exc_double_fault() */
	"PANIC: ",
	/* The loader in a bzImage, and its part in real mode. */
	"-- System halted",
	"System halted",
	"reboot: System halted",
	"This kernel requires the following features not present",
	"Unable to boot - please use a kernel appropriate for your CPU",
};

/* After these a kernel may go on; at the beginning of a message. */
static const char *const faults[] = {
	"BUG: ",
	"Unable to handle kernel",
	"Oops",
	"kernel BUG at ",
	"general protection fault",
	"double fault:",
	"stack segment:",
	"invalid opcode:",
	"divide error:",
	"traps: PANIC",
	"watchdog: BUG: ",
};

/* What explains a death, the best first; anywhere in a message. */
static const char *const reasons[] = {
	CONSOLE_INIT_SIGN,
	"RAMDISK: incomplete write",
	"RAMDISK: ran out of",
	"Initramfs unpacking failed",
	"allocation failed",
	"llocation failure",
	"ut of memory",
	"an not alloc",
	"annot allocate",
	"Failed to execute",
	"Requested init",
	"Cannot open root device",
};

#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool begins_any(const char *text, const char *const *starts,
		       size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begins(text, starts[i]))
			return true;
	return false;
}

static bool repeats_command_line(const struct console_line *line)
{
	return strstr(line->message, "ommand line") ||
	       strstr(line->message, "will be passed to user space");
}

/* From the sentence on, "---[ end Kernel panic … ]---" without its frame. */
static const char *sentence_of(const char *message)
{
	return begins(message, PANIC_END CONSOLE_PANIC_SIGN) ?
		       message + strlen(PANIC_END) : message;
}

static bool is_death(const struct console_line *line)
{
	return begins_any(sentence_of(line->message), deaths,
			  ARRAY_COUNT(deaths));
}

static bool is_fault(const struct console_line *line)
{
	/* "invalid opcode: 0000 [#1] SMP": die() counts its calls. */
	return begins_any(line->message, faults, ARRAY_COUNT(faults)) ||
	       (strstr(line->message, ": 0000 [#") != NULL &&
		!repeats_command_line(line));
}

bool lastwords_died(const struct console *console)
{
	for (size_t i = 0; i < console->count; i++)
		if (is_death(&console->lines[i]))
			return true;
	return false;
}

const char *lastwords_fault(const struct console *console)
{
	for (size_t i = 0; i < console->count; i++)
		if (is_fault(&console->lines[i]))
			return console->lines[i].message;
	return NULL;
}

/* The last line, cut off inside the words of a panic. */
static const char *find_cut_panic(const struct console_line *line)
{
	const char *at = strstr(line->message, CUT_SIGN);

	return at && begins(CONSOLE_PANIC_SIGN, at) ? at : NULL;
}

/* Return: the sentence, with @index set to its line, or NULL. */
static const char *find_death(const struct console *console, size_t *index)
{
	const char *at = NULL;

	for (*index = 0; *index < console->count; ++*index)
		if (is_death(&console->lines[*index]))
			return sentence_of(console->lines[*index].message);
	for (*index = 0; *index < console->count; ++*index) {
		const struct console_line *line = &console->lines[*index];

		at = strstr(line->message, CONSOLE_PANIC_SIGN);
		if (!at)
			at = strstr(line->message, "PANIC: early exception");
		if (at && !repeats_command_line(line))
			return at;
	}
	*index = console->count - 1;
	return console->count ? find_cut_panic(&console->lines[*index]) : NULL;
}

/* The last line before @end that says something, or NULL. */
static const char *line_before(const struct console *console, size_t end)
{
	while (end-- > 0)
		if (*console->lines[end].message)
			return console->lines[end].message;
	return NULL;
}

/* The next line after @index that says something, or NULL. */
static const char *line_after(const struct console *console, size_t index)
{
	while (++index < console->count)
		if (*console->lines[index].message)
			return console->lines[index].message;
	return NULL;
}

/*
 * What a warning says.  Older kernels say where first and what then, newer
 * ones the other way round; a WARN_ON() says only where.
 */
static const char *warning_at(const struct console *console, size_t index)
{
	const struct console_line *line = &console->lines[index];
	const char *next;

	if (!begins(line->message, "WARNING: "))
		return NULL;
	if (index > 1 && begins(line[-2].message, CUT_HERE))
		return line[-1].message;
	next = line_after(console, index);
	return !next || begins(next, "Modules linked in") ||
	       begins(next, "CPU: ") || begins(next, "Call Trace") ||
	       begins(next, "RIP: ") ? line->message : next;
}

static const char *find_reason(const struct console *console, size_t end)
{
	const char *warning = NULL;

	for (size_t i = 0; i < end; i++)
		if (is_fault(&console->lines[i]))
			return console->lines[i].message;
	for (size_t i = 0; i < ARRAY_COUNT(reasons); i++)
		for (size_t j = end; j-- > 0;)
			if (strstr(console->lines[j].message, reasons[i]) &&
			    !repeats_command_line(&console->lines[j]))
				return console->lines[j].message;
	for (size_t i = end; !warning && i-- > 0;)
		warning = warning_at(console, i);
	return warning;
}

/* Lines of a guest are of any length. */
#define QUOTED 320

static int length_of(const char *sentence)
{
	size_t length = strcspn(sentence, "\r\n");
	static const char frame[] = " ]---";
	size_t end = strlen(frame);

	/* "---[ end …  ]---" */
	if (length > end && strncmp(sentence + length - end, frame, end) == 0)
		length -= end;
	while (length && sentence[length - 1] == ' ')
		length--;
	return (int)(length < QUOTED ? length : QUOTED);
}

/*
 * "-- System halted" says nothing by itself: the line before it does.  A
 * panic's sentence may begin in the next line, as that of missing features.
 */
static void complete(const struct console *console, size_t index,
		     const char **sentence, const char **more)
{
	static const char bare[] = CONSOLE_PANIC_SIGN ":";

	*more = NULL;
	if (strstr(*sentence, "System halted")) {
		const char *before = line_before(console, index);

		*more = before ? *sentence : NULL;
		*sentence = before ? before : *sentence;
	} else if (strcmp(*sentence, bare) == 0 ||
		   (begins(*sentence, bare) &&
		    length_of(*sentence) < (int)sizeof(bare)) ||
		   begins(*sentence, "This kernel requires the following")) {
		*more = line_after(console, index);
	}
}

bool lastwords_tell(const struct console *console,
		    char text[LASTWORDS_BYTES])
{
	size_t index;
	const char *sentence = find_death(console, &index);
	const char *more, *reason;
	int used;

	*text = '\0';
	if (!sentence)
		return false;
	complete(console, index, &sentence, &more);
	used = snprintf(text, LASTWORDS_BYTES, "%.*s", length_of(sentence),
			sentence);
	if (more)
		used += snprintf(text + used, LASTWORDS_BYTES - used, " %.*s",
				 length_of(more), more);
	if (!strchr(sentence, ':') && begins(CONSOLE_PANIC_SIGN, sentence))
		used += snprintf(text + used, LASTWORDS_BYTES - used,
				 " (its console ends there)");
	reason = find_reason(console, index);
	if (reason && strncmp(reason, sentence, length_of(sentence)) &&
	    LASTWORDS_BYTES - used > 0)
		snprintf(text + used, LASTWORDS_BYTES - used,
			 " (after: %.*s)", length_of(reason), reason);
	return true;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t lastwords_warned(const struct console *console,
			char text[LASTWORDS_BYTES])
{
	const char **warnings = xcalloc(console->count + 1, sizeof(*warnings));
	size_t count = 0, most = 0;

	*text = '\0';
	for (size_t i = 0; i < console->count; i++) {
		const char *warning = warning_at(console, i);

		if (warning)
			warnings[count++] = warning;
	}
	qsort(warnings, count, sizeof(*warnings), by_text);
	for (size_t i = 0, start = 0; i < count; i++) {
		if (strcmp(warnings[i], warnings[start]))
			start = i;
		if (i - start + 1 <= most)
			continue;
		most = i - start + 1;
		snprintf(text, LASTWORDS_BYTES, "%.*s",
			 length_of(warnings[i]), warnings[i]);
	}
	free(warnings);
	return most > FLOOD_WARNINGS ? most : 0;
}
