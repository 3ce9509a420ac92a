// SPDX-License-Identifier: GPL-2.0-only
#include "plan/arm-options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define LABEL_CHARACTERS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-@"

int arm_options_add(struct plan *plan, const char *key, const char *text,
		    struct error *err)
{
	size_t length = strspn(text, LABEL_CHARACTERS);
	bool labelled = length && text[length] == ':' &&
			strchr(" \t", text[length + 1]) && text[length + 1];
	const char *value = labelled ? text + length + 1 : text;
	struct arm_option *option;

	value += strspn(value, " \t");
	if (!*value)
		return error_set(err, EINVAL,
				 "found %s `%s`, expected [LABEL:] VALUE", key,
				 text);
	plan->options = xgrow(plan->options, plan->option_count,
			      sizeof(*plan->options));
	option = &plan->options[plan->option_count++];
	option->key = xstrdup(key);
	option->label = labelled ? xasprintf("%.*s", (int)length, text) : NULL;
	option->value = xstrdup(value);
	return 0;
}

/* An image has been built by somebody else. */
static bool takes(const struct arm *arm, const struct arm_option *option)
{
	return option->label ? strcmp(arm->label, option->label) == 0 :
	       !arm->is_path || worktree_named(arm->kernel) ||
	       !file_exists(arm->kernel);
}

static int give(struct arm *arm, const struct arm_option *option,
		struct error *err)
{
	char **value = strcmp(option->key, "make") == 0 ? &arm->make :
							  &arm->config_file;

	if (*value && strcmp(*value, option->value))
		return error_set(err, EINVAL,
				 "found %s %s and %s for arm %s, expected one",
				 option->key, *value, option->value,
				 arm->name);
	free(*value);
	*value = xstrdup(option->value);
	return 0;
}

static int apply(struct plan *plan, const struct arm_option *option,
		 struct error *err)
{
	int taken = 0;
	int ret = 0;

	for (int i = 0; i < plan->arm_count && ret == 0; i++) {
		if (!takes(&plan->arms[i], option))
			continue;
		ret = give(&plan->arms[i], option, err);
		taken++;
	}
	if (ret || taken)
		return ret;
	return error_set(err, EINVAL,
			 "found %s for %s, expected %s", option->key,
			 option->label ? option->label : "no arm",
			 option->label ? "the label of an arm" :
			 "an arm that is built: an image has its own");
}

int arm_options_apply(struct plan *plan, struct error *err)
{
	int ret = 0;

	for (int i = 0; i < plan->option_count && ret == 0; i++)
		ret = apply(plan, &plan->options[i], err);
	return ret;
}

char *arm_option_text(const struct arm_option *option)
{
	return option->label ? xasprintf("%s: %s", option->label,
					 option->value) :
			       xstrdup(option->value);
}

static bool is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : !a && !b;
}

/* One with a configuration of the user's depends on what is asked of it. */
bool arms_share_kernel(const struct arm *a, const struct arm *b)
{
	return strcmp(a->kernel, b->kernel) == 0 &&
	       is_same(a->make, b->make) &&
	       is_same(a->config_file, b->config_file) &&
	       (!a->config_file || strcmp(a->parameters, b->parameters) == 0);
}

void arm_options_release(struct plan *plan)
{
	for (int i = 0; i < plan->option_count; i++) {
		free(plan->options[i].key);
		free(plan->options[i].label);
		free(plan->options[i].value);
	}
	free(plan->options);
}
