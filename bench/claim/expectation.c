// SPDX-License-Identifier: GPL-2.0-only
#include "claim/expectation.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/parse.h"
#include "workload/metrics.h"

#define BLANKS " \t"
#define DIGITS "0123456789"
#define NODE_MAX 1023
#define WORDS "worse, differs, better or same"

/* A longer one in front of what it begins with. */
static const struct {
	const char *text;
	enum expectation_operator operator;
} operators[] = {
	{ "==", EXPECT_EQUAL }, { "!=", EXPECT_UNEQUAL },
	{ "<=", EXPECT_LESS_EQUAL }, { ">=", EXPECT_MORE_EQUAL },
	{ "<", EXPECT_LESS }, { ">", EXPECT_MORE },
};

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, BLANKS);
}

/* Up to where only blanks follow. */
static char *copy_until(const char *text, const char *end)
{
	while (end > text && strchr(BLANKS, end[-1]))
		end--;
	return xasprintf("%.*s", (int)(end - text), text);
}

static int reject(const struct expectation *expectation, struct error *err,
		  const char *found, const char *expected)
{
	return error_set(err, EINVAL, "`%s`: found `%s`, expected %s",
			 expectation->text, found, expected);
}

static size_t metric_length(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz_." DIGITS);
}

static const struct metric *find_metric(const char *text)
{
	char *name = copy_until(text, text + metric_length(text));
	const struct metric *metric = metrics_find(name);

	free(name);
	return metric;
}

/* A word that a row's verdict can be asked for, or VERDICT_WORD_COUNT. */
static enum verdict_word find_word(const char *text)
{
	enum verdict_word word = verdict_find(text);

	return word <= VERDICT_SAME ? word : VERDICT_WORD_COUNT;
}

static bool begins_subject(const char *text)
{
	return find_metric(text) || find_word(text) != VERDICT_WORD_COUNT;
}

/*
 * Arms hold colons and blanks themselves.  The arm ends at the first colon
 * with a metric or a word behind it; without one, at the first before a blank,
 * so that what is told of is what should have been a metric.
 */
static const char *find_subject(const char *text)
{
	const char *fallback = NULL;

	if (begins_subject(text))
		return text;
	for (const char *at = strchr(text, ':'); at; at = strchr(at + 1, ':')) {
		if (begins_subject(skip_blanks(at + 1)))
			return skip_blanks(at + 1);
		if (!fallback && at[1] && strchr(BLANKS, at[1]))
			fallback = skip_blanks(at + 1);
	}
	return fallback ? fallback : text;
}

static int reject_metric(const struct expectation *expectation,
			 const char *text, struct error *err)
{
	size_t length = strcspn(text, BLANKS "[@=!<>");
	char *name = xasprintf("%.*s", (int)length, text);
	char *near = metrics_near(name);
	int ret = error_set(err, EINVAL,
			    "`%s`: found `%s`, expected a metric%s%s or " WORDS
			    " (numaboot list metrics)", expectation->text, name,
			    *near ? " as " : "", near);

	free(near);
	free(name);
	return ret;
}

/* What may stand behind METRIC[ITEM]. */
static bool begins_rest(const char *text)
{
	return (*text && strchr("@=!<>", *text)) ||
	       find_word(text) != VERDICT_WORD_COUNT;
}

/* An item may hold a `]`. */
static int take_item(struct expectation *expectation, const char **at,
		     struct error *err)
{
	const char *open = *at + 1, *close = strchr(open, ']');

	while (close && !begins_rest(skip_blanks(close + 1)))
		close = strchr(close + 1, ']');
	if (!close)
		close = strchr(open, ']');
	if (!close)
		return reject(expectation, err, *at, "[ITEM]");
	expectation->item = xasprintf("%.*s", (int)(close - open), open);
	*at = skip_blanks(close + 1);
	return 0;
}

static int take_node(struct expectation *expectation, const char **at,
		     struct error *err)
{
	size_t length = strspn(*at + 1, DIGITS);
	char *text = xasprintf("%.*s", (int)length, *at + 1);
	uint64_t node;
	int ret = parse_u64(text, &node);

	free(text);
	if (ret || node > NODE_MAX)
		return reject(expectation, err, *at, "@ and a node's number");
	expectation->node = (int)node;
	*at = skip_blanks(*at + 1 + length);
	return 0;
}

/* Return: bytes of a decimal number at the begin of a text, or 0. */
static size_t number_length(const char *text)
{
	const char *at = text + strspn(text, "+-");
	size_t whole = strspn(at, DIGITS), part = 0;

	if (at - text > 1)
		return 0;
	at += whole;
	if (*at == '.') {
		part = strspn(at + 1, DIGITS);
		at += 1 + part;
	}
	if (!whole && !part)
		return 0;
	if (*at == 'e' || *at == 'E') {
		size_t sign = strspn(at + 1, "+-") == 1;
		size_t digits = strspn(at + 1 + sign, DIGITS);

		at += digits ? 1 + sign + digits : 0;
	}
	return at - text;
}

static bool has_unit(const struct expectation *expectation, const char *unit)
{
	return expectation->metric &&
	       strcmp(expectation->metric->unit, unit) == 0;
}

/* K, M, G, T; KiB, … of bytes only, of which all are binary.  0: no scale. */
static double find_scale(const struct expectation *expectation,
			 const char *text)
{
	static const char suffixes[] = "KMGT";
	bool bytes = has_unit(expectation, "bytes");
	const char *suffix = *text ? strchr(suffixes, *text) : NULL;
	double scale = 1;

	if (!*text)
		return 1;
	if (!suffix || (text[1] && (!bytes || strcmp(text + 1, "iB") != 0)))
		return 0;
	for (const char *at = suffixes; at <= suffix; at++)
		scale *= bytes ? 1024 : 1000;
	return scale;
}

static void take_arm(struct expectation *expectation, double factor,
		     const char *text)
{
	expectation->kind = EXPECT_ARM;
	expectation->number = factor;
	if (strcmp(text, "baseline") != 0)
		expectation->right = xstrdup(text);
}

static int take_right(struct expectation *expectation, const char *text,
		      struct error *err)
{
	size_t length = number_length(text);
	const char *behind = skip_blanks(text + length);
	double scale = find_scale(expectation, behind);
	double number = 1;
	uint64_t digest;

	if (!*text)
		return reject(expectation, err, text,
			      "a number, NUMBER % or [FACTOR *] ARM at the end");
	if (length)
		number = strtod(text, NULL);
	if (!isfinite(number * (scale ? scale : 1)))
		return reject(expectation, err, text, "a smaller number");
	if (has_unit(expectation, "digest") && parse_u64(text, &digest) == 0) {
		expectation->kind = EXPECT_VALUE;
		expectation->number = (double)digest;
	} else if (length && scale) {
		expectation->kind = EXPECT_VALUE;
		expectation->number = number * scale;
	} else if (length && strcmp(behind, "%") == 0) {
		expectation->kind = EXPECT_CHANGE;
		expectation->number = number / 100;
	} else if (length && *behind == '*' && *skip_blanks(behind + 1)) {
		take_arm(expectation, number, skip_blanks(behind + 1));
	} else {
		take_arm(expectation, 1, text);
	}
	return 0;
}

/* A digest is no amount: it is equal or not. */
static int check_digest(const struct expectation *expectation,
			const char *operation, struct error *err)
{
	if (!has_unit(expectation, "digest") ||
	    (expectation->operator <= EXPECT_UNEQUAL &&
	     expectation->kind != EXPECT_CHANGE &&
	     (expectation->kind != EXPECT_ARM || expectation->number == 1)))
		return 0;
	return reject(expectation, err, operation,
		      "== or != with a digest or an arm, which are no amounts");
}

static int take_operation(struct expectation *expectation, const char *text,
			  struct error *err)
{
	size_t i = 0, count = sizeof(operators) / sizeof(operators[0]);
	int ret;

	while (i < count && strncmp(text, operators[i].text,
				    strlen(operators[i].text)) != 0)
		i++;
	if (i == count)
		return reject(expectation, err, text,
			      "== != < <= > >= and a right side, or " WORDS);
	expectation->operator = operators[i].operator;
	ret = take_right(expectation,
			 skip_blanks(text + strlen(operators[i].text)), err);
	return ret ? ret : check_digest(expectation, text, err);
}

static int take_metric(struct expectation *expectation, const char *at,
		       struct error *err)
{
	int ret = 0;

	expectation->metric = find_metric(at);
	if (!expectation->metric)
		return reject_metric(expectation, at, err);
	at = skip_blanks(at + metric_length(at));
	if (*at == '[')
		ret = take_item(expectation, &at, err);
	if (ret == 0 && *at == '@')
		ret = take_node(expectation, &at, err);
	if (ret)
		return ret;
	expectation->word = find_word(at);
	return expectation->word == VERDICT_WORD_COUNT ?
	       take_operation(expectation, at, err) : 0;
}

int expectation_parse(struct expectation *expectation, const char *text,
		      struct error *err)
{
	const char *from = skip_blanks(text);
	const char *subject, *end;

	*expectation = (struct expectation){
		.text = copy_until(from, from + strlen(from)),
		.node = -1,
	};
	for (const char *at = expectation->text; *at; at++)
		if (iscntrl((unsigned char)*at))
			return error_set(err, EINVAL,
					 "found the control character 0x%02x in an expectation, expected none",
					 (unsigned char)*at);
	subject = find_subject(expectation->text);
	if (subject != expectation->text) {
		for (end = subject; end[-1] != ':'; end--)
			;
		expectation->arm = copy_until(expectation->text, end - 1);
		if (!*expectation->arm)
			return reject(expectation, err, ":",
				      "an arm before it");
	}
	expectation->word = find_word(subject);
	return expectation->word == VERDICT_WORD_COUNT ?
	       take_metric(expectation, subject, err) : 0;
}

void expectation_release(struct expectation *expectation)
{
	free(expectation->right);
	free(expectation->item);
	free(expectation->arm);
	free(expectation->text);
	*expectation = (struct expectation){ 0 };
}

static char *list_arms(const char *const *arms, size_t count)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < count; i++) {
		char *longer = xasprintf("%s%s%s", text, i ? ", " : "",
					 arms[i]);

		free(text);
		text = longer;
	}
	return text;
}

static int check_arm(const struct expectation *expectation, const char *arm,
		     const char *const *arms, size_t count,
		     const char *expected, struct error *err)
{
	char *list;

	for (size_t i = 0; i < count; i++)
		if (!arm || strcmp(arms[i], arm) == 0)
			return 0;
	list = list_arms(arms, count);
	error_set(err, EINVAL, "`%s`: found `%s`, expected %s: %s",
		  expectation->text, arm ? arm : "", expected, list);
	free(list);
	return -EINVAL;
}

/* Compared with itself, whatever the numbers are. */
static bool is_vain(const struct expectation *expectation, const char *baseline)
{
	const char *arm = expectation->arm;
	bool of_baseline = arm && strcmp(arm, baseline) == 0;

	if (expectation->kind != EXPECT_ARM || !expectation->right)
		return of_baseline && expectation->kind != EXPECT_VALUE;
	return arm && strcmp(arm, expectation->right) == 0;
}

int expectation_check_arms(const struct expectation *expectation,
			   const char *const *arms, size_t count,
			   struct error *err)
{
	int ret = check_arm(expectation, expectation->arm, arms, count,
			    "one of the arms", err);

	if (ret == 0 && expectation->kind == EXPECT_ARM)
		ret = check_arm(expectation, expectation->right, arms, count,
				"a number without commas, NUMBER % or one of the arms",
				err);
	if (ret == 0 && is_vain(expectation, arms[0]))
		ret = error_set(err, EINVAL,
				"`%s`: found `%s` compared with itself, expected a number or another arm",
				expectation->text, expectation->arm);
	return ret;
}
