// SPDX-License-Identifier: GPL-2.0-only
#include "claim/make.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claim/check.h"
#include "claim/renew.h"
#include "claim/rows.h"
#include "claim/wording.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "workload/metrics.h"

static bool is_titled(const struct verdict *row)
{
	const struct metric *metric = metrics_find(row->metric);

	return metric && metric->title;
}

/* Other rows of the metric would be meant, too. */
static bool has_items(const struct verdicts *verdicts,
		      const struct verdict *row)
{
	for (size_t i = 0; i < verdicts->count; i++)
		if (strcmp(verdicts->rows[i].metric, row->metric) == 0 &&
		    (*verdicts->rows[i].item || verdicts->rows[i].node >= 0))
			return true;
	return false;
}

/* What a claim states without being told: the report begins with these. */
static bool is_headline(const struct verdicts *verdicts,
			const struct verdict *row, bool titled)
{
	if (has_items(verdicts, row) || isnan(row->value) ||
	    isnan(row->baseline_value) || row->verdict == VERDICT_NO_EVIDENCE ||
	    row->verdict == VERDICT_INVALID)
		return false;
	return titled ? is_titled(row) : strcmp(row->direction, "none") != 0;
}

/* Is it the first candidate in its place?  The baseline is stated once. */
static bool is_first(const struct verdicts *verdicts, size_t index)
{
	const struct verdict *row = &verdicts->rows[index];

	for (size_t i = 0; i < verdicts->count; i++)
		if (verdict_same_place(&verdicts->rows[i], row))
			return i == index;
	return false;
}

/* Takes @text. */
static int state(struct claim *claim, const struct verdict *row, char *text,
		 struct error *err)
{
	char *cells = xasprintf("%s/%s/%s", row->topology, row->mapping,
				row->workload);
	int ret = claim_add_expectation(claim, cells, text, 0, err);

	free(cells);
	free(text);
	return ret;
}

static int state_value(struct claim *claim, const struct verdict *row,
		       const char *arm, double value, struct error *err)
{
	char number[32];

	renew_number(number, value);
	return state(claim, row, xasprintf("%s: %s == %s", arm, row->metric,
					   number), err);
}

static int state_row(struct claim *claim, const struct verdicts *verdicts,
		     size_t index, struct error *err)
{
	const struct verdict *row = &verdicts->rows[index];
	int ret = 0;

	if (row->noisy)
		return state(claim, row,
			     xasprintf("%s: %s %s", row->arm, row->metric,
				       verdict_name(row->verdict)), err);
	if (is_first(verdicts, index))
		ret = state_value(claim, row, row->baseline,
				  row->baseline_value, err);
	return ret ? ret : state_value(claim, row, row->arm, row->value, err);
}

static bool is_wanted(const struct verdict *row, const char *cell)
{
	char *name = xasprintf("%s/%s/%s", row->topology, row->mapping,
			       row->workload);
	bool wanted = !cell || (strncmp(name, cell, strlen(cell)) == 0 &&
				strchr("/", name[strlen(cell)]));

	free(name);
	return wanted;
}

static int state_headlines(struct claim *claim,
			   const struct verdicts *verdicts,
			   const struct claim_wish *wish, struct error *err)
{
	bool titled = false;
	int ret = 0;

	for (size_t i = 0; i < verdicts->count; i++)
		titled |= is_headline(verdicts, &verdicts->rows[i], true) &&
			  is_wanted(&verdicts->rows[i], wish->cell);
	for (size_t i = 0; i < verdicts->count && ret == 0; i++)
		if (is_headline(verdicts, &verdicts->rows[i], titled) &&
		    is_wanted(&verdicts->rows[i], wish->cell))
			ret = state_row(claim, verdicts, i, err);
	if (ret == 0 && !claim->expectation_count)
		ret = error_set(err, EINVAL,
				"%s: found no value without an item%s%s to state, expected --expect",
				wish->folder, wish->cell ? " in " : "",
				wish->cell ? wish->cell : "");
	return ret;
}

/* CELL = EXPECTATION, as in a claim's file, or only that. */
static int take_expectation(struct claim *claim, const char *text,
			    const char *cell, struct error *err)
{
	size_t length = strcspn(text, " ");
	char *own = NULL;
	int ret;

	if (strncmp(text + length, " = ", 3) == 0) {
		own = xasprintf("%.*s", (int)length, text);
		text += length + 3;
	}
	ret = claim_add_expectation(claim, own ? own : cell ? cell :
				    CLAIM_ALL_CELLS, text, 0, err);
	free(own);
	return ret;
}

static int take_wanted(struct claim *claim, const struct claim_wish *wish,
		       struct error *err)
{
	int ret = 0;

	for (const char **text = wish->expectations; *text && ret == 0; text++)
		ret = take_expectation(claim, *text, wish->cell, err);
	return ret;
}

/* NAME = WORDS, in which `#` is a number of the report. */
static int take_line(struct claim *claim, const char *text,
		     const struct wording *report, struct error *err)
{
	const char *equals = strchr(text, '=');
	size_t length = equals ? strcspn(text, " =") : 0;
	char *name, *filled = NULL;
	const char *words;
	int ret = 0;

	if (!length)
		return error_set(err, EINVAL,
				 "found line `%s`, expected NAME = WORDS",
				 text);
	words = equals + 1 + strspn(equals + 1, " ");
	name = xasprintf("%.*s", (int)length, text);
	if (strchr(words, '#') && !wording_has(report, words))
		ret = wording_fill(report, words, &filled, err);
	if (ret == 0)
		ret = claim_add_line(claim, name, filled ? filled : words, 0,
				     err);
	free(filled);
	free(name);
	return ret;
}

static int take_lines(struct claim *claim, const struct claim_wish *wish,
		      struct error *err)
{
	struct wording report = { 0 };
	char *path;
	int ret;

	if (!wish->lines)
		return 0;
	path = xasprintf("%s/report.txt", wish->folder);
	ret = wording_read(&report, path, err);
	for (const char **text = wish->lines; *text && ret == 0; text++)
		ret = take_line(claim, *text, &report, err);
	wording_release(&report);
	free(path);
	return ret;
}

static int fill(struct claim *claim, const struct verdicts *verdicts,
		const struct claim_wish *wish, struct error *err)
{
	int ret = 0;

	if (wish->like)
		ret = renew_claim(claim, wish->like, verdicts, wish->folder,
				  err);
	else if (wish->expectations)
		ret = take_wanted(claim, wish, err);
	else if (!wish->lines)
		ret = state_headlines(claim, verdicts, wish, err);
	return ret ? ret : take_lines(claim, wish, err);
}

/* Nothing is claimed that is not true of the run itself. */
static int check_true(const struct claim *claim,
		      const struct claim_wish *wish, struct error *err)
{
	struct check check = { 0 };
	struct findings findings = { 0 };
	int ret = check_find(&check, claim, wish->folder, err);

	if (ret == 0)
		ret = check_claim(&findings, claim, &check, err);
	for (size_t i = 0; i < findings.count && ret == 0; i++) {
		const struct finding *at = &findings.list[i];

		if (at->standing != STANDING_VERIFIED)
			ret = error_set(err, EINVAL, "%s: `%s` is %s: %s",
					at->where, at->what,
					standing_name(at->standing), at->detail);
	}
	findings_release(&findings);
	check_release(&check);
	return ret;
}

static char *print_text(const struct claim *claim)
{
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	claim_print(out, claim);
	memstream_close(out);
	return text;
}

/* What a reader makes of the file is what was meant. */
static int store(const struct claim *claim, struct claim *read,
		 struct error *err)
{
	char *part = xasprintf("%s.new", claim->path);
	char *text = print_text(claim);
	char *again = NULL;
	int ret = file_write(part, text, strlen(text), err);

	if (ret == 0)
		ret = claim_read(read, part, err);
	if (ret == 0) {
		again = print_text(read);
		if (strcmp(text, again))
			ret = error_set(err, EINVAL,
					"%s: found what a claim cannot hold, such as ` ;`, expected a sentence, expectations and lines without",
					part);
	}
	if (ret == 0 && rename(part, claim->path))
		ret = error_set(err, errno, "%s: %s", claim->path,
				strerror(errno));
	if (ret)
		remove(part);
	claim_release(read);
	free(again);
	free(text);
	free(part);
	return ret ? ret : claim_read(read, claim->path, err);
}

static int check_place(const struct claim *claim,
		       const struct claim_wish *wish, struct error *err)
{
	const char *name = claim->name;

	if (!*name || *name == '.' || *name == '-' || strchr(name, '/'))
		return error_set(err, EINVAL,
				 "found name `%s`, expected one for a file",
				 name);
	if (file_exists(claim->path) &&
	    (!wish->like || strcmp(wish->like->path, claim->path)))
		return error_set(err, EEXIST,
				 "%s: is there already, expected another --name",
				 claim->path);
	return directory_make(wish->output, err);
}

static void name_claim(struct claim *claim, const struct claim_wish *wish,
		       const char *description)
{
	const struct claim *like = wish->like;
	const char *folder = wish->output;

	claim->name = xstrdup(wish->name ? wish->name :
			      like ? like->name : claim->plan_name);
	claim->sentence = xstrdup(wish->sentence ? wish->sentence :
				  like ? like->sentence : description);
	free(claim->path);
	claim->path = strcmp(folder, ".") == 0 ?
		      xasprintf("%s" CLAIM_SUFFIX, claim->name) :
		      xasprintf("%s/%s" CLAIM_SUFFIX, folder, claim->name);
}

/* That of the plan, as it stands in its text. */
static char *description_of(const struct claim *claim)
{
	const char *key = "\ndescription = ";
	const char *at = strstr(claim->plan, key);

	if (!at)
		return xasprintf("What plan %s found", claim->plan_name);
	at += strlen(key);
	return xasprintf("%.*s", (int)strcspn(at, "\n"), at);
}

static int make(struct claim *made, const struct claim_wish *wish,
		struct error *err)
{
	char *path = xasprintf("%s/verdicts.csv", wish->folder);
	struct verdicts verdicts = { 0 };
	char *description;
	int ret = claim_take_run(made, wish->folder, err);

	if (ret == 0) {
		description = description_of(made);
		name_claim(made, wish, description);
		free(description);
		ret = check_place(made, wish, err);
	}
	if (ret == 0)
		ret = verdicts_read(&verdicts, path, err);
	if (ret == 0)
		ret = fill(made, &verdicts, wish, err);
	if (ret == 0)
		ret = check_true(made, wish, err);
	if (ret == 0)
		ret = rows_write(made, &verdicts, path, err);
	verdicts_release(&verdicts);
	free(path);
	return ret;
}

int claim_make(struct claim *claim, const struct claim_wish *wish,
	       struct error *err)
{
	struct claim made = { 0 };
	int ret = make(&made, wish, err);

	*claim = (struct claim){ 0 };
	if (ret == 0)
		ret = store(&made, claim, err);
	claim_release(&made);
	return ret;
}
