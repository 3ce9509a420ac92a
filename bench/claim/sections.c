// SPDX-License-Identifier: GPL-2.0-only
#include "claim/sections.h"

#include <stdlib.h>
#include <string.h>

#include "claim/words.h"
#include "lib/alloc.h"
#include "lib/memstream.h"

/* Of a title that is a sentence. */
#define TITLE_LENGTH 60

static bool is_empty(const char *text)
{
	return !text[strspn(text, " \t")];
}

/* Words with more than a blank between them, behind those in front. */
static bool has_columns(const char *text)
{
	return strstr(text + strspn(text, " "), "  ") != NULL;
}

static int find_header(const struct sections *sections, int first, int count)
{
	int header = -1, with = 0;

	for (int i = 0; i < count; i++) {
		if (!has_columns(sections->lines[first + i].text))
			continue;
		if (header < 0)
			header = first + i;
		with++;
	}
	return with * 2 >= count && count > 1 ? header : -1;
}

/* The words of a sentence up to what explains them. */
static char *short_title(const char *text)
{
	static const char *const ends[] = { " (", ": ", ". ", "; " };
	size_t length = strlen(text);

	text += strspn(text, " ");
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *end = strstr(text, ends[i]);

		if (end && (size_t)(end - text) < length)
			length = end - text;
	}
	if (length > TITLE_LENGTH)
		length = TITLE_LENGTH;
	while (length && strchr(" :.,;", text[length - 1]))
		length--;
	return xasprintf("%.*s", (int)length, text);
}

/* Above the header, or in the block before. */
static char *title_of(const struct sections *sections,
		      const struct section_block *block)
{
	const struct section_block *before = sections->count ?
		&sections->blocks[sections->count - 1] : NULL;
	const char *text = sections->lines[block->first].text;

	if (block->header < 0)
		return xstrdup(strncmp(text, "- ", 2) ? "text" : "findings");
	if (block->header > block->first)
		return short_title(text);
	if (before && before->header < 0)
		return short_title(sections->lines[before->first].text);
	return xstrdup(before ? before->title : "table");
}

void sections_make(struct sections *sections,
		   const struct report_text *report)
{
	*sections = (struct sections){ .lines = report->lines };
	for (size_t i = 0; i < report->count;) {
		struct section_block block = { .first = i };

		while (i < report->count && !is_empty(report->lines[i].text))
			i++;
		block.count = i - block.first;
		i += !block.count;
		if (!block.count)
			continue;
		block.header = find_header(sections, block.first, block.count);
		block.title = title_of(sections, &block);
		sections->blocks = xgrow(sections->blocks, sections->count,
					 sizeof(*sections->blocks));
		sections->blocks[sections->count++] = block;
	}
}

void sections_release(struct sections *sections)
{
	for (int i = 0; i < sections->count; i++)
		free(sections->blocks[i].title);
	free(sections->blocks);
	*sections = (struct sections){ 0 };
}

int section_of(const struct sections *sections, int line)
{
	int found = -1;

	for (int i = 0; i < sections->count; i++)
		if (sections->blocks[i].first <= line)
			found = i;
	return found;
}

/* Columns whose values say which row it is. */
static bool is_key(const struct word *head)
{
	static const char *const names[] = {
		"topology", "map", "workload", "arm", "CPUs", "class", "RAM",
		"nodes", "metric", "function", "node",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (word_is(head, names[i]))
			return true;
	return false;
}

/* The head of a word: columns begin or end where their heads do. */
static int head_of(const struct words *heads, const struct word *word)
{
	int end = word->column + word->length, found = -1;

	for (int i = 0; i < heads->count; i++) {
		const struct word *head = &heads->list[i];

		if (head->column == word->column ||
		    head->column + head->length == end)
			return i;
		if (head->column <= word->column)
			found = i;
	}
	return found;
}

/* What stands under a head in a row, or above where that is left out.  In
 * @line: where. */
static char *value_above(const struct sections *sections,
			 const struct section_block *block,
			 const struct words *heads, int head, int *line)
{
	char *value = NULL;

	for (int at = *line; at > block->header && !value; at--) {
		struct words words = { 0 };

		words_add(&words, sections->lines[at].text, at);
		for (int i = 0; i < words.count && !value; i++)
			if (head_of(heads, &words.list[i]) == head)
				value = words_join(&words, i, 1);
		words_release(&words);
		*line = at;
	}
	return value;
}

char *section_label(const struct sections *sections, int line, int column)
{
	int index = section_of(sections, line);
	const struct section_block *block = index < 0 ? NULL :
					    &sections->blocks[index];
	struct word word = { .column = column };
	struct words heads = { 0 };
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);
	int own;

	if (!block || block->header < 0 || line <= block->header)
		goto out;
	word.length = strcspn(sections->lines[line].text + column, " ");
	words_add(&heads, sections->lines[block->header].text, 0);
	own = head_of(&heads, &word);
	for (int i = 0; i < heads.count; i++) {
		int at = line;
		char *value = is_key(&heads.list[i]) && i != own ?
			value_above(sections, block, &heads, i, &at) : NULL;

		if (value)
			fprintf(out, "%s%s", ftell(out) ? " " : "", value);
		free(value);
	}
	if (own >= 0)
		fprintf(out, "%s%.*s", ftell(out) ? ", " : "",
			heads.list[own].length, heads.list[own].text);
out:
	memstream_close(out);
	words_release(&heads);
	return text;
}

/* The first line of what says what a table's columns are of. */
static int title_line(const struct sections *sections,
		      const struct section_block *block)
{
	bool above = block->header == block->first &&
		     block != sections->blocks && block[-1].header < 0;

	return above ? block[-1].first : block->first;
}

/* Is a key of this row filled down from one of these lines? */
static bool is_filled_from(const struct sections *sections,
			   const struct section_block *block, int row,
			   int first, int last)
{
	struct words heads = { 0 };
	bool is = false;

	words_add(&heads, sections->lines[block->header].text, 0);
	for (int i = 0; i < heads.count && !is; i++) {
		int at = row;

		if (is_key(&heads.list[i]))
			free(value_above(sections, block, &heads, i, &at));
		is = at >= first && at <= last;
	}
	words_release(&heads);
	return is;
}

/* The title of the whole report goes on in no line. */
static bool continues(const struct sections *sections, int line)
{
	int index = line < 0 ? -1 : section_of(sections, line);

	return index > 0 && sections->blocks[index].header < 0 &&
	       line > sections->blocks[index].first &&
	       strncmp(sections->lines[line].text, "- ", 2) != 0;
}

bool section_is_cut(const struct sections *sections, int first, int last,
		    int next)
{
	int index = next < 0 ? -1 : section_of(sections, next);
	const struct section_block *block;

	if (continues(sections, first) || continues(sections, next))
		return true;
	if (index < 0 || sections->blocks[index].header < 0)
		return false;
	block = &sections->blocks[index];
	if (first <= block->header && last >= title_line(sections, block))
		return true;
	return next > block->header &&
	       is_filled_from(sections, block, next, first, last);
}

static bool is_topology(const struct section_cell *cell,
			const struct word *word)
{
	for (const char *const *name = cell->topologies; *name; name++)
		if (word_is(word, *name))
			return true;
	return false;
}

static bool is_mapping(const struct word *word)
{
	return word_is(word, "1G") || word_is(word, "2M") ||
	       word_is(word, "4K");
}

/* "numa2, 2 nodes, 2 GiB, 4K direct map": the whole table is of one cell. */
static bool title_is_of(const struct sections *sections,
			const struct section_block *block,
			const struct section_cell *cell)
{
	char *mapping = xasprintf("%s direct map", cell->mapping);
	const char *text = "";
	const char *at;
	bool is = false;

	if (block->header > block->first)
		text = sections->lines[block->first].text;
	else if (block != sections->blocks && block[-1].header < 0)
		text = sections->lines[block[-1].first].text;
	if (strstr(text, mapping))
		for (at = text; (at = strstr(at, cell->topology)); at++) {
			size_t length = strlen(cell->topology);

			is = is || ((at == text || at[-1] == ' ') &&
				    strchr(",: (", at[length]));
		}
	free(mapping);
	return is;
}

/**
 * struct filled - what is filled down in a table
 * @topology: a word of an earlier row, or without text
 * @mapping: likewise
 */
struct filled {
	struct word topology;
	struct word mapping;
};

/* Return: how many words of a row say which cell it is of. */
static int fill(struct filled *filled, const struct words *words,
		const struct section_cell *cell)
{
	int keys = 0;

	if (words->count > keys && is_topology(cell, &words->list[keys])) {
		filled->topology = words->list[keys++];
		filled->mapping = (struct word){ 0 };
	}
	if (words->count > keys && is_mapping(&words->list[keys]))
		filled->mapping = words->list[keys++];
	return keys;
}

static bool has_workload(const struct words *heads, const struct words *words,
			 int keys, const char *workload)
{
	for (int i = 0; workload && i < heads->count; i++)
		if (word_is(&heads->list[i], "workload"))
			return words->count > keys &&
			       word_is(&words->list[keys], workload);
	return true;
}

static void put_row(FILE *out, struct report_text *rows,
		    const struct report_line *line)
{
	fputc('\0', out);
	rows->lines = xgrow(rows->lines, rows->count, sizeof(*rows->lines));
	rows->lines[rows->count++] = *line;
}

static void block_rows(const struct sections *sections,
		       const struct section_block *block,
		       const struct section_cell *cell,
		       struct report_text *rows, FILE *out)
{
	bool all = title_is_of(sections, block, cell);
	struct filled filled = { 0 };
	struct words heads = { 0 };

	words_add(&heads, sections->lines[block->header].text, 0);
	for (int i = block->header + 1; i < block->first + block->count; i++) {
		struct words words = { 0 };
		int keys;
		char *rest;

		words_add(&words, sections->lines[i].text, i);
		keys = all ? 0 : fill(&filled, &words, cell);
		rest = words_join(&words, keys, words.count - keys);
		if (all || (filled.topology.length && filled.mapping.length &&
			    word_is(&filled.topology, cell->topology) &&
			    word_is(&filled.mapping, cell->mapping) &&
			    has_workload(&heads, &words, keys,
					 cell->workload))) {
			fprintf(out, "%s: %s %s %s", block->title,
				cell->topology, cell->mapping, rest);
			put_row(out, rows, &sections->lines[i]);
		}
		free(rest);
		words_release(&words);
	}
	words_release(&heads);
}

static char *header_of(const struct sections *sections,
		       const struct section_block *block)
{
	struct words heads = { 0 };
	char *text;

	words_add(&heads, sections->lines[block->header].text, 0);
	text = words_join(&heads, 0, heads.count);
	words_release(&heads);
	return text;
}

static bool has_table(const struct sections *sections, const char *title,
		      const char *header)
{
	bool has = false;

	for (int i = 0; i < sections->count && !has; i++) {
		const struct section_block *block = &sections->blocks[i];
		char *text;

		if (block->header < 0 || strcmp(block->title, title) != 0)
			continue;
		text = header_of(sections, block);
		has = strcmp(text, header) == 0;
		free(text);
	}
	return has;
}

static bool is_comparable(const struct sections *sections,
			  const struct section_block *block,
			  const struct sections *other,
			  const struct section_cell *cell)
{
	char *header;
	bool is;

	if (block->header < 0 || !cell->workload)
		return block->header >= 0;
	header = header_of(sections, block);
	is = has_table(other, block->title, header);
	free(header);
	return is;
}

void section_rows(const struct sections *sections,
		  const struct sections *other,
		  const struct section_cell *cell, struct report_text *rows,
		  char **texts)
{
	size_t size;
	FILE *out = memstream_open(texts, &size);
	const char *at;

	*rows = (struct report_text){ 0 };
	for (int i = 0; i < sections->count; i++)
		if (is_comparable(sections, &sections->blocks[i], other, cell))
			block_rows(sections, &sections->blocks[i], cell, rows,
				   out);
	memstream_close(out);
	at = *texts;
	for (size_t i = 0; i < rows->count; i++, at += strlen(at) + 1)
		rows->lines[i].text = at;
}
