// SPDX-License-Identifier: GPL-2.0-only
#include "cli/checkup.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"

void checkups_add(struct checkups *checkups, struct checkup checkup)
{
	checkups->list = xgrow(checkups->list, checkups->count,
			       sizeof(*checkups->list));
	checkups->list[checkups->count++] = checkup;
}

static void print_lines(const struct checkups *checkups)
{
	for (int i = 0; i < checkups->count; i++) {
		const struct checkup *checkup = &checkups->list[i];

		printf("%-7s %-20s %s\n", checkup->ok ? "ok" :
		       checkup->needed ? "MISSING" : "no", checkup->name,
		       checkup->detail);
	}
}

static void print_json(const struct checkups *checkups)
{
	json_t *list = json_array();

	for (int i = 0; i < checkups->count; i++) {
		const struct checkup *checkup = &checkups->list[i];

		json_array_append_new(list,
			json_pack("{s:s, s:b, s:b, s:s}", "name",
				  checkup->name, "ok", checkup->ok, "needed",
				  checkup->needed, "detail",
				  checkup->detail));
	}
	json_dumpf(list, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(list);
}

int checkups_print(struct checkups *checkups, bool json)
{
	int missing = 0;

	if (json)
		print_json(checkups);
	else
		print_lines(checkups);
	for (int i = 0; i < checkups->count; i++) {
		missing += checkups->list[i].needed && !checkups->list[i].ok;
		free(checkups->list[i].detail);
	}
	free(checkups->list);
	*checkups = (struct checkups){ 0 };
	return missing;
}
