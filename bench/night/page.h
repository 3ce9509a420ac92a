/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_PAGE_H
#define NUMABOOT_NIGHT_PAGE_H

/*
 * What the pages of a history share: head and foot, text that is safe in HTML,
 * and which file is about what.  Every page is whole by itself: its style is in
 * it, and it needs no script and no other file to be read.
 */

#include <stdio.h>

#include "night/past.h"

/**
 * struct site - what pages are made from
 * @past: of the history
 * @folder: where they are written
 * @cells: number of the page of each series, 0 for none; one for each series
 * @nights: of each block how many nights are before it; one more at the end
 * @claims: folder with claims, or NULL
 */
struct site {
	const struct past *past;
	const char *folder;
	size_t *cells;
	size_t *nights;
	const char *claims;
};

/** page_text - with what HTML takes for its own as entities */
void page_text(FILE *out, const char *text);

/** page_format - page_text() of a format */
void page_format(FILE *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** page_begin - head, title and the links to the other pages */
void page_begin(FILE *out, const char *title);

/** page_end - what stands behind everything */
void page_end(FILE *out);

/** page_number - a number with commas in a cell of a table */
void page_number(FILE *out, const char *value);

/** page_change_link - a link to a change, with its ID as text */
void page_change_link(FILE *out, const char *id);

/**
 * page_write - write a page
 * @name: of the file
 * @subject: passed through to @print
 */
int page_write(const struct site *site, const char *name,
	       void (*print)(FILE *out, const struct site *site,
			     const void *subject),
	       const void *subject, struct error *err);

void page_nights_print(FILE *out, const struct site *site,
		       const void *subject);
void page_change_print(FILE *out, const struct site *site,
		       const void *subject);
void page_series_print(FILE *out, const struct site *site,
		       const void *subject);
void page_environments_print(FILE *out, const struct site *site,
			     const void *subject);
void page_claims_print(FILE *out, const struct site *site,
		       const void *subject);

/* Nights that one page has at most; older ones are on a page for each year. */
#define PAGE_NIGHTS 120

#endif
