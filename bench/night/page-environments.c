// SPDX-License-Identifier: GPL-2.0-only
/* What the nights were run with, and what each change of it did to values. */
#include <stdlib.h>
#include <string.h>

#include "night/moved.h"
#include "night/page.h"

static void print_facts(FILE *out, const struct past *past, const char *id)
{
	fputs("<dl>\n", out);
	for (size_t i = 0; i < past->fact_count; i++) {
		const struct past_fact *fact = &past->facts[i];

		if (strcmp(fact->kind, "env") || strcmp(fact->id, id))
			continue;
		fputs("<dt>", out);
		page_text(out, fact->key);
		fputs("</dt><dd><code>", out);
		page_text(out, fact->value);
		fputs("</code></dd>\n", out);
	}
	fputs("</dl>\n", out);
}

/* The step of the whole boot, in each cell that it moved. */
static void print_steps(FILE *out, const struct past *past,
			const struct past_change *change)
{
	struct moved moved;

	moved_make(&moved, past, change);
	fprintf(out, "<p>%zu values moved with it: ", moved.count);
	page_change_link(out, change->id);
	fputs("</p>\n<ul>\n", out);
	for (size_t i = 0; i < moved.count; i++) {
		const struct moved_series *at = &moved.list[i];
		char *difference;

		if (strcmp(at->series->key.metric, "boot.insns"))
			continue;
		difference = moved_difference(at->from, at->to);
		fputs("<li>boot.insns of ", out);
		page_format(out, "%s %s/%s: %s", at->series->key.arm,
			    at->series->key.topology, at->series->key.mapping,
			    difference);
		fputs("</li>\n", out);
		free(difference);
	}
	fputs("</ul>\n", out);
	free(moved.list);
}

static const struct past_night *first_night(const struct past *past,
					    const char *id)
{
	for (size_t i = 0; i < past->night_count; i++)
		if (strcmp(past->nights[i].environment, id) == 0)
			return &past->nights[i];
	return NULL;
}

static void print_environment(FILE *out, const struct past *past,
			      const char *id)
{
	const struct past_night *night = first_night(past, id);

	fputs("<h2>", out);
	page_format(out, "%s, from %.16s on", id, night ? night->time : "?");
	fputs("</h2>\n", out);
	print_facts(out, past, id);
	for (size_t i = 0; night && i < past->change_count; i++)
		if (past->changes[i].block == night->block &&
		    strcmp(past->changes[i].cause, "environment") == 0)
			print_steps(out, past, &past->changes[i]);
}

void page_environments_print(FILE *out, const struct site *site,
			     const void *subject)
{
	const struct past *past = site->past;

	(void)subject;
	page_begin(out, "Environments");
	fputs("<p>All but the kernel that a value could depend on. Where it moved together with a kernel, the old kernel was booted in the new environment: a value's step is split between both, and no instruction is lost.</p>\n",
	      out);
	for (size_t i = past->fact_count; i > 0; i--) {
		const struct past_fact *fact = &past->facts[i - 1];

		if (strcmp(fact->kind, "env") == 0 &&
		    (i == 1 || strcmp(fact[-1].kind, "env") ||
		     strcmp(fact[-1].id, fact->id)))
			print_environment(out, past, fact->id);
	}
	page_end(out);
}
