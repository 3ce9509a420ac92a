// SPDX-License-Identifier: GPL-2.0-only
#include "claim/wording.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/memstream.h"
#include "lib/parse.h"

void wording_take(struct wording *wording, const char *text)
{
	char *line = xstrdup(text);

	for (char *at = line; *at; at++)
		if (*at == '\n' || *at == '\r')
			*at = ' ';
	wording->count = parse_words(line, &wording->words);
	free(line);
}

int wording_read(struct wording *wording, const char *path, struct error *err)
{
	char *text;
	int ret = file_read_at_most(path, INPUT_TEXT_BYTES, &text, NULL, err);

	*wording = (struct wording){ 0 };
	if (ret)
		return ret;
	wording_take(wording, text);
	free(text);
	return 0;
}

void wording_release(struct wording *wording)
{
	free(wording->words);
	*wording = (struct wording){ 0 };
}

static void take_unmarked(struct wording *wording, const char *line)
{
	char *bare = xstrdup(line);
	char *to = bare;

	for (; *line; line++)
		if (*line != '{' && *line != '}')
			*to++ = *line;
	*to = '\0';
	wording_take(wording, bare);
	free(bare);
}

/*
 * The length of a number that begins here: "+0.939", "<.001", "74,208,069",
 * "0x1bf602000"; 0 where none does.  What has a letter behind it is a name, 4K.
 * `#` stands for any of them.
 */
static size_t number_length(const char *text)
{
	const char *at = text + (*text == '+' || *text == '-');
	bool digits = false;

	if (*text == '#')
		return 1;
	at += *at == '<';
	if (at[0] == '0' && at[1] == 'x')
		return at + 2 + strspn(at + 2, "0123456789abcdef") - text;
	for (; isdigit((unsigned char)*at) || *at == '.' || *at == ','; at++)
		digits |= isdigit((unsigned char)*at);
	while (at > text && (at[-1] == ',' || at[-1] == '.'))
		at--;
	return digits && !isalpha((unsigned char)*at) ? at - text : 0;
}

/* Equal but for their numbers. */
static bool is_alike(const char *one, const char *other)
{
	bool inside = false;

	while (*one && *other) {
		size_t length = inside ? 0 : number_length(one);
		size_t other_length = inside ? 0 : number_length(other);

		if (length && other_length) {
			one += length;
			other += other_length;
			continue;
		}
		if (*one != *other)
			return false;
		inside = isalnum((unsigned char)*one) || *one == '_';
		one++;
		other++;
	}
	return !*one && !*other;
}

static bool is_equal(const char *one, const char *other)
{
	return strcmp(one, other) == 0;
}

/* A sentence may go on behind the last word: "patched;" */
static bool ends_with_word(const char *text, const char *word,
			   bool (*matches)(const char *one, const char *other))
{
	char *bare;
	bool same;
	size_t length = strlen(text);

	if (matches(text, word))
		return true;
	while (length && strchr(".,;:)", text[length - 1]))
		length--;
	bare = xasprintf("%.*s", (int)length, text);
	same = matches(bare, word);
	free(bare);
	return same;
}

static bool stands_at(const struct wording *wording, size_t place,
		      const struct wording *part,
		      bool (*matches)(const char *one, const char *other))
{
	size_t last = part->count - 1;

	for (size_t i = 0; i < last; i++)
		if (!matches(wording->words[place + i], part->words[i]))
			return false;
	return ends_with_word(wording->words[place + last], part->words[last],
			      matches);
}

/*
 * From @place on, the next place where it stands.
 *
 * Return: -1 where there is none.
 */
static long next_place(const struct wording *wording, size_t place,
		       const struct wording *part,
		       bool (*matches)(const char *one, const char *other))
{
	for (; part->count && place + part->count <= wording->count; place++)
		if (stands_at(wording, place, part, matches))
			return (long)place;
	return -1;
}

bool wording_has(const struct wording *wording, const char *line)
{
	struct wording part;
	bool has;

	take_unmarked(&part, line);
	has = next_place(wording, 0, &part, is_equal) >= 0;
	wording_release(&part);
	return has;
}

static char *join(const struct wording *wording, size_t place, size_t count)
{
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%s", i ? " " : "", wording->words[place + i]);
	memstream_close(out);
	return text;
}

char *wording_nearest(const struct wording *wording, const char *line)
{
	struct wording part;
	long nearest = -1;
	size_t most = 0;
	char *text;

	take_unmarked(&part, line);
	for (long at = next_place(wording, 0, &part, is_alike); at >= 0;
	     at = next_place(wording, at + 1, &part, is_alike)) {
		size_t common = 0;

		for (size_t i = 0; i < part.count; i++)
			common += is_equal(wording->words[at + i],
					   part.words[i]);
		if (nearest < 0 || common > most) {
			nearest = at;
			most = common;
		}
	}
	text = nearest < 0 ? NULL : join(wording, nearest, part.count);
	wording_release(&part);
	return text;
}

/* How many that are alike come before @place. */
static size_t count_alike(const struct wording *wording, size_t place,
			  const struct wording *part)
{
	size_t count = 0;

	for (long at = next_place(wording, 0, part, is_alike);
	     at >= 0 && (size_t)at < place;
	     at = next_place(wording, at + 1, part, is_alike))
		count++;
	return count;
}

static const char *copy_number(FILE *out, const char *from)
{
	size_t length = number_length(from);

	fprintf(out, "%.*s", (int)length, from);
	return from + length;
}

/*
 * The words of @text, which is alike, with these marks, which stand
 * before and behind whole numbers.
 */
static char *mark_again(const char *marks, const char *text)
{
	struct wording words;
	char *whole, *marked;
	const char *line;
	size_t size;
	FILE *out = memstream_open(&marked, &size);
	bool inside = false;

	wording_take(&words, marks);
	line = whole = join(&words, 0, words.count);
	wording_release(&words);
	while (*line) {
		size_t length = inside ? 0 : number_length(line);

		if (*line == '{' || *line == '}') {
			fputc(*line++, out);
			inside = false;
		} else if (length) {
			line += length;
			text = copy_number(out, text);
		} else {
			inside = isalnum((unsigned char)*line) || *line == '_';
			fputc(*line++, out);
			text += *text != '\0';
		}
	}
	memstream_close(out);
	free(whole);
	return marked;
}

static int renew(const struct wording *old, const struct wording *now,
		 const struct wording *part, const char *line, char **renewed,
		 struct error *err)
{
	long place = next_place(old, 0, part, is_equal);
	size_t alike = count_alike(old, old->count, part);
	size_t alike_now = count_alike(now, now->count, part);
	size_t before;
	char *text;

	if (place < 0)
		return error_set(err, ENOENT,
				 "`%s`: expected this in the older report",
				 line);
	if (alike != alike_now)
		return error_set(err, EINVAL,
				 "`%s`: found %zu lines like it, expected %zu as in the older report: cite it again by hand",
				 line, alike_now, alike);
	before = count_alike(old, place, part);
	place = next_place(now, 0, part, is_alike);
	while (before--)
		place = next_place(now, place + 1, part, is_alike);
	text = join(now, place, part->count);
	*renewed = mark_again(line, text);
	free(text);
	if (!wording_has(now, *renewed)) {
		free(*renewed);
		*renewed = NULL;
		return error_set(err, EINVAL,
				 "`%s`: expected marks around whole numbers: cite it again by hand",
				 line);
	}
	return 0;
}

int wording_renew(const struct wording *old, const struct wording *now,
		  const char *line, char **renewed, struct error *err)
{
	struct wording part;
	int ret;

	*renewed = NULL;
	take_unmarked(&part, line);
	ret = renew(old, now, &part, line, renewed, err);
	wording_release(&part);
	return ret;
}

int wording_fill(const struct wording *report, const char *line,
		 char **filled, struct error *err)
{
	struct wording part;
	size_t alike;
	char *text;

	take_unmarked(&part, line);
	alike = count_alike(report, report->count, &part);
	*filled = NULL;
	if (alike == 1) {
		text = join(report, next_place(report, 0, &part, is_alike),
			    part.count);
		*filled = mark_again(line, text);
		free(text);
	}
	wording_release(&part);
	return *filled ? 0 : error_set(err, EINVAL,
		"`%s`: found %zu places like it in the report, expected one",
		line, alike);
}
