// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/perfcounts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* An event and its value, NULL where it was not counted. */
struct count {
	char *event;
	char *value;
};

struct counts {
	struct count *list;
	size_t count;
};

/*
 * The event that was asked for: "cpu_core/cycles/" is that of one of several
 * PMUs.  Behind a colon or the second slash is what perf made of it when it
 * may not count all, as in "cycles:u"; then it is false.
 */
static bool plain_event(char **event)
{
	char *slash = strchr(*event, '/');
	char *end = slash ? strchr(slash + 1, '/') : strchr(*event, ':');
	bool plain = !end || (slash && !end[1]);

	if (end)
		*end = '\0';
	if (slash && end)
		*event = slash + 1;
	return plain;
}

static char *sum(const char *a, const char *b)
{
	if (strchr(a, '.') || strchr(b, '.'))
		return xasprintf("%.6f", strtod(a, NULL) + strtod(b, NULL));
	return xasprintf("%" PRIu64, (uint64_t)strtoull(a, NULL, 10) +
					     (uint64_t)strtoull(b, NULL, 10));
}

/* What several PMUs count of one event is one count. */
static void keep(struct counts *counts, const char *event, const char *value)
{
	struct count *count;
	size_t i = 0;
	char *both;

	while (i < counts->count && strcmp(counts->list[i].event, event))
		i++;
	if (i == counts->count) {
		counts->list = xgrow(counts->list, counts->count,
				     sizeof(*counts->list));
		counts->list[counts->count++] = (struct count){
			.event = xstrdup(event),
			.value = value ? xstrdup(value) : NULL,
		};
	} else if (value) {
		count = &counts->list[i];
		both = count->value ? sum(count->value, value) :
				      xstrdup(value);
		free(count->value);
		count->value = both;
	}
}

static void keep_line(struct counts *counts, char *line)
{
	char *value = strsep(&line, ",");
	char *event;

	strsep(&line, ",");	/* its unit */
	event = strsep(&line, ",");
	if (*value == '#' || !event || !*event)
		return;
	if (!plain_event(&event) || *value == '<')
		value = NULL;
	keep(counts, event, value);
}

int perfcounts_each(const char *text,
		    int (*take)(void *context, const char *event,
				const char *value, struct error *err),
		    void *context, struct error *err)
{
	char *copy = xstrdup(text), *rest = NULL;
	struct counts counts = { 0 };
	int ret = 0;

	for (char *line = strtok_r(copy, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		keep_line(&counts, line);
	for (size_t i = 0; i < counts.count; i++) {
		if (ret == 0)
			ret = take(context, counts.list[i].event,
				   counts.list[i].value, err);
		free(counts.list[i].event);
		free(counts.list[i].value);
	}
	free(counts.list);
	free(copy);
	return ret;
}

int perfcounts_number(const char *event, const char *value, double factor,
		      uint64_t *number, struct error *err)
{
	char *end;
	double units = strtod(value, &end) * factor + 0.5;

	if (!*value || value[strspn(value, "0123456789.")] || *end ||
	    !(units < 0x1p63))
		return error_set(err, EINVAL,
				 "perf: found `%s` of %s, expected a decimal number",
				 value, event);
	*number = (uint64_t)units;
	return 0;
}
