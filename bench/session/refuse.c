// SPDX-License-Identifier: GPL-2.0-only
#include "session/refuse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "session/answers.h"

/* Only parameters are looked up in the image of a kernel that was built here. */
static bool needs_image(const struct kernel *kernel, const struct needs *needs,
			const struct questions *questions)
{
	if (kernel->given)
		return true;
	for (size_t i = 0; i < needs->count; i++)
		for (size_t q = 0; q < questions->count; q++)
			if (needs->list[i].parameter &&
			    need_is_for(&needs->list[i],
					questions->list[q].name))
				return true;
	return false;
}

static int refuse_kernel(const struct kernel *kernel,
			 const struct needs *needs,
			 const struct questions *questions, struct error *err)
{
	struct facts facts;
	int ret = needs_image(kernel, needs, questions) ?
			  facts_read(&facts, kernel, err) :
			  facts_read_kept(&facts, kernel, err);

	if (ret == 0)
		ret = answers_check(questions, needs, &facts, kernel->name,
				    err);
	facts_release(&facts);
	return ret;
}

/* Arms of one kernel with the same parameters ask the same. */
static bool is_known(const struct session_kernels *kernels,
		     const struct plan *plan, int index)
{
	const struct session_kernel *entry = &kernels->list[index];
	const struct arm *arm = &plan->arms[entry->arm];

	for (int i = 0; i < index; i++) {
		const struct session_kernel *known = &kernels->list[i];
		const struct arm *other = &plan->arms[known->arm];

		if (!known->of == !entry->of &&
		    strcmp(other->kernel, arm->kernel) == 0 &&
		    strcmp(other->parameters, arm->parameters) == 0)
			return true;
	}
	return false;
}

/* Only what this one of the arm's kernels is booted for. */
static void ask_mappings(struct questions *questions,
			 const struct session_kernels *kernels,
			 const struct plan *plan,
			 const struct session_kernel *entry)
{
	for (int i = 0; i < plan->mapping_count; i++)
		if (kernels_of(kernels, entry->arm, plan->mappings[i]) == entry)
			answers_ask_mapping(questions, plan->mappings[i]);
}

int refuse_kernels(const struct session_kernels *kernels,
		   const struct plan *plan, const struct catalog *catalog,
		   struct error *err)
{
	struct needs needs;
	int ret = needs_read(&needs, catalog->folder, err);
	char *refused = NULL;

	for (int i = 0; i < kernels->count && ret == 0; i++) {
		const struct session_kernel *entry = &kernels->list[i];
		struct questions questions = { 0 };
		char *longer;

		if (is_known(kernels, plan, i))
			continue;
		answers_ask_plan(&questions, &needs, plan,
				 &plan->arms[entry->arm]);
		ask_mappings(&questions, kernels, plan, entry);
		ret = refuse_kernel(&entry->kernel, &needs, &questions, err);
		free(questions.list);
		if (ret != -EINVAL)
			continue;
		ret = 0;
		if (refused && strstr(refused, err->text))
			continue;
		longer = xasprintf("%s%s%s", refused ? refused : "",
				   refused ? "\n" : "", err->text);
		free(refused);
		refused = longer;
	}
	if (refused)
		ret = error_set(err, EINVAL, "%s", refused);
	free(refused);
	needs_release(&needs);
	return ret;
}
