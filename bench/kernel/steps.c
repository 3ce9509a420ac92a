// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/steps.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"

/* A line, and where it stands among the steps of its build, from 1. */
struct step {
	const char *line;
	size_t length;
	int place;
};

static bool is_step(const char *line)
{
	return line[0] == ' ' && line[1] == ' ' &&
	       isupper((unsigned char)line[2]);
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

static int compare_steps(const void *left, const void *right)
{
	const struct step *a = left, *b = right;
	size_t shorter = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->line, b->line, shorter);

	return order ? order : (a->length > b->length) - (a->length < b->length);
}

/* What is made several times is no sign of how far a build is: the first counts. */
static void place_repeated(struct step *list, int count)
{
	for (int i = 0, first = 0; i < count; i++) {
		if (compare_steps(&list[first], &list[i]))
			first = i;
		else if (list[i].place < list[first].place)
			list[first].place = list[i].place;
	}
	for (int i = 1; i < count; i++)
		if (compare_steps(&list[i - 1], &list[i]) == 0)
			list[i].place = list[i - 1].place;
}

void steps_read(struct steps *steps, const char *log)
{
	struct error ignored;

	*steps = (struct steps){ 0 };
	if (file_read(log, &steps->text, NULL, &ignored))
		steps->text = NULL;
	for (const char *line = steps->text; line && *line;
	     line = next_line(line)) {
		if (!is_step(line))
			continue;
		steps->list = xgrow(steps->list, steps->count,
				    sizeof(*steps->list));
		steps->list[steps->count] = (struct step){
			line, strcspn(line, "\n"), steps->count + 1,
		};
		steps->count++;
	}
	if (steps->count)
		qsort(steps->list, steps->count, sizeof(*steps->list),
		      compare_steps);
	place_repeated(steps->list, steps->count);
}

void steps_release(struct steps *steps)
{
	free(steps->list);
	free(steps->text);
	*steps = (struct steps){ 0 };
}

struct steps_seen steps_see(const struct steps *known, const char *text)
{
	struct steps_seen seen = { 0 };
	int alike = 0;

	for (const char *line = text; *line; line = next_line(line)) {
		const struct step wanted = { line, strcspn(line, "\n"), 0 };
		const struct step *found;

		/* The last line may be half written. */
		if (!is_step(line) || line[wanted.length] != '\n')
			continue;
		seen.made++;
		found = known->count ?
			bsearch(&wanted, known->list, known->count,
				sizeof(*known->list), compare_steps) : NULL;
		if (!found)
			continue;
		/* Jobs change places; those that are made stay so. */
		alike++;
		seen.place = found->place > alike ? found->place : alike;
	}
	if (seen.place > known->count)
		seen.place = known->count;
	return seen;
}

char *steps_tell(const struct steps *known, struct steps_seen seen,
		 uint64_t taken_s)
{
	unsigned long long taken = taken_s, left;
	char *made, *text;

	if (!seen.place)
		return xasprintf("%d step%s so far, %llu s",
				 seen.made, seen.made == 1 ? "" : "s", taken);
	left = taken * (known->count - seen.place) / seen.place;
	made = seen.made == seen.place ? xstrdup("") :
	       xasprintf(" (%d made)", seen.made);
	text = xasprintf("step %d of %d%s, %llu s, about %llu s left",
			 seen.place, known->count, made, taken, left);
	free(made);
	return text;
}
