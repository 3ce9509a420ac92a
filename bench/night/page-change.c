// SPDX-License-Identifier: GPL-2.0-only
/* One change: what moved, in which functions, where memory lies now. */
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "night/flame.h"
#include "night/map.h"
#include "night/moved.h"
#include "night/page.h"

#define MAX_ROWS 200

/**
 * struct change_page - a change while its page is printed
 */
struct change_page {
	const struct site *site;
	const struct past_change *change;
	const struct history_block *block;
};

static bool is_own(const struct change_page *page,
		   const struct history_line *line, const char *kind,
		   size_t fields)
{
	return strcmp(line->fields[0], kind) == 0 && line->count >= fields &&
	       strcmp(line->fields[1], page->change->id) == 0;
}

/* Lines of a kind that are about it. */
static void each(FILE *out, const struct change_page *page, const char *kind,
		 size_t fields,
		 void (*print)(FILE *out, const struct change_page *page,
			       const struct history_line *line))
{
	for (size_t i = 0; i < page->block->count; i++)
		if (is_own(page, &page->block->lines[i], kind, fields))
			print(out, page, &page->block->lines[i]);
}

static size_t count_of(const struct change_page *page, const char *kind,
		       size_t fields)
{
	size_t count = 0;

	for (size_t i = 0; i < page->block->count; i++)
		count += is_own(page, &page->block->lines[i], kind, fields);
	return count;
}

static void print_term(FILE *out, const char *term, const char *text)
{
	fprintf(out, "<dt>%s</dt><dd>", term);
	page_text(out, text);
	fputs("</dd>\n", out);
}

static void print_head(FILE *out, const struct change_page *page)
{
	const struct past_change *change = page->change;

	fputs("<dl>\n", out);
	print_term(out, "night", page->block->time);
	print_term(out, "whose", change->cause);
	print_term(out, "arms", change->arm);
	print_term(out, "from", change->from);
	print_term(out, "to", change->to);
	print_term(out, "told", change->mail ? "yes" :
		   "no: recorded, and below what is worth a mail");
	if (change->accepted_by) {
		char *text = xasprintf("%s, %s: %s", change->accepted_by,
				       change->accepted_time,
				       change->accepted_why);

		print_term(out, "accepted", text);
		free(text);
	}
	fputs("</dl>\n", out);
}

static void print_row(FILE *out, const struct change_page *page,
		      const struct moved_series *at)
{
	size_t index = (size_t)(at->series - page->site->past->series);
	char *cell = series_cell(&at->series->key);
	char *name = series_name(&at->series->key);
	char *difference = moved_difference(at->from, at->to);
	const char *word = moved_word(at);

	fputs("<tr><td class=\"p\">", out);
	if (page->site->cells[index])
		fprintf(out, "<a href=\"series-%zu.html#s%llu\">",
			page->site->cells[index],
			(unsigned long long)at->series->number);
	page_text(out, name);
	fputs(page->site->cells[index] ? "</a></td><td class=\"p\">" :
	      "</td><td class=\"p\">", out);
	page_format(out, "%s %s", at->series->key.arm, cell);
	fputs("</td>", out);
	page_number(out, at->from);
	page_number(out, at->to);
	fputs("<td class=\"n\">", out);
	page_text(out, difference);
	fprintf(out, "</td><td class=\"%s\">%s</td></tr>\n", word, word);
	free(difference);
	free(name);
	free(cell);
}

static void print_values(FILE *out, const struct change_page *page)
{
	struct moved moved;

	moved_make(&moved, page->site->past, page->change);
	fprintf(out, "<h2>%zu values moved</h2>\n<div class=\"wide\"><table class=\"v\"><tr><th>metric</th><th>arm and cell</th><th>from</th><th>to</th><th>change</th><th></th></tr>\n",
		moved.count);
	for (size_t i = 0; i < moved.count && i < MAX_ROWS; i++)
		print_row(out, page, &moved.list[i]);
	fputs("</table></div>\n", out);
	if (moved.count > MAX_ROWS)
		fprintf(out, "<p>and %zu more: <code>numaboot history show %s</code></p>\n",
			moved.count - MAX_ROWS, page->change->id);
	free(moved.list);
}

static void print_function(FILE *out, const char *change, const char *name,
			   const char *path)
{
	char *text = moved_difference("0", change);

	fputs("<tr><td class=\"n\">", out);
	page_text(out, text);
	fputs("</td><td class=\"p\">", out);
	page_text(out, name);
	if (strcmp(path, "-")) {
		fputs("<br><span class=\"quiet\">", out);
		page_text(out, path);
		fputs("</span>", out);
	}
	fputs("</td></tr>\n", out);
	free(text);
}

/* Lines up to the sum of a cell are about it. */
static void print_cell(FILE *out, const struct change_page *page,
		       const struct history_line *sum)
{
	char *text = moved_difference("0", sum->fields[3]);

	fputs("<h2>Functions, instructions of ", out);
	page_text(out, sum->fields[2]);
	fputs("</h2>\n<div class=\"wide\"><table>\n", out);
	for (size_t i = 0; i < page->block->count; i++) {
		const struct history_line *at = &page->block->lines[i];

		if (is_own(page, at, "where", 6) &&
		    strcmp(at->fields[2], sum->fields[2]) == 0)
			print_function(out, at->fields[4], at->fields[3],
				       at->fields[5]);
		if (is_own(page, at, "rest", 5) &&
		    strcmp(at->fields[2], sum->fields[2]) == 0) {
			char *rest = xasprintf("%s more functions",
					       at->fields[3]);

			print_function(out, at->fields[4], rest, "-");
			free(rest);
		}
	}
	fprintf(out, "<tr><td class=\"n\"><b>%s</b></td><td>together, which is the change of boot.insns</td></tr>\n</table></div>\n",
		*text ? text : "0");
	free(text);
}

static void print_flame(FILE *out, const struct change_page *page,
			const struct history_line *line)
{
	struct stacks paths;
	struct error err;

	(void)page;
	fputs("<h2>The difference by call path, ", out);
	page_text(out, line->fields[2]);
	fputs("</h2>\n", out);
	if (stacks_read(&paths, (const char *const[]){ line->fields[3],
						      line->fields[4] },
		       &err) == 0) {
		fputs("<p class=\"quiet\">Callers above callees. Width: how much changed, more and less added as sizes. Red: more; blue: less.</p>\n",
		      out);
		flame_print_difference(out, &paths);
	} else {
		fputs("<p>The profiles of these runs are not there any more.</p>\n",
		      out);
	}
	stacks_release(&paths);
}

static void print_move(FILE *out, const struct change_page *page,
		       const struct history_line *line)
{
	(void)page;
	fputs("<tr><td class=\"p\">", out);
	page_text(out, line->fields[2]);
	for (size_t i = 3; i < 6; i++) {
		fputs("</td><td class=\"p\">", out);
		page_text(out, line->fields[i]);
	}
	fputs("</td></tr>\n", out);
}

static void print_moves(FILE *out, const struct change_page *page,
			const char *kind, const char *title)
{
	if (!count_of(page, kind, 6))
		return;
	fprintf(out, "<h2>%s</h2>\n<div class=\"wide\"><table><tr><th>cell</th><th></th><th>before</th><th>now</th></tr>\n",
		title);
	each(out, page, kind, 6, print_move);
	fputs("</table></div>\n", out);
}

/* "ARM TOPOLOGY/MAPPING", in place. */
static struct cell_name cell_of(char *text)
{
	struct cell_name cell = { .arm = text, .topology = "", .mapping = "" };
	char *blank = strrchr(text, ' '), *slash = strrchr(text, '/');

	if (blank && slash > blank) {
		*blank = *slash = '\0';
		cell.topology = blank + 1;
		cell.mapping = slash + 1;
	}
	return cell;
}

static const struct history_line *runs_of(const struct change_page *page,
					  const char *arm)
{
	for (size_t i = 0; i < page->block->count; i++)
		if (is_own(page, &page->block->lines[i], "runs", 5) &&
		    strcmp(page->block->lines[i].fields[2], arm) == 0)
			return &page->block->lines[i];
	return NULL;
}

static void print_map(FILE *out, const struct change_page *page,
		      const char *text)
{
	char *copy = xstrdup(text);
	struct cell_name cell = cell_of(copy);
	const struct history_line *runs = runs_of(page, cell.arm);
	struct error err;

	fputs("<h2>Early memory, ", out);
	page_text(out, text);
	fputs("</h2>\n", out);
	if (!runs || map_print(out, (const char *const[]){ runs->fields[3],
							    runs->fields[4] },
			       &cell, &err))
		fputs("<p>The tables of these runs are not there any more.</p>\n",
		      out);
	free(copy);
}

/* One for each cell that has a placement that moved. */
static void print_maps(FILE *out, const struct change_page *page)
{
	const char *last = "";

	for (size_t i = 0; i < page->block->count; i++) {
		const struct history_line *line = &page->block->lines[i];

		if (!is_own(page, line, "place", 6) ||
		    strcmp(last, line->fields[2]) == 0)
			continue;
		last = line->fields[2];
		print_map(out, page, last);
	}
}

static void print_note(FILE *out, const struct change_page *page,
		       const struct history_line *line)
{
	(void)page;
	fputs("<p>", out);
	page_text(out, line->fields[2]);
	fputs("</p>\n", out);
}

static void print_command(FILE *out, const struct change_page *page,
			  const struct history_line *line)
{
	(void)page;
	page_text(out, line->fields[2]);
	fputc('\n', out);
}

/* @subject: the struct past_change */
void page_change_print(FILE *out, const struct site *site, const void *subject)
{
	const struct past_change *change = subject;
	const struct change_page page = {
		.site = site, .change = change,
		.block = &site->past->history->blocks[change->block],
	};
	char *title = xasprintf("Change %s", change->id);

	page_begin(out, title);
	print_head(out, &page);
	each(out, &page, "note", 3, print_note);
	print_values(out, &page);
	each(out, &page, "sum", 4, print_cell);
	each(out, &page, "paths", 5, print_flame);
	print_moves(out, &page, "place",
		    "Placements that moved (* is a hotpluggable node)");
	print_maps(out, &page);
	print_moves(out, &page, "node",
		    "Nodes that became removable, or stopped");
	fputs("<h2>Commands</h2>\n<pre>", out);
	each(out, &page, "range", 3, print_command);
	each(out, &page, "again", 3, print_command);
	fprintf(out, "numaboot night accept %s \"why\"\n</pre>\n", change->id);
	page_end(out);
	free(title);
}
