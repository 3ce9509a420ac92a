// SPDX-License-Identifier: GPL-2.0-only
#include "session/refuse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/pace.h"
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

/**
 * struct looked - the facts of a kernel that several arms may have
 * @whole: of its image too
 */
struct looked {
	const char *image;
	bool whole;
	struct facts facts;
};

/* All that were looked at: an image is inflated once. */
struct looks {
	struct looked *list;
	int count;
};

static int look_at(struct looks *looks, const struct kernel *kernel,
		   bool whole, const struct facts **facts, struct error *err)
{
	struct looked *looked = looks->list;
	struct looked *const end = looked + looks->count;

	for (; looked < end; looked++)
		if (looked->whole == whole &&
		    strcmp(looked->image, kernel->image) == 0)
			break;
	*facts = &looked->facts;
	if (looked < end)
		return 0;
	looks->count++;
	looked->image = kernel->image;
	looked->whole = whole;
	return whole ? facts_read(&looked->facts, kernel, err) :
		       facts_read_kept(&looked->facts, kernel, err);
}

static void release_looks(struct looks *looks)
{
	for (int i = 0; i < looks->count; i++)
		facts_release(&looks->list[i].facts);
	free(looks->list);
}

static int refuse_kernel(struct looks *looks, struct session_kernel *entry,
			 const struct needs *needs,
			 const struct questions *questions, struct error *err)
{
	const struct kernel *kernel = &entry->kernel;
	const struct facts *facts;
	int ret = look_at(looks, kernel,
			  needs_image(kernel, needs, questions), &facts, err);

	if (ret)
		return ret;
	entry->is_known = facts->config != NULL;
	entry->slowed_by = pace_slowed_by(facts, NULL);
	return answers_check(questions, needs, facts, kernel->name, err);
}

/* Arms of one kernel with the same parameters ask the same. */
static const struct session_kernel *
find_alike(const struct session_kernels *kernels, const struct plan *plan,
	   int index)
{
	const struct session_kernel *entry = &kernels->list[index];

	for (int i = 0; i < index; i++) {
		const struct session_kernel *other = &kernels->list[i];

		if (strcmp(other->kernel.image, entry->kernel.image) == 0 &&
		    strcmp(plan->arms[other->arm].parameters,
			   plan->arms[entry->arm].parameters) == 0)
			return other;
	}
	return NULL;
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

int refuse_kernels(struct session_kernels *kernels,
		   const struct plan *plan, const struct catalog *catalog,
		   struct error *err)
{
	struct needs needs;
	int ret = needs_read(&needs, catalog->folder, err);
	struct looks looks = {
		.list = xcalloc(kernels->count, sizeof(*looks.list)),
	};
	char *refused = NULL;

	for (int i = 0; i < kernels->count && ret == 0; i++) {
		const struct session_kernel *alike = find_alike(kernels, plan, i);
		struct session_kernel *entry = &kernels->list[i];
		struct questions questions = { 0 };
		char *longer;

		if (alike) {
			entry->is_known = alike->is_known;
			entry->slowed_by = alike->slowed_by;
			continue;
		}
		answers_ask_plan(&questions, &needs, plan,
				 &plan->arms[entry->arm]);
		ask_mappings(&questions, kernels, plan, entry);
		ret = refuse_kernel(&looks, entry, &needs, &questions, err);
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
	release_looks(&looks);
	needs_release(&needs);
	return ret;
}
