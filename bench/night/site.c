// SPDX-License-Identifier: GPL-2.0-only
#include "night/site.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "night/page.h"

/* What every page of ours has in its head. */
#define SIGN "<meta name=\"generator\" content=\"numaboot\">"

static bool same_cell(const struct past_series *a, const struct past_series *b)
{
	return strcmp(a->key.plan, b->key.plan) == 0 &&
	       strcmp(a->key.arm, b->key.arm) == 0 &&
	       strcmp(a->key.topology, b->key.topology) == 0 &&
	       strcmp(a->key.mapping, b->key.mapping) == 0 &&
	       strcmp(a->key.workload, b->key.workload) == 0;
}

/*
 * Series of a cell stand together where they began on one night.  Return: how
 * many cells have a series that moved.
 */
static size_t number_cells(struct site *site)
{
	const struct past *past = site->past;
	size_t count = 0;
	size_t *firsts = xcalloc(past->series_count + 1, sizeof(*firsts));

	site->cells = xcalloc(past->series_count + 1, sizeof(*site->cells));
	for (size_t i = 0; i < past->series_count; i++) {
		size_t cell = 0;

		if (past->series[i].count < 2)
			continue;
		while (cell < count &&
		       !same_cell(&past->series[firsts[cell]],
				  &past->series[i]))
			cell++;
		if (cell == count)
			firsts[count++] = i;
		site->cells[i] = cell + 1;
	}
	free(firsts);
	return count;
}

static void number_nights(struct site *site)
{
	const struct history *history = site->past->history;

	site->nights = xcalloc(history->count + 1, sizeof(*site->nights));
	for (size_t i = 0; i < history->count; i++)
		site->nights[i + 1] = site->nights[i] +
			(strcmp(history->blocks[i].kind, "night") == 0);
}

static int write_years(const struct site *site, struct error *err)
{
	const struct history *history = site->past->history;
	const char *last = "";
	int ret = 0;

	for (size_t i = 0; i < history->count && ret == 0; i++) {
		const char *time = history->blocks[i].time;
		char *name;

		if (strncmp(time, last, 4) == 0)
			continue;
		last = time;
		name = xasprintf("nights-%.4s.html", time);
		ret = page_write(site, name, page_nights_print, time, err);
		free(name);
	}
	return ret;
}

static int write_changes(const struct site *site, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < site->past->change_count && ret == 0; i++) {
		const struct past_change *change = &site->past->changes[i];
		char *name = xasprintf("change-%s.html", change->id);

		ret = page_write(site, name, page_change_print, change, err);
		free(name);
	}
	return ret;
}

static int write_all(struct site *site, struct error *err)
{
	size_t cells = number_cells(site);
	int ret;

	number_nights(site);
	ret = page_write(site, "index.html", page_nights_print, NULL, err);
	if (ret == 0)
		ret = write_years(site, err);
	if (ret == 0)
		ret = write_changes(site, err);
	for (size_t cell = 1; cell <= cells && ret == 0; cell++) {
		char *name = xasprintf("series-%zu.html", cell);

		ret = page_write(site, name, page_series_print, &cell, err);
		free(name);
	}
	if (ret == 0)
		ret = page_write(site, "environments.html",
				 page_environments_print, NULL, err);
	if (ret == 0)
		ret = page_write(site, "claims.html", page_claims_print, NULL,
				 err);
	free(site->cells);
	free(site->nights);
	return ret;
}

/* Only what an earlier one left is replaced. */
static int check_place(const char *folder, struct error *err)
{
	char *index = xasprintf("%s/index.html", folder);
	char *text = NULL;
	struct error ignored;
	char **names = NULL;
	int count = file_exists(folder) ?
		    directory_list(folder, &names, &ignored) : 0;
	bool ours = count == 0 ||
		    (file_read(index, &text, NULL, &ignored) == 0 &&
		     strstr(text, SIGN));

	directory_list_free(names);
	free(text);
	free(index);
	return ours ? 0 :
	       error_set(err, EEXIST,
			 "%s: found a folder with other files, expected none or one of pages",
			 folder);
}

static int replace(const char *made, const char *folder, struct error *err)
{
	int ret = file_exists(folder) ? directory_remove(folder, err) : 0;

	if (ret == 0 && rename(made, folder))
		ret = error_set(err, errno, "%s: %s", folder, strerror(errno));
	return ret;
}

int site_make(const char *history, const char *folder, const char *claims,
	      struct error *err)
{
	char *made = xasprintf("%s.partial", folder);
	struct history read;
	struct past past = { 0 };
	struct site site = { .past = &past, .folder = made, .claims = claims };
	int ret = check_place(folder, err);

	read = (struct history){ 0 };
	if (ret == 0)
		ret = history_read(&read, history, err);
	if (ret == 0)
		ret = past_make(&past, &read, err);
	if (ret == 0)
		ret = directory_remove(made, err);
	if (ret == 0)
		ret = directory_make(made, err);
	if (ret == 0)
		ret = write_all(&site, err);
	if (ret == 0)
		ret = replace(made, folder, err);
	past_release(&past);
	history_release(&read);
	free(made);
	return ret;
}
