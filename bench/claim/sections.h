/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SECTIONS_H
#define NUMABOOT_SECTIONS_H

/*
 * The tables and sentences of a report's text.  Lines between empty lines are
 * a block; it is a table when most of its lines have columns.  Rows are told
 * apart by title, topology and mapping, which are filled down.
 */

#include <stdbool.h>

#include "claim/report-text.h"

/**
 * struct section_block - lines without an empty one between them
 * @title: of a table, of one line; "findings" or "text" for sentences
 * @first: index of its first line, @count of them
 * @header: index of the line with the names of columns, -1 for sentences
 */
struct section_block {
	char *title;
	int first;
	int count;
	int header;
};

/**
 * struct sections - of a report
 * @lines: of the report; not owned
 * @blocks: @count of them
 */
struct sections {
	const struct report_line *lines;
	struct section_block *blocks;
	int count;
};

/** sections_make - split a report; sections_release() it */
void sections_make(struct sections *sections,
		   const struct report_text *report);

/** sections_release - free */
void sections_release(struct sections *sections);

/** section_of - the block of a line, or the one before it; -1 for none */
int section_of(const struct sections *sections, int line);

/**
 * section_label - what a word of a table is called by
 * @line: index of a row
 * @column: bytes before the word in it
 *
 * Return: "numa2 4K, B", "" for sentences; the caller frees.
 */
char *section_label(const struct sections *sections, int line, int column);

/**
 * section_is_cut - do lines that are missing say what is left means?
 * @first: of the lines that are missing, to @last
 * @next: the line behind them that is left, -1 for none
 *
 * Return: whether a sentence was cut, or a row was cut off from its title, its
 * header or a key that stands above it.
 */
bool section_is_cut(const struct sections *sections, int first, int last,
		    int next);

/**
 * struct section_cell - whose rows are wanted
 * @topologies: all of the report, NULL-terminated, to know their names
 * @topology: of these
 * @mapping: "2M"
 * @workload: or NULL for all
 */
struct section_cell {
	const char *const *topologies;
	const char *topology;
	const char *mapping;
	const char *workload;
};

/**
 * section_rows - the rows of a cell as lines of their own
 * @other: the report that they are compared with.  One workload alone fills
 *	fewer columns: of a cell with one, rows are those of tables that have
 *	the same columns there
 * @rows: whole ones, with title, topology and mapping in front; the texts are
 *	in @texts, which the caller frees with @rows and its lines
 */
void section_rows(const struct sections *sections,
		  const struct sections *other,
		  const struct section_cell *cell, struct report_text *rows,
		  char **texts);

#endif
