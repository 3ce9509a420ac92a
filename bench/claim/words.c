// SPDX-License-Identifier: GPL-2.0-only
#include "claim/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"

/* Words of both texts between two lines that are the same: beyond that they
 * are taken as they come. */
#define MAX_CELLS (64 << 20)

/* FNV-1a, 64 bits. */
static uint64_t hash_of(const char *text, int length)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (int i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3;
	return hash;
}

void words_add(struct words *words, const char *line, int index)
{
	for (const char *at = line + strspn(line, " \t"); *at;
	     at += strspn(at, " \t")) {
		int length = strcspn(at, " \t");

		words->list = xgrow(words->list, words->count,
				    sizeof(*words->list));
		words->list[words->count++] = (struct word){
			.text = at,
			.length = length,
			.line = index,
			.column = at - line,
			.hash = hash_of(at, length),
		};
		at += length;
	}
}

void words_release(struct words *words)
{
	free(words->list);
	*words = (struct words){ 0 };
}

bool word_is(const struct word *word, const char *text)
{
	return word->length == (int)strlen(text) &&
	       strncmp(word->text, text, word->length) == 0;
}

bool word_is_stamp(const struct word *word)
{
	static const char form[] = "0000-00-00T00:00:00Z";

	if (word->length < STAMP_LENGTH || word->length > STAMP_LENGTH + 1)
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == '0' ? !isdigit((unsigned char)word->text[i]) :
				     word->text[i] != form[i])
			return false;
	return true;
}

bool word_has_digit(const struct word *word)
{
	for (int i = 0; i < word->length; i++)
		if (isdigit((unsigned char)word->text[i]))
			return true;
	return false;
}

static bool same(const struct word *one, const struct word *other)
{
	return one->hash == other->hash && one->length == other->length &&
	       strncmp(one->text, other->text, one->length) == 0;
}

char *words_join(const struct words *words, int first, int count)
{
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	for (int i = first; i < first + count; i++)
		fprintf(out, "%s%.*s", i > first ? " " : "",
			words->list[i].length, words->list[i].text);
	memstream_close(out);
	return text;
}

/**
 * struct line - a line of a text as one
 * @hash: of its words
 * @first: index of its first word, @count of them
 * @partner: the line of the other text that is the same, or -1
 */
struct line {
	uint64_t hash;
	int first;
	int count;
	int partner;
};

static struct line *lines_of(const struct words *words, int *count)
{
	struct line *lines = NULL;

	*count = 0;
	for (int i = 0; i < words->count; i++) {
		const struct word *word = &words->list[i];
		struct line *line;

		if (!i || word->line != word[-1].line) {
			lines = xgrow(lines, *count, sizeof(*lines));
			lines[(*count)++] = (struct line){
				.first = i, .partner = -1,
			};
		}
		line = &lines[*count - 1];
		line->count++;
		line->hash = line->hash * 0x100000001b3 + word->hash;
	}
	return lines;
}

static int by_hash(const void *one, const void *other)
{
	const struct line *a = *(const struct line *const *)one;
	const struct line *b = *(const struct line *const *)other;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->first > b->first) - (a->first < b->first);
}

static struct line **sorted(struct line *lines, int count)
{
	struct line **order = xcalloc(count + 1, sizeof(*order));

	for (int i = 0; i < count; i++)
		order[i] = &lines[i];
	qsort(order, count, sizeof(*order), by_hash);
	return order;
}

/* How many from @at on are alike. */
static int alike(struct line *const *order, int at, int count)
{
	int n = 0;

	while (at + n < count && order[at + n]->hash == order[at]->hash)
		n++;
	return n;
}

/* Lines that stand once in both texts are partners. */
static void pair(struct line *given, int given_count, struct line *made,
		 int made_count)
{
	struct line **ours = sorted(given, given_count);
	struct line **theirs = sorted(made, made_count);
	int i = 0, j = 0;

	while (i < given_count && j < made_count) {
		int n = alike(ours, i, given_count);
		int m = alike(theirs, j, made_count);

		if (ours[i]->hash == theirs[j]->hash) {
			if (n == 1 && m == 1)
				ours[i]->partner = theirs[j] - made;
			i += n;
			j += m;
		} else if (ours[i]->hash < theirs[j]->hash) {
			i += n;
		} else {
			j += m;
		}
	}
	free(ours);
	free(theirs);
}

/* Of the partners keep the most that are in one order (longest increasing
 * subsequence). */
static void keep_order(struct line *given, int count)
{
	int *length = xcalloc(count + 1, sizeof(*length));
	int *previous = xcalloc(count + 1, sizeof(*previous));
	int best = -1;

	for (int i = 0; i < count; i++) {
		previous[i] = -1;
		length[i] = given[i].partner >= 0;
		for (int j = 0; j < i && given[i].partner >= 0; j++)
			if (given[j].partner >= 0 &&
			    given[j].partner < given[i].partner &&
			    length[j] + 1 > length[i]) {
				length[i] = length[j] + 1;
				previous[i] = j;
			}
		if (length[i] && (best < 0 || length[i] > length[best]))
			best = i;
	}
	for (int i = count - 1; i >= 0; i--) {
		if (i == best)
			best = previous[i];
		else
			given[i].partner = -1;
	}
	free(length);
	free(previous);
}

/**
 * struct span - words of both texts that stand between the same lines
 */
struct span {
	const struct words *given;
	const struct words *made;
	int given_first;
	int given_count;
	int made_first;
	int made_count;
};

enum step { BOTH, GIVEN, MADE };

static void add_difference(struct words_differences *differences,
			   struct words_difference difference)
{
	differences->list = xgrow(differences->list, differences->count,
				  sizeof(*differences->list));
	differences->list[differences->count++] = difference;
}

/* Numbers against numbers, one by one; other words as a whole. */
static void add_run(struct words_differences *differences,
		    const struct span *span,
		    struct words_difference run)
{
	bool each = run.given_count == run.made_count;

	for (int i = 0; i < run.given_count && each; i++)
		each = word_has_digit(&span->given->list[run.given + i]) &&
		       word_has_digit(&span->made->list[run.made + i]);
	for (int i = 0; each && i < run.given_count; i++)
		add_difference(differences, (struct words_difference){
			run.given + i, 1, run.made + i, 1 });
	if (!each && (run.given_count || run.made_count))
		add_difference(differences, run);
}

static int score(const struct word *given, const struct word *made)
{
	if (same(given, made))
		return 4;
	return word_has_digit(given) && word_has_digit(made) ? 1 : -1;
}

/* The way back through the table of steps, as differences. */
static void follow(const struct span *span, const unsigned char *steps,
		   struct words_differences *differences)
{
	int n = span->given_count, m = span->made_count;
	unsigned char *path = xcalloc(n + m + 1, 1);
	struct words_difference run = { span->given_first, 0,
					span->made_first, 0 };
	int length = 0;

	for (int i = n, j = m; i || j; length++) {
		enum step step = steps[(size_t)i * (m + 1) + j];

		path[length] = step;
		i -= step != MADE;
		j -= step != GIVEN;
	}
	for (int at = length - 1, i = 0, j = 0; at >= 0; at--) {
		if (path[at] == BOTH &&
		    same(&span->given->list[span->given_first + i],
			 &span->made->list[span->made_first + j])) {
			add_run(differences, span, run);
			i++, j++;
			run = (struct words_difference){
				span->given_first + i, 0,
				span->made_first + j, 0 };
			continue;
		}
		run.given_count += path[at] != MADE;
		run.made_count += path[at] != GIVEN;
		i += path[at] != MADE;
		j += path[at] != GIVEN;
	}
	add_run(differences, span, run);
	free(path);
}

static void align(const struct span *span,
		  struct words_differences *differences)
{
	int n = span->given_count, m = span->made_count;
	unsigned char *steps = xcalloc((size_t)(n + 1) * (m + 1), 1);
	int *row = xcalloc(m + 1, sizeof(*row));

	for (int j = 1; j <= m; j++) {
		row[j] = -j;
		steps[j] = MADE;
	}
	for (int i = 1; i <= n; i++) {
		int diagonal = row[0];

		row[0] = -i;
		steps[(size_t)i * (m + 1)] = GIVEN;
		for (int j = 1; j <= m; j++) {
			int both = diagonal + score(
				&span->given->list[span->given_first + i - 1],
				&span->made->list[span->made_first + j - 1]);
			int best = both;
			enum step step = BOTH;

			if (row[j] - 1 > best) {
				best = row[j] - 1;
				step = GIVEN;
			}
			if (row[j - 1] - 1 > best) {
				best = row[j - 1] - 1;
				step = MADE;
			}
			diagonal = row[j];
			row[j] = best;
			steps[(size_t)i * (m + 1) + j] = step;
		}
	}
	follow(span, steps, differences);
	free(steps);
	free(row);
}

/* What both begin and end with is the same. */
static void trim(struct span *span)
{
	while (span->given_count && span->made_count &&
	       same(&span->given->list[span->given_first],
		    &span->made->list[span->made_first])) {
		span->given_first++, span->given_count--;
		span->made_first++, span->made_count--;
	}
	while (span->given_count && span->made_count &&
	       same(&span->given->list[span->given_first +
				       span->given_count - 1],
		    &span->made->list[span->made_first +
				      span->made_count - 1])) {
		span->given_count--;
		span->made_count--;
	}
}

static void compare_span(struct span span,
			 struct words_differences *differences)
{
	trim(&span);
	if (!span.given_count && !span.made_count)
		return;
	if (span.given_count && span.made_count && (int64_t)span.given_count * span.made_count < MAX_CELLS)
		align(&span, differences);
	else
		add_difference(differences, (struct words_difference){
			span.given_first, span.given_count,
			span.made_first, span.made_count });
}

void words_compare(const struct words *given, const struct words *made,
		   struct words_differences *differences)
{
	int given_count, made_count;
	struct line *ours = lines_of(given, &given_count);
	struct line *theirs = lines_of(made, &made_count);
	struct span span = { .given = given, .made = made };

	*differences = (struct words_differences){ 0 };
	pair(ours, given_count, theirs, made_count);
	keep_order(ours, given_count);
	for (int i = 0; i < given_count; i++) {
		const struct line *partner = ours[i].partner < 0 ? NULL :
					     &theirs[ours[i].partner];

		if (!partner)
			continue;
		span.given_count = ours[i].first - span.given_first;
		span.made_count = partner->first - span.made_first;
		compare_span(span, differences);
		span.given_first = ours[i].first + ours[i].count;
		span.made_first = partner->first + partner->count;
	}
	span.given_count = given->count - span.given_first;
	span.made_count = made->count - span.made_first;
	compare_span(span, differences);
	free(ours);
	free(theirs);
}

void words_differences_release(struct words_differences *differences)
{
	free(differences->list);
	*differences = (struct words_differences){ 0 };
}
