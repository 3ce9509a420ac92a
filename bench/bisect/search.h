/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SEARCH_H
#define NUMABOOT_SEARCH_H

/*
 * Which commit of a range to measure next, and what is known when nothing is
 * left.  The first candidate is good and the last one bad.  One that does not
 * build, or whose boot ends otherwise, is never good or bad: where it could be
 * the one, the answer is a range.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/digest.h"

/**
 * enum candidate_state - what is known of a commit
 * @CANDIDATE_OPEN: nothing
 * @CANDIDATE_MEASURED: its value
 * @CANDIDATE_NO_BUILD: it does not build
 * @CANDIDATE_ENDED: its boot did not complete
 */
enum candidate_state {
	CANDIDATE_OPEN,
	CANDIDATE_MEASURED,
	CANDIDATE_NO_BUILD,
	CANDIDATE_ENDED,
};

/**
 * struct candidate - a commit of the range
 * @value: of the metric, when it was measured
 * @digest: over all exact values that were measured with it
 */
struct candidate {
	enum candidate_state state;
	uint64_t value;
	char digest[DIGEST_HEX_SIZE];
};

/**
 * search_is_bad - is a value nearer to that of the last candidate?
 *
 * As near to both is good: the change is not there yet.
 */
bool search_is_bad(const struct candidate *list, size_t count,
		   uint64_t value);

/**
 * search_next - what to measure for the first bad one
 * @next: index; the ends first, then the middle of what is left
 *
 * Return: whether there is one.  With @count candidates that all build it is
 * so at most 2 + log2(@count - 1) times, rounded up.
 */
bool search_next(const struct candidate *list, size_t count, size_t *next);

/**
 * search_found - among which the first bad one is, when nothing is left
 * @first: index
 * @last: index; the same one when it is known which
 */
void search_found(const struct candidate *list, size_t count, size_t *first,
		  size_t *last);

/**
 * search_next_share - what to measure for the share of every commit
 * @next: index: the ends first, then the middle of the widest interval whose
 *	ends differ in any value
 *
 * An interval whose ends are equal in every value is not looked into.
 *
 * Return: whether there is one.
 */
bool search_next_share(const struct candidate *list, size_t count,
		       size_t *next);

/**
 * search_after - the next measured candidate behind one
 *
 * Return: its index, @count when there is none.
 */
size_t search_after(const struct candidate *list, size_t count, size_t index);

#endif
