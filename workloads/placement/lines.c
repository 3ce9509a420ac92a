// SPDX-License-Identifier: GPL-2.0-only
#include "lines.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool is_symbol(const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)word[i]) && !strchr("_$.", word[i]))
			return false;
	return length > 0;
}

/* "alloc_low_pages+0x12e/0x14b", "x.constprop.0+0x1/0x2", nothing behind. */
static bool parse_caller(const char *word, struct lines_caller *caller)
{
	size_t length = strcspn(word, "+");
	int used = 0;

	sscanf(word + length, "+0x%*x/0x%*x%n", &used);
	if (!used || word[length + used] || !is_symbol(word, length))
		return false;
	caller->name = word;
	caller->length = strcspn(word, "+.");
	return true;
}

/* Skip "flags 0x0 " (3.13 to 4.20) and "nid=1 flags=0x0 " (from 6.14 on). */
static const char *skip_flags(const char *text)
{
	int used = 0;

	sscanf(text, "flags 0x%*x %n", &used);
	text += used;
	used = 0;
	sscanf(text, "nid=%*d flags=%*x %n", &used);
	return text + used;
}

bool lines_parse_range(const char *text, uint64_t *start, uint64_t *end,
		       struct lines_caller *caller)
{
	int used = 0;

	return sscanf(text, " [%" SCNx64 "-%" SCNx64 "] %n", start, end,
		      &used) == 2 && used &&
		parse_caller(skip_flags(text + used), caller);
}

bool lines_parse_request(const char *text, struct trace_request *asked,
			 struct lines_caller *caller)
{
	int used = 0, rest = 0;

	asked->nid = -1;
	sscanf(text, " %" SCNu64 " bytes align=%" SCNx64 "%n nid=%d%n",
	       &asked->bytes, &asked->align, &used, &asked->nid, &used);
	if (!used)
		return false;
	text += used;
	return sscanf(text, " from=%" SCNx64 " max_addr=%" SCNx64 " %n",
		      &asked->from, &asked->max_addr, &rest) == 2 && rest &&
		parse_caller(text + rest, caller);
}

bool lines_is_torn(const struct console_line *line, const char *at,
		   size_t length)
{
	return !at[length] || memmem(at + 1, length - 1, "memblock_", 9) ||
		(at == line->message && !strchr(":+(", at[length]));
}

bool lines_is_tail(const char *line)
{
	const char *range = strstr(line, ": [0x");
	int used = 0;

	if (range)
		sscanf(range, ": [0x%*x-0x%*x] %n", &used);
	return used || strstr(line, " bytes align=0x");
}

/* As "0xffffffff81a0b0c0"; in 3.12 as "ffffffff81a0b0c0". */
bool lines_lacks_symbols(const char *line)
{
	size_t end = strlen(line), length = 0;

	while (end && line[end - 1] == ' ')
		end--;
	while (length < end && line[end - length - 1] != ' ')
		length++;
	return length >= 16 &&
		strspn(line + end - length, "0123456789abcdefx") >= length;
}
