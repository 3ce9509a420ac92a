// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/perfcounts.h"

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
