// SPDX-License-Identifier: GPL-2.0-only
#include "inlining.h"

#include <string.h>

#include "format.h"

static bool only_in(const struct merged_function *function, enum side side)
{
	return function->known[side] && !function->known[!side];
}

static uint64_t insns_of(const struct merged_function *function,
			 enum side side)
{
	return function->work[side].insns;
}

/* GCC's suffixes and our numbers begin with one of these. */
static size_t base_length(const char *name)
{
	return strcspn(name, ".@");
}

/* A function of the other kernel only, whose name differs in the suffix. */
static const char *find_clone(const struct merged *merged, uint32_t function,
			      enum side side)
{
	const char *name = merged->functions[function].name;
	size_t length = base_length(name);

	for (size_t i = 0; i < merged->function_count; i++) {
		const struct merged_function *other = &merged->functions[i];

		if (only_in(other, !side) &&
		    base_length(other->name) == length &&
		    strncmp(other->name, name, length) == 0)
			return other->name;
	}
	return NULL;
}

/*
 * Of the callers in the kernel that has the function, the one that executes
 * most beyond that in the kernel that has it not.
 */
static const struct merged_function *
find_taker(const struct merged *merged, uint32_t function, enum side side)
{
	const struct merged_function *found = NULL;
	int64_t most = 0;

	for (uint32_t i = 1; i < merged->path_count; i++) {
		const struct merged_path *path = &merged->paths[i];
		const struct merged_function *caller =
			&merged->functions[merged->paths[path->parent]
						   .function];
		int64_t more = (int64_t)(insns_of(caller, !side) -
					 insns_of(caller, side));

		if (path->function == function && path->self[side].calls &&
		    caller->known[!side] && more > most) {
			most = more;
			found = caller;
		}
	}
	return found;
}

void inlining_print(const struct merged *merged, uint32_t function,
		    FILE *file)
{
	static const char *const letters[] = { "A", "B" };
	const struct merged_function *taker;
	const char *clone;
	enum side side;

	if (only_in(&merged->functions[function], SIDE_A))
		side = SIDE_A;
	else if (only_in(&merged->functions[function], SIDE_B))
		side = SIDE_B;
	else
		return;
	fprintf(file, "  [only %s has it", letters[side]);
	clone = find_clone(merged, function, side);
	taker = find_taker(merged, function, side);
	if (clone)
		fprintf(file, "; %s in %s", clone, letters[!side]);
	else if (taker)
		fprintf(file, "; in %s inlined into %s, %s there",
			letters[!side], taker->name,
			format_change((int64_t)(insns_of(taker, !side) -
						insns_of(taker, side))).text);
	fputc(']', file);
}
