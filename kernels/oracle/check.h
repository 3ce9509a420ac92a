/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ORACLE_CHECK_H
#define ORACLE_CHECK_H

/*
 * The comparison itself: memblock's answer beside that of the rules.  The
 * first wrong answer is kept with all that was asked; a wrong answer ends
 * nothing.
 */

#include "map.h"
#include "rules.h"

/**
 * struct check - a comparison of memblock with the rules
 * @rules: the rules
 * @map: the memory now
 * @setting: the setting now
 * @query: the query now
 * @walk: name of the walk now, NULL while searching
 * @warned: the rules wanted the warning since the map was loaded
 * @wrong: wrong answers so far
 * @cases: answers so far, of searches and of walks
 * @first: the first wrong answer in one sentence
 *
 * It lies in memory that outlives memblock's process, so that it tells what was
 * asked when that process came to a sudden end.
 */
struct check {
	enum rules rules;
	struct map map;
	struct setting setting;
	struct query query;
	const char *walk;
	bool warned;
	uint64_t wrong;
	uint64_t cases;
	char first[8192];
};

/**
 * check_fail - count a wrong answer, and keep the first
 * @check: the comparison
 * @format: as printf's: what is wrong; what was asked and the map are added
 */
__attribute__((format(printf, 2, 3))) void check_fail(struct check *check,
						      const char *format, ...);

/**
 * check_load - give memblock the map of the comparison, with no warning yet
 * @check: the comparison
 */
void check_load(struct check *check);

/**
 * check_find - compare the answer to the query of the comparison
 * @check: the comparison
 * @keep: leave what was found reserved, in memblock and in the map, and
 *	expect one warning at most since the map was loaded; else do as if
 *	nobody had asked before, and leave no trace
 */
void check_find(struct check *check, bool keep);

/**
 * check_walks - compare all walks over the map of the comparison
 * @check: the comparison
 */
void check_walks(struct check *check);

#endif
