// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "kernel/diff.h"
#include "lib/alloc.h"

void names_add(struct names *names, const char *name)
{
	names->names = xgrow(names->names, names->count,
			     sizeof(*names->names));
	names->names[names->count++] = xstrdup(name);
}

bool names_have(const struct names *names, const char *name)
{
	for (int i = 0; i < names->count; i++)
		if (strcmp(names->names[i], name) == 0)
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void names_sort(struct names *names)
{
	int kept = 0;

	if (!names->count)
		return;
	qsort(names->names, names->count, sizeof(*names->names), compare);
	for (int i = 1; i < names->count; i++) {
		if (strcmp(names->names[kept], names->names[i]) == 0)
			free(names->names[i]);
		else
			names->names[++kept] = names->names[i];
	}
	names->count = kept + 1;
}

void names_release(struct names *names)
{
	for (int i = 0; i < names->count; i++)
		free(names->names[i]);
	free(names->names);
	*names = (struct names){ 0 };
}
