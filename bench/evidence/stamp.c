// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/stamp.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"

/* syslog(2)'s levels, as dmesg -x writes them. */
static const char *const levels[] = {
	"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug",
};

/* "<6>" */
static size_t take_number(struct stamp *stamp, const char *text)
{
	int used = 0;

	sscanf(text, "<%*[0-9]>%n", &used);
	if (used)
		stamp->level = (int)(strtoul(text + 1, NULL, 10) & 7);
	return (size_t)used;
}

/* "6,339,5140900,-;" of /dev/kmsg; further fields may come */
static size_t take_record(struct stamp *stamp, const char *text)
{
	unsigned long long us;
	unsigned int level;
	int used = 0;

	sscanf(text, "%9u,%*19[0-9],%17llu,%*1[-cfn+]%n", &level, &us, &used);
	if (!used)
		return 0;
	used += (int)strcspn(text + used, "; ");
	if (text[used] != ';')
		return 0;
	stamp->level = (int)(level & 7);
	if (stamp->us < 0)
		stamp->us = (int64_t)us;
	return (size_t)used + 1;
}

/* "kern  :info  : " */
static size_t take_words(struct stamp *stamp, const char *text)
{
	char level[8];
	int used = 0;

	sscanf(text, "%*8[a-z0-7] :%7[a-z] :%n", level, &used);
	if (!used)
		sscanf(text, "%*8[a-z0-7]:%7[a-z] :%n", level, &used);
	for (size_t i = 0; used && i < sizeof(levels) / sizeof(levels[0]); i++)
		if (strcmp(level, levels[i]) == 0) {
			stamp->level = (int)i;
			return (size_t)used;
		}
	return 0;
}

/* Return: the length of "[…]" with only @set in it and one of @needed. */
static size_t bracket_length(const char *text, const char *set,
			     const char *needed)
{
	size_t length = *text == '[' ? strspn(text + 1, set) : 0;

	if (!length || text[length + 1] != ']' ||
	    strcspn(text + 1, needed) >= length)
		return 0;
	return length + 2;
}

/* A guest may print any digits: no clock has run 10,000 years. */
static int64_t us_of(double seconds)
{
	return seconds < 3.2e11 ? (int64_t)(seconds * 1e6 + 0.5) : -1;
}

/* "[    0.000000]" and "[    T0]", then the clocks of dmesg. */
static size_t take_bracket(struct stamp *stamp, const char *text)
{
	size_t length = bracket_length(text, " ." DIGITS, ".");

	if (length && stamp->us < 0)
		stamp->us = us_of(strtod(text + 1, NULL));
	if (!length && text[1 + strspn(text + (*text == '['), " ")] &&
	    strchr("TC", text[1 + strspn(text + 1, " ")]))
		length = bracket_length(text, " TC" DIGITS, DIGITS);
	/* "[  +0.000001]", "[    0.000000 <    0.000000>]" */
	if (!length)
		length = bracket_length(text, " .+<>" DIGITS, ".");
	/* "[Thu Nov 26 20:12:01 2026]", "[Nov26 20:12]"; no "[8086:1237]" */
	if (!length && !strchr(DIGITS, text[1]))
		length = bracket_length(text, " :.,+-aAbBcDeFghiJlMnNoOprStTuUvWyZ"
					DIGITS, ":");
	return length;
}

/* The time at the front of a line of the journal's, syslog's or ts(1)'s. */
static size_t take_date(const char *text)
{
	static const char *const formats[] = {
		"%*3[A-Za-z] %*2[0-9] %*2[0-9]:%*2[0-9]:%*2[0-9]%n",
		"%*4[0-9]-%*2[0-9]-%*2[0-9]%*1[T ]%*2[0-9]:%*2[0-9]:%*2[0-9]%n",
		"%*3[A-Za-z] %*4[0-9]-%*2[0-9]-%*2[0-9] %*2[0-9]:%*2[0-9]:%*2[0-9]%n",
		"%*10[0-9].%*6[0-9]%n",
	};
	int used = 0;

	for (size_t i = 0; !used && i < sizeof(formats) / sizeof(formats[0]);
	     i++)
		sscanf(text, formats[i], &used);
	/* A fraction and a zone. */
	return used ? used + strspn(text + used, DIGITS ".,+-:Z") : 0;
}

/* "host kernel: ", also without the host, or with a zone before it. */
static size_t take_sender(const char *text)
{
	int used = 0;

	sscanf(text, "kernel:%n", &used);
	if (!used)
		sscanf(text, "kern.%*7[a-z]:%n", &used);
	if (!used)
		sscanf(text, "%*[^][ :(] kernel:%n", &used);
	if (!used)
		sscanf(text, "%*5[A-Z] %*[^][ :(] kernel:%n", &used);
	return (size_t)used;
}

const char *stamp_take(struct stamp *stamp, const char *text)
{
	bool dated = false;
	size_t used;

	*stamp = (struct stamp){ .us = -1, .level = -1 };
	text += strspn(text, "\r");
	do {
		const char *at = text + strspn(text, " ");

		used = 0;
		if (*at == '<')
			used = take_number(stamp, at);
		else if (*at == '[')
			used = take_bracket(stamp, at);
		else if (at == text || dated)
			used = take_words(stamp, at);
		if (!used && !dated)
			used = take_record(stamp, at);
		if (!used && dated)
			used = take_sender(at);
		if (!used && !dated)
			used = take_date(at);
		dated |= used > 0;
		if (used)
			text = at + used;
	} while (used);
	return text + strspn(text, " ");
}

size_t stamp_strip_colours(char *text, size_t length)
{
	size_t to = 0;

	for (size_t from = 0; from < length; from++) {
		size_t end = from + 1;

		if (text[from] != '\033' || end == length ||
		    text[end] != '[') {
			text[to++] = text[from];
			continue;
		}
		for (end++; end < length && strchr(";" DIGITS, text[end]) &&
		     text[end];)
			end++;
		if (end < length && (text[end] == 'm' || text[end] == 'K'))
			from = end;
		else
			text[to++] = text[from];
	}
	return to;
}
