// SPDX-License-Identifier: GPL-2.0-only
#include "session/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"

#define CLEAR_LINE "\r\033[K"

static void note_skip(struct progress *progress, const char *reason)
{
	snprintf(progress->skip_reason, sizeof(progress->skip_reason), "%s",
		 reason);
}

static enum progress_lines told;

void progress_tell(enum progress_lines lines)
{
	told = lines;
}

/* What does not fit shares the last one. */
static struct progress_price *price_of(struct progress *progress,
				       const struct workload *workload)
{
	for (size_t i = 0; i < progress->price_count; i++)
		if (progress->prices[i].workload == workload)
			return &progress->prices[i];
	if (progress->price_count == PROGRESS_PRICES)
		return &progress->prices[PROGRESS_PRICES - 1];
	progress->prices[progress->price_count].workload = workload;
	return &progress->prices[progress->price_count++];
}

void progress_begin(struct progress *progress, const struct cells *cells,
		    const char *skip_reason)
{
	*progress = (struct progress){
		.total = cells->count,
		.started_ns = clock_now_ns(),
		.terminal = told != PROGRESS_QUIET && isatty(STDERR_FILENO),
	};
	for (int i = 0; i < cells->count; i++)
		price_of(progress, cells->cells[i].workload)->left++;
	note_skip(progress, skip_reason ? skip_reason : "");
}

void progress_found(struct progress *progress, const struct cell *cell,
		    const struct result *result)
{
	progress->done++;
	progress->counts[result->state]++;
	price_of(progress, cell->workload)->left--;
}

static double elapsed_s(const struct progress *progress)
{
	return (double)(clock_now_ns() - progress->started_ns) / NS_PER_S;
}

double progress_left_s(const struct progress *progress, double elapsed_s)
{
	double spent_s = 0, left_s = 0;
	int booted = 0;

	for (size_t i = 0; i < progress->price_count; i++) {
		spent_s += (double)progress->prices[i].spent_ns / NS_PER_S;
		booted += progress->prices[i].booted;
	}
	if (!booted || spent_s <= 0)
		return -1;
	for (size_t i = 0; i < progress->price_count; i++) {
		const struct progress_price *price = &progress->prices[i];
		double each_s = price->booted ?
				(double)price->spent_ns / NS_PER_S /
				price->booted : spent_s / booted;

		left_s += each_s * price->left;
	}
	return left_s * elapsed_s / spent_s;
}

static void print_eta(const struct progress *progress)
{
	double left = progress_left_s(progress, elapsed_s(progress));

	if (left >= 0)
		fprintf(stderr, ", %.0f s left", left);
}

static void note_price(struct progress *progress, const struct cell *cell,
		       const struct result *result)
{
	struct progress_price *price = price_of(progress, cell->workload);

	price->booted++;
	price->spent_ns += result->end_ns;
}

void progress_ended(struct progress *progress, const struct cell *cell,
		    const struct result *result)
{
	bool silent = result->state == END_COMPLETED ||
		      (result->state == END_SKIPPED &&
		       strcmp(result->reason, progress->skip_reason) == 0);

	progress_found(progress, cell, result);
	if (result->state != END_SKIPPED)
		note_price(progress, cell, result);
	if (!silent) {
		fprintf(stderr, "%s%s: %s: %s\n",
			progress->terminal ? CLEAR_LINE : "", cell->name,
			end_state_name(result->state), result->reason);
		if (result->state == END_SKIPPED)
			note_skip(progress, result->reason);
	} else if (told == PROGRESS_EACH) {
		fprintf(stderr, "%s[%d/%d] %s: %s",
			progress->terminal ? CLEAR_LINE : "", progress->done,
			progress->total, cell->name,
			end_state_name(result->state));
		print_eta(progress);
		fputc('\n', stderr);
	}
}

void progress_show(const struct progress *progress)
{
	if (!progress->terminal)
		return;
	fprintf(stderr, CLEAR_LINE "[%d/%d] %.0f s", progress->done,
		progress->total, elapsed_s(progress));
	print_eta(progress);
	fflush(stderr);
}

void progress_end(const struct progress *progress)
{
	const char *separator = ":";

	if (told == PROGRESS_QUIET)
		return;
	if (progress->terminal)
		fputs(CLEAR_LINE, stderr);
	fprintf(stderr, "%d of %d runs in %.0f s", progress->done,
		progress->total, elapsed_s(progress));
	for (int i = 0; i < END_STATE_COUNT; i++) {
		if (progress->counts[i])
			fprintf(stderr, "%s %d %s", separator,
				progress->counts[i], end_state_name(i));
		separator = progress->counts[i] ? "," : separator;
	}
	fputc('\n', stderr);
}
