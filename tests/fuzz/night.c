// SPDX-License-Identifier: GPL-2.0-only
/* Formats of bench/night. */
#include "fuzz.h"

#include <string.h>

#include "night/alert.h"
#include "night/log.h"
#include "night/settings.h"
#include "night/site.h"

/* All that is said of a history, whoever has written it. */
static void tell(const struct past *past)
{
	FILE *out = fuzz_nowhere();
	struct error err;

	for (size_t i = 0; i < past->history->count; i++)
		if (alert_wanted(past, i))
			alert_print(out, past, i);
	log_print(out, past, true);
	log_print(out, past, false);
	log_show(out, past, "2", &err);
	log_diff(out, past, "2026-01-01", "2026-01-02", &err);
}

static void read_history(const char *path)
{
	struct history history;
	struct past past = { 0 };
	struct error err;

	if (history_read(&history, path, &err) == 0 &&
	    past_make(&past, &history, &err) == 0)
		tell(&past);
	past_release(&past);
	history_release(&history);
}

void fuzz_history(const struct fuzz_input *input)
{
	read_history(fuzz_put_input(input, "history"));
}

/* Lines that were sealed: what stands in them is no less somebody else's. */
void fuzz_night(const struct fuzz_input *input)
{
	const char *path = fuzz_put("nights", "", 0);
	char pages[4096];
	struct history history;
	struct error err;

	fuzz_drop("nights");
	fuzz_drop("nights.head");
	snprintf(pages, sizeof(pages), "%s/pages", fuzz_folder());
	if (history_read(&history, path, &err) == 0 &&
	    history_append(&history, "night", "2026-01-01T02:00:00Z",
			   input->text, &err) == 0) {
		read_history(path);
		site_make(path, pages, NULL, &err);
	}
	history_release(&history);
}

void fuzz_nights(const struct fuzz_input *input)
{
	struct settings settings;
	struct error err;

	settings_read(&settings, fuzz_put_input(input, "nights.ini"), &err);
	settings_release(&settings);
}
