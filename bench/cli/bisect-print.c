// SPDX-License-Identifier: GPL-2.0-only
#include "cli/bisect-print.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

#define SUBJECT_WIDTH 40

/* With a comma at every third digit; the caller frees. */
static char *grouped(uint64_t value)
{
	char digits[24];
	char *text = xcalloc(32, 1);
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, value);
	char *out = text;

	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			*out++ = ',';
		*out++ = digits[i];
	}
	return text;
}

static char *signed_text(uint64_t before, uint64_t after)
{
	char *size = grouped(after > before ? after - before : before - after);
	char *text = xasprintf("%s%s", after > before ? "+" :
			       after < before ? "-" : "", size);

	free(size);
	return text;
}

static const char *side_of(const struct bisect_record *record, size_t i)
{
	const struct candidate *list = record->list;
	uint64_t value = list[i].value;

	switch (list[i].state) {
	case CANDIDATE_NO_BUILD:
		return "no build";
	case CANDIDATE_ENDED:
		return "no value";
	default:
		break;
	}
	if (value != list[0].value && value != list[record->count - 1].value)
		return search_is_bad(list, record->count, value) ?
			       "nearer bad" : "nearer good";
	return search_is_bad(list, record->count, value) ? "bad" : "good";
}

static void print_commit(const struct bisect_look *look)
{
	printf("  %.12s  %.*s%s\n", look->commit, SUBJECT_WIDTH, look->subject,
	       strlen(look->subject) > SUBJECT_WIDTH ? "..." : "");
}

void bisect_print_looks(const struct bisect_record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		const struct candidate *candidate = &record->list[i];
		char *value = grouped(candidate->value);

		if (candidate->state != CANDIDATE_OPEN) {
			printf("%4zu  %-11s  %15s", i, side_of(record, i),
			       candidate->state == CANDIDATE_MEASURED ?
			       value : "-");
			print_commit(&record->looks[i]);
		}
		if (candidate->state > CANDIDATE_MEASURED)
			printf("      %.200s\n", record->looks[i].note);
		free(value);
	}
}

void bisect_print_found(const struct bisect_record *record)
{
	size_t first, last;

	search_found(record->list, record->count, &first, &last);
	if (first == last) {
		char *share = signed_text(record->list[first - 1].value,
					  record->list[first].value);

		printf("\nthe first that is nearer to the bad end (%s against its parent):\n",
		       share);
		print_commit(&record->looks[first]);
		free(share);
		return;
	}
	printf("\none of these %zu, of which the others have no value:\n",
	       last - first + 1);
	for (size_t i = first; i <= last; i++)
		print_commit(&record->looks[i]);
}

static void print_share(const struct bisect_record *record, size_t before,
			size_t after)
{
	const struct candidate *list = record->list;
	char *share = signed_text(list[before].value, list[after].value);

	if (after - before == 1) {
		printf("%15s", share);
		print_commit(&record->looks[after]);
	} else {
		printf("%15s  %zu commits, of which some have no value:\n",
		       share, after - before);
		for (size_t i = before + 1; i <= after; i++) {
			printf("%15s", "");
			print_commit(&record->looks[i]);
		}
	}
	free(share);
}

void bisect_print_shares(const struct bisect_record *record)
{
	const struct candidate *list = record->list;
	size_t last = record->count - 1;
	char *total = signed_text(list[0].value, list[last].value);
	size_t after;

	printf("\nthe share of each commit that changed any value:\n");
	for (size_t before = 0; before < last; before = after) {
		after = search_after(list, record->count, before);
		if (strcmp(list[before].digest, list[after].digest))
			print_share(record, before, after);
	}
	printf("%15s  together, from the good end to the bad one\n", total);
	free(total);
}
