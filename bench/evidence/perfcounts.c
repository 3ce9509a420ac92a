// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/perfcounts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

int perfcounts_each(const char *text,
		    int (*take)(void *context, const char *event,
				const char *value, struct error *err),
		    void *context, struct error *err)
{
	char *copy = xstrdup(text), *rest = NULL;
	int ret = 0;

	for (char *line = strtok_r(copy, "\n", &rest); line && ret == 0;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *fields = line;
		char *value = strsep(&fields, ",");
		char *event;

		strsep(&fields, ",");	/* its unit */
		event = strsep(&fields, ",");
		if (*value == '#' || !event || !*event)
			continue;
		ret = take(context, event, *value == '<' ? NULL : value, err);
	}
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
