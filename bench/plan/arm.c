// SPDX-License-Identifier: GPL-2.0-only
#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"

/*
 * Where the kernel's part of an arm ends.  A path may hold a '+' too, so
 * the first one after which a kernel has been named counts.
 */
static size_t kernel_length(const struct catalog *catalog, const char *text)
{
	for (const char *plus = strchr(text, '+'); plus;
	     plus = strchr(plus + 1, '+')) {
		char *name = xasprintf("%.*s", (int)(plus - text), text);
		bool known = catalog_find(catalog, name);

		name[strcspn(name, ":")] = '\0';
		known = known || file_exists(name);
		free(name);
		if (known)
			return plus - text;
	}
	return file_exists(text) ? strlen(text) : strcspn(text, "+");
}

void plan_add_arm(struct plan *plan, const struct catalog *catalog,
		  const char *text)
{
	size_t length = kernel_length(catalog, text);
	struct arm *arm;
	int same = 0;

	for (int i = 0; i < plan->arm_count; i++) {
		size_t known = strcspn(plan->arms[i].name, "#");

		same += known == strlen(text) &&
			strncmp(plan->arms[i].name, text, known) == 0;
	}
	plan->arms = xgrow(plan->arms, plan->arm_count, sizeof(*plan->arms));
	arm = &plan->arms[plan->arm_count++];
	arm->name = same ? xasprintf("%s#%d", text, same + 1) : xstrdup(text);
	arm->kernel = xasprintf("%.*s", (int)length, text);
	arm->parameters = xstrdup(text[length] ? text + length + 1 : "");
	for (char *at = arm->parameters; *at; at++)
		if (*at == '+')
			*at = ' ';
}
