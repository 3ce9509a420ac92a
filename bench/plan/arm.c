// SPDX-License-Identifier: GPL-2.0-only
#include "plan/plan.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/naming.h"
#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "plan/label.h"

/* A variant, a file, or TREE[@REVISION][:SERIES] of what is there. */
static bool names_kernel(const struct catalog *catalog, const char *name)
{
	struct worktree_words words;
	bool named = naming_knows(catalog, name) || file_exists(name);

	if (worktree_split(name, &words) && !named)
		named = words.series ? file_exists(words.series) :
				       words.revision && *words.revision;
	worktree_words_release(&words);
	return named;
}

/*
 * Where the kernel's part of an arm ends.  A path may hold a '+' too, so
 * the first one after which a kernel has been named counts.
 */
static size_t kernel_length(const struct catalog *catalog, const char *text)
{
	for (const char *plus = strchr(text, '+'); plus;
	     plus = strchr(plus + 1, '+')) {
		char *name = xasprintf("%.*s", (int)(plus - text), text);
		bool known = names_kernel(catalog, name);

		free(name);
		if (known)
			return plus - text;
	}
	return names_kernel(catalog, text) ? strlen(text) : strcspn(text, "+");
}

int plan_check_text(const char *what, const char *text, struct error *err)
{
	json_t *utf8 = json_string(text);

	json_decref(utf8);
	if (!utf8)
		return error_set(err, EINVAL,
				 "found %s that is no UTF-8, expected one that is: rename it",
				 what);
	for (; *text; text++)
		if (iscntrl((unsigned char)*text))
			return error_set(err, EINVAL,
					 "found the control character 0x%02x in %s, expected none",
					 (unsigned char)*text, what);
	return 0;
}

/* Where a parameter ends: at the `+` of the next one, or of the text. */
static char *parameter_end(char *parameter)
{
	bool quoted = false;
	char *at;

	for (at = parameter; *at; at++) {
		bool in_value = at > parameter && at[-1] == '=';

		if (*at == '"')
			quoted = !quoted;
		if (*at == '+' && !quoted && !in_value)
			break;
	}
	return at;
}

static int check_parameter(const char *arm, const char *parameter,
			   struct error *err)
{
	int quotes = 0;

	for (const char *at = parameter; *at; at++)
		quotes += *at == '"';
	if (*parameter && !strpbrk(parameter, " \t") && quotes % 2 == 0 &&
	    strcmp(parameter, "--"))
		return 0;
	return error_set(err, EINVAL,
			 "found `%s` in arm `%s`, expected +PARAMETER without blanks, quotes closed, and not `--`",
			 parameter, arm);
}

/* "a=1+b" becomes "a=1 b". */
static int split_parameters(const char *arm, char *parameters,
			    struct error *err)
{
	char *at = parameters;
	int ret = 0;

	while (ret == 0) {
		char *end = parameter_end(at);
		bool last = !*end;

		*end = '\0';
		ret = check_parameter(arm, at, err);
		if (last)
			break;
		*end = ' ';
		at = end + 1;
	}
	return ret;
}

/* A name without a base becomes the whole one; what cannot be built here is
 * refused when it is to be, so that any host can read any plan. */
static void name_kernel(struct arm *arm, const struct catalog *catalog)
{
	const struct variant *variant;
	struct error ignored;

	if (naming_find(catalog, arm->kernel, &variant, &ignored) ||
	    strcmp(variant->name, arm->kernel) == 0)
		return;
	free(arm->kernel);
	arm->kernel = xstrdup(variant->name);
	arm->chosen = variant->base;
}

/* @length: of the kernel in what is written. */
static int split_arm(struct arm *arm, const struct catalog *catalog,
		     size_t length, struct error *err)
{
	const char *rest = arm->written + length;

	free(arm->kernel);
	free(arm->written_kernel);
	free(arm->parameters);
	arm->written_kernel = xasprintf("%.*s", (int)length, arm->written);
	arm->kernel = xstrdup(arm->written_kernel);
	arm->is_path = !naming_knows(catalog, arm->kernel);
	name_kernel(arm, catalog);
	arm->parameters = xstrdup(*rest ? rest + 1 : "");
	return *rest ? split_parameters(arm->written, arm->parameters, err) : 0;
}

static int check_kernel(const struct arm *arm, const char *text,
			struct error *err)
{
	return *arm->kernel ? 0 :
	       error_set(err, EINVAL,
			 "found arm `%s` without a kernel, expected [LABEL=]KERNEL[+PARAMETER...]",
			 text);
}

int plan_add_arm(struct plan *plan, const struct catalog *catalog,
		 const char *text, struct error *err)
{
	size_t length = label_length(text);
	struct arm arm = { .labelled = length };
	int ret = plan_check_text("an arm", text, err);

	if (ret)
		return ret;
	if (length)
		arm.label = xasprintf("%.*s", (int)length, text);
	arm.written = xstrdup(text + length + arm.labelled);
	ret = split_arm(&arm, catalog, kernel_length(catalog, arm.written),
			err);
	if (ret == 0)
		ret = check_kernel(&arm, text, err);
	if (ret) {
		plan_release_arm(&arm);
		return ret;
	}
	plan->arms = xgrow(plan->arms, plan->arm_count, sizeof(*plan->arms));
	plan->arms[plan->arm_count++] = arm;
	return labels_make(plan, catalog, err);
}

int plan_set_kernel(struct plan *plan, const struct catalog *catalog,
		    int index, const char *kernel, struct error *err)
{
	struct arm *arm = &plan->arms[index];
	size_t length = strlen(kernel);
	int ret;

	if (strncmp(arm->written, kernel, length) ||
	    !strchr("+", arm->written[length]))
		return 0;
	ret = split_arm(arm, catalog, length, err);
	return ret ? ret : labels_make(plan, catalog, err);
}

void plan_release_arm(struct arm *arm)
{
	free(arm->name);
	free(arm->label);
	free(arm->written);
	free(arm->written_kernel);
	free(arm->kernel);
	free(arm->parameters);
	free(arm->config_file);
	free(arm->make);
}
