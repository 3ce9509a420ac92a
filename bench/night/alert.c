// SPDX-License-Identifier: GPL-2.0-only
#include "night/alert.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"
#include "night/moved.h"
#include "night/wrap.h"

#define MAX_SERIES 8
#define MAX_FUNCTIONS 12
#define MAX_MOVES 8
/* In front of a function. */
#define NUMBER_COLUMNS 16

static void say(FILE *out, int indent, const char *text)
{
	wrap_print(out, ALERT_COLUMNS, indent, indent + 2, "", text);
}

static const struct history_block *block_of(const struct past *past,
					    size_t block)
{
	return &past->history->blocks[block];
}

static bool is_line(const struct history_line *line, const char *kind,
		    size_t fields)
{
	return strcmp(line->fields[0], kind) == 0 && line->count >= fields;
}

/* Of a change: its @n-th line of a kind, from 0, or NULL. */
static const struct history_line *line_of(const struct past *past,
					  const struct past_change *change,
					  const char *kind, size_t fields,
					  size_t n)
{
	const struct history_block *block = block_of(past, change->block);

	for (size_t i = 0; i < block->count; i++)
		if (is_line(&block->lines[i], kind, fields) &&
		    strcmp(block->lines[i].fields[1], change->id) == 0 &&
		    n-- == 0)
			return &block->lines[i];
	return NULL;
}

/* Only what somebody must know: a quiet change is not. */
static bool is_told(const struct past_change *change, size_t block)
{
	return change->block == block && change->mail;
}

bool alert_wanted(const struct past *past, size_t block)
{
	const struct history_block *lines = block_of(past, block);

	for (size_t i = 0; i < lines->count; i++) {
		const char *kind = lines->lines[i].fields[0];

		if (strcmp(kind, "defect") == 0 || strcmp(kind, "failed") == 0 ||
		    strcmp(kind, "gone") == 0 || strcmp(kind, "gap") == 0 ||
		    strcmp(kind, "turn") == 0)
			return true;
	}
	for (size_t i = 0; i < past->change_count; i++)
		if (is_told(&past->changes[i], block))
			return true;
	return false;
}

/* Cells whose series of that name moved, too. */
static size_t cells_alike(const struct moved *moved,
			  const struct moved_series *one)
{
	size_t count = 0;

	for (size_t i = 0; i < moved->count; i++) {
		const struct series_key *a = &moved->list[i].series->key;
		const struct series_key *b = &one->series->key;

		count += strcmp(a->metric, b->metric) == 0 &&
			 strcmp(a->item, b->item) == 0 &&
			 strcmp(a->node, b->node) == 0;
	}
	return count;
}

static bool shown_before(const struct moved *moved, size_t index)
{
	const struct series_key *b = &moved->list[index].series->key;

	for (size_t i = 0; i < index; i++) {
		const struct series_key *a = &moved->list[i].series->key;

		if (strcmp(a->metric, b->metric) == 0 &&
		    strcmp(a->item, b->item) == 0 &&
		    strcmp(a->node, b->node) == 0)
			return true;
	}
	return false;
}

static void print_series(FILE *out, const struct moved *moved,
			 const struct moved_series *at)
{
	size_t cells = cells_alike(moved, at);
	char *name = series_name(&at->series->key);
	char *cell = series_cell(&at->series->key);
	char *from = moved_number(at->from), *to = moved_number(at->to);
	char *difference = moved_difference(at->from, at->to);

	wrap_format(out, ALERT_COLUMNS, 4, 8, "%s %s -> %s %s%s%s", name, from,
		    to, difference, *difference ? ", " : "", moved_word(at));
	wrap_format(out, ALERT_COLUMNS, 8, 10, "%s %s", at->series->key.arm,
		    cell);
	if (cells > 1)
		wrap_format(out, ALERT_COLUMNS, 8, 10,
			    "and %zu more cells or arms", cells - 1);
	free(difference);
	free(from);
	free(to);
	free(cell);
	free(name);
}

static void print_moved(FILE *out, const struct past *past,
			const struct past_change *change)
{
	struct moved moved;
	size_t shown = 0, alike = 0;

	moved_make(&moved, past, change);
	wrap_format(out, ALERT_COLUMNS, 2, 4, "%zu value%s moved:",
		    moved.count, moved.count == 1 ? "" : "s");
	for (size_t i = 0; i < moved.count && shown < MAX_SERIES; i++) {
		if (shown_before(&moved, i))
			continue;
		print_series(out, &moved, &moved.list[i]);
		alike += cells_alike(&moved, &moved.list[i]);
		shown++;
	}
	if (alike < moved.count)
		wrap_format(out, ALERT_COLUMNS, 4, 6,
			    "and %zu more: numaboot history show %s",
			    moved.count - alike, change->id);
	free(moved.list);
}

static void print_function(FILE *out, const struct history_line *line)
{
	char *change = moved_difference("0", line->fields[4]);

	fprintf(out, "%*s", NUMBER_COLUMNS, change);
	wrap_format(out, ALERT_COLUMNS - NUMBER_COLUMNS, 2,
		    NUMBER_COLUMNS + 2, "%s", line->fields[3]);
	if (line->count > 5 && strcmp(line->fields[5], "-"))
		wrap_format(out, ALERT_COLUMNS, NUMBER_COLUMNS + 4,
			    NUMBER_COLUMNS + 6, "%s", line->fields[5]);
	free(change);
}

/* Functions of one cell, and all others in one line, to their sum. */
static void print_cell(FILE *out, const struct past *past,
		       const struct past_change *change,
		       const struct history_line *sum)
{
	const struct history_line *line;
	long long rest = strtoll(sum->fields[3], NULL, 10);
	char *total = moved_difference("0", sum->fields[3]), *text;
	size_t shown = 0, all = 0;

	wrap_format(out, ALERT_COLUMNS, 2, 4,
		    "Functions, instructions of %s (they sum to %s):",
		    sum->fields[2], *total ? total : "0");
	for (size_t n = 0; (line = line_of(past, change, "where", 5, n));
	     n++) {
		if (strcmp(line->fields[2], sum->fields[2]))
			continue;
		all++;
		if (shown == MAX_FUNCTIONS)
			continue;
		shown++;
		rest -= strtoll(line->fields[4], NULL, 10);
		print_function(out, line);
	}
	for (size_t n = 0; (line = line_of(past, change, "rest", 5, n)); n++)
		if (strcmp(line->fields[2], sum->fields[2]) == 0)
			all += strtoull(line->fields[3], NULL, 10);
	if (all > shown) {
		char *number = xasprintf("%lld", rest);

		text = moved_difference("0", number);
		fprintf(out, "%*s", NUMBER_COLUMNS, text);
		wrap_format(out, ALERT_COLUMNS - NUMBER_COLUMNS, 2,
			    NUMBER_COLUMNS + 2,
			    "%zu more function%s", all - shown,
			    all - shown == 1 ? "" : "s");
		free(text);
		free(number);
	}
	free(total);
}

static void print_functions(FILE *out, const struct past *past,
			    const struct past_change *change)
{
	const struct history_line *sum = line_of(past, change, "sum", 4, 0);

	if (sum)
		print_cell(out, past, change, sum);
}

static void print_moves(FILE *out, const struct past *past,
			const struct past_change *change, const char *kind,
			const char *title)
{
	const struct history_line *line;
	const char *cell = "";
	size_t n, shown = 0;

	for (n = 0; (line = line_of(past, change, kind, 6, n)); n++) {
		if (shown == MAX_MOVES)
			continue;
		if (!shown)
			say(out, 2, title);
		if (strcmp(cell, line->fields[2]))
			say(out, 4, line->fields[2]);
		cell = line->fields[2];
		wrap_format(out, ALERT_COLUMNS, 6, 10, "%s: %s -> %s",
			    line->fields[3], line->fields[4], line->fields[5]);
		shown++;
	}
	if (n > shown)
		wrap_format(out, ALERT_COLUMNS, 4, 6,
			    "and %zu more: numaboot history show %s",
			    n - shown, change->id);
}

static void print_commands(FILE *out, const struct past *past,
			   const struct past_change *change)
{
	const struct history_line *line;
	char *text;

	for (size_t n = 0; (line = line_of(past, change, "note", 3, n)); n++)
		say(out, 2, line->fields[2]);
	for (size_t n = 0; (line = line_of(past, change, "range", 3, n)); n++) {
		text = xasprintf("Commits: %s", line->fields[2]);
		wrap_print(out, ALERT_COLUMNS, 2, 4, " \\", text);
		free(text);
	}
	line = line_of(past, change, "again", 3, 0);
	if (line) {
		text = xasprintf("Again:   %s", line->fields[2]);
		wrap_print(out, ALERT_COLUMNS, 2, 4, " \\", text);
		free(text);
	}
	wrap_format(out, ALERT_COLUMNS, 2, 4,
		    "Accept:  numaboot night accept %s \"why\"", change->id);
}

static void print_what(FILE *out, const struct past_change *change)
{
	if (strcmp(change->cause, "kernel or environment") == 0)
		wrap_format(out, ALERT_COLUMNS, 0, 2,
			    "%s: kernel and environment both moved, and the old kernel was not booted in the new environment: not told apart",
			    change->id);
	else
		wrap_format(out, ALERT_COLUMNS, 0, 2, "%s: %s %s", change->id,
			    strcmp(change->cause, "vanished") ? "the" :
			    "cells", strcmp(change->cause, "vanished") ?
			    (strcmp(change->cause, "kernel") ?
			     "environment changed, not the kernel" :
			     "kernel changed, not the tools") : "vanished");
	wrap_format(out, ALERT_COLUMNS, 2, 8, "arm   %s%s%s", change->arm,
		    strcmp(change->plan, "-") ? " of plan " : "",
		    strcmp(change->plan, "-") ? change->plan : "");
	wrap_format(out, ALERT_COLUMNS, 2, 8, "from  %s", change->from);
	wrap_format(out, ALERT_COLUMNS, 2, 8, "to    %s", change->to);
}

void alert_print_change(FILE *out, const struct past *past,
			const struct past_change *change)
{
	print_what(out, change);
	print_moved(out, past, change);
	print_functions(out, past, change);
	print_moves(out, past, change, "place",
		    "Placements that moved (* is a hotpluggable node):");
	print_moves(out, past, change, "node", "Nodes:");
	print_commands(out, past, change);
}

static void print_defects(FILE *out, const struct history_block *block)
{
	size_t count = 0;

	for (size_t i = 0; i < block->count; i++) {
		const struct history_line *line = &block->lines[i];

		if (!is_line(line, "defect", 7))
			continue;
		if (count++ == 0)
			say(out, 0, "LAB DEFECT: the same kernel in the same environment gave other values. Nothing of this night is published. Boot again before anything else is believed:");
		if (count <= MAX_SERIES)
			wrap_format(out, ALERT_COLUMNS, 2, 6,
				    "%s %s %s: %s -> %s", line->fields[2],
				    line->fields[3], line->fields[4],
				    line->fields[5], line->fields[6]);
	}
	if (count > MAX_SERIES)
		wrap_format(out, ALERT_COLUMNS, 2, 6, "and %zu more",
			    count - MAX_SERIES);
	if (count)
		fputc('\n', out);
}

/* What did not run stays as it was: it is no change and not the same either. */
static void print_missing(FILE *out, const struct history_block *block)
{
	for (size_t i = 0; i < block->count; i++) {
		const struct history_line *line = &block->lines[i];

		if (is_line(line, "failed", 2))
			wrap_format(out, ALERT_COLUMNS, 0, 2,
				    "Did not run: %s", line->fields[1]);
		if (is_line(line, "gap", 5))
			wrap_format(out, ALERT_COLUMNS, 0, 2,
				    "No value: %s %s of plan %s: %s",
				    line->fields[2], line->fields[3],
				    line->fields[1], line->fields[4]);
		if (is_line(line, "gone", 3))
			wrap_format(out, ALERT_COLUMNS, 0, 2,
				    "Vanished: arm %s is not in plan %s any more; if it should not be: numaboot night retire arm %s \"why\"",
				    line->fields[2], line->fields[1],
				    line->fields[2]);
		if (is_line(line, "turn", 7))
			wrap_format(out, ALERT_COLUMNS, 0, 2,
				    "Noisy: %s turned between %s and the night after it: median %s -> %s (p = %s)",
				    line->fields[2], line->fields[3],
				    line->fields[4], line->fields[5],
				    line->fields[6]);
	}
}

static bool has_line(const struct history_block *block, const char *kind)
{
	for (size_t i = 0; i < block->count; i++)
		if (strcmp(block->lines[i].fields[0], kind) == 0)
			return true;
	return false;
}

static void print_subject_line(FILE *out, const struct past *past,
			       size_t block)
{
	const struct history_block *lines = block_of(past, block);
	const struct past_change *first = NULL;
	size_t count = 0;
	struct moved moved;

	for (size_t i = 0; i < past->change_count; i++)
		if (is_told(&past->changes[i], block) && count++ == 0)
			first = &past->changes[i];
	if (has_line(lines, "defect")) {
		fputs("Subject: [numaboot] LAB DEFECT, night not published\n",
		      out);
	} else if (!first) {
		fprintf(out, "Subject: [numaboot] %s\n",
			has_line(lines, "turn") ? "a noisy metric turned" :
			has_line(lines, "failed") || has_line(lines, "gap") ?
			"something did not run" : "something vanished");
	} else {
		moved_make(&moved, past, first);
		fprintf(out, "Subject: [numaboot] %.24s: ", first->arm);
		if (moved.count) {
			char *name = series_name(&moved.list[0].series->key);

			char *difference = moved_difference(
				moved.list[0].from, moved.list[0].to);

			fprintf(out, "%.30s %s, %s", name,
				*difference ? difference : moved.list[0].to,
				moved_word(&moved.list[0]));
			free(difference);
			free(name);
		}
		if (count > 1)
			fprintf(out, " (+%zu)", count - 1);
		fputc('\n', out);
		free(moved.list);
	}
}

/* Too long for a mail: the ratio goes, then the last words. */
static void shorten(char *line)
{
	char *open = strchr(line, '('), *close = open ? strchr(open, ')') : NULL;

	if (strlen(line) > ALERT_COLUMNS && close && close[1] == ',')
		memmove(open - 1, close + 1, strlen(close + 1) + 1);
	if (strlen(line) <= ALERT_COLUMNS)
		return;
	line[ALERT_COLUMNS + 1] = '\0';
	*strrchr(line, ' ') = '\0';
}

static void print_subject(FILE *out, const struct past *past, size_t block)
{
	char *text;
	size_t size;
	FILE *line = memstream_open(&text, &size);

	print_subject_line(line, past, block);
	memstream_close(line);
	text[strcspn(text, "\n")] = '\0';
	shorten(text);
	fprintf(out, "%s\n", text);
	free(text);
}

/* What was told and is not accepted yet. */
static void print_open(FILE *out, const struct past *past, size_t block)
{
	size_t open = 0;

	for (size_t i = 0; i < past->change_count; i++) {
		const struct past_change *at = &past->changes[i];

		open += at->mail && at->block < block &&
			!(at->accepted_by && at->accepted_block < block);
	}
	if (open)
		wrap_format(out, ALERT_COLUMNS, 0, 2,
			    "%zu earlier change%s not accepted yet: numaboot history log --open",
			    open, open == 1 ? " is" : "s are");
}

void alert_print(FILE *out, const struct past *past, size_t block)
{
	const struct history_block *lines = block_of(past, block);

	print_subject(out, past, block);
	fprintf(out, "\nNight of %s\n\n", lines->time);
	print_defects(out, lines);
	for (size_t i = 0; i < past->change_count; i++) {
		if (!is_told(&past->changes[i], block))
			continue;
		alert_print_change(out, past, &past->changes[i]);
		fputc('\n', out);
	}
	print_missing(out, lines);
	print_open(out, past, block);
}
