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

void progress_begin(struct progress *progress, int total,
		    const char *skip_reason)
{
	*progress = (struct progress){
		.total = total,
		.started_ns = clock_now_ns(),
		.terminal = isatty(STDERR_FILENO),
	};
	note_skip(progress, skip_reason ? skip_reason : "");
}

void progress_found(struct progress *progress, const struct result *result)
{
	progress->done++;
	progress->counts[result->state]++;
}

static double elapsed_s(const struct progress *progress)
{
	return (double)(clock_now_ns() - progress->started_ns) / NS_PER_S;
}

/* Seconds left, from the mean of what was booted; negative: not known. */
static double left_s(const struct progress *progress)
{
	if (!progress->booted)
		return -1;
	return elapsed_s(progress) / progress->booted *
	       (progress->total - progress->done);
}

static void print_eta(const struct progress *progress)
{
	double left = left_s(progress);

	if (left >= 0)
		fprintf(stderr, ", %.0f s left", left);
}

void progress_ended(struct progress *progress, const char *cell,
		    const struct result *result)
{
	bool silent = result->state == END_COMPLETED ||
		      (result->state == END_SKIPPED &&
		       strcmp(result->reason, progress->skip_reason) == 0);

	progress_found(progress, result);
	progress->booted++;
	if (!silent) {
		fprintf(stderr, "%s%s: %s: %s\n",
			progress->terminal ? CLEAR_LINE : "", cell,
			end_state_name(result->state), result->reason);
		if (result->state == END_SKIPPED)
			note_skip(progress, result->reason);
	} else if (!progress->terminal) {
		fprintf(stderr, "[%d/%d] %s: %s", progress->done,
			progress->total, cell, end_state_name(result->state));
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
