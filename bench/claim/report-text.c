// SPDX-License-Identifier: GPL-2.0-only
#include "claim/report-text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "claim/words.h"
#include "lib/alloc.h"

/* What is behind it tells of the host, and of how to make it again. */
#define AGAIN_SIGN "Measured again"

static bool is_sign(const char *text, const char *sign)
{
	size_t length = strlen(sign);

	return strncmp(text, sign, length) == 0 &&
	       !text[length + strspn(text + length, " \t")];
}

static bool is_rule(const char *text)
{
	size_t length = strspn(text, "=");

	return length >= 3 && !text[length + strspn(text + length, " \t")];
}

/* Both belong to the same report. */
static bool same_voice(const struct letter_line *one,
		       const struct letter_line *other)
{
	return one->mail == other->mail && one->depth == other->depth;
}

/* The line before @at in the same voice, or -1. */
static int before(const struct letter *letter, int at, int from)
{
	for (int i = at - 1; i >= from; i--)
		if (same_voice(&letter->lines[i], &letter->lines[at]))
			return i;
	return -1;
}

/* The title of the report whose line @at is, not before @from; or -1. */
static int find_title(const struct letter *letter, int at, int from)
{
	for (int i = before(letter, at, from); i >= 0;
	     i = before(letter, i, from))
		if (is_rule(letter->lines[i].text))
			return before(letter, i, from);
	return -1;
}

static void add_line(struct report_text *report,
		     const struct letter_line *line, int nth)
{
	report->lines = xgrow(report->lines, report->count,
			      sizeof(*report->lines));
	report->lines[report->count++] = (struct report_line){
		.text = line->text,
		.line = line->line,
		.nth = nth,
	};
}

static struct report_text *add_report(struct report_texts *texts)
{
	texts->list = xgrow(texts->list, texts->count, sizeof(*texts->list));
	return &texts->list[texts->count++];
}

static void take_body(struct report_text *report, const struct letter *letter,
		      int from, int sign)
{
	for (int i = from; i < sign; i++) {
		const struct letter_line *line = &letter->lines[i];

		if (!same_voice(line, &letter->lines[sign]))
			continue;
		if (strncmp(line->text, AGAIN_SIGN, strlen(AGAIN_SIGN)) == 0)
			break;
		add_line(report, line, i + 1);
	}
}

/* Return: the first line behind it. */
static int take_footer(struct footer *footer, const struct letter *letter,
		       int sign)
{
	int end = sign + 1;

	for (int i = sign + 1; i < (int)letter->count; i++) {
		const struct letter_line *line = &letter->lines[i];

		if (line->mail != letter->lines[sign].mail)
			break;
		if (!same_voice(line, &letter->lines[sign]))
			continue;
		if (!footer_add_line(footer, line->text, line->line))
			break;
		end = i + 1;
	}
	footer_end(footer);
	return end;
}

/* Where the mail of a line begins. */
static int mail_start(const struct letter *letter, int at, int from)
{
	int i = at;

	while (i > from && letter->lines[i - 1].mail == letter->lines[at].mail)
		i--;
	return i;
}

static int take_report(struct report_texts *texts, int sign, int from)
{
	const struct letter *letter = &texts->letter;
	struct report_text *report = add_report(texts);
	int start = mail_start(letter, sign, from);
	int title = find_title(letter, sign, start);

	report->titled = title >= 0;
	take_body(report, letter, report->titled ? title : start, sign);
	return take_footer(&report->footer, letter, sign);
}

/* Reports of before there were footers end with how to measure it again. */
static void take_old(struct report_texts *texts)
{
	const struct letter *letter = &texts->letter;

	for (int i = 0; i < (int)letter->count; i++) {
		int title = strncmp(letter->lines[i].text, AGAIN_SIGN,
				    strlen(AGAIN_SIGN)) ? -1 :
			    find_title(letter, i, 0);

		if (title < 0)
			continue;
		take_body(add_report(texts), letter, title, i);
		texts->list[texts->count - 1].titled = true;
	}
}

int report_texts_read(struct report_texts *texts, const char *path,
		      struct error *err)
{
	int ret, from = 0;

	*texts = (struct report_texts){ 0 };
	ret = letter_read(&texts->letter, path, err);
	for (int i = 0; ret == 0 && i < (int)texts->letter.count; i++)
		if (is_sign(texts->letter.lines[i].text, FOOTER_SIGN))
			i = (from = take_report(texts, i, from)) - 1;
	if (ret == 0 && !texts->count)
		take_old(texts);
	if (ret == 0 && !texts->count)
		ret = error_set(err, ENOENT,
				"%s: found no report of numaboot in it, expected one as text that ends with the block `" FOOTER_SIGN "`",
				path);
	return ret;
}

char *report_stamp(const struct report_text *report)
{
	char *found = NULL;

	for (size_t i = 0; i < report->count && !found; i++) {
		struct words words = { 0 };

		words_add(&words, report->lines[i].text, i);
		for (int j = 0; j < words.count && !found; j++)
			if (word_is_stamp(&words.list[j]))
				found = xasprintf("%.*s", STAMP_LENGTH,
						  words.list[j].text);
		words_release(&words);
	}
	return found;
}

bool report_has_word(const struct report_text *report, const char *text)
{
	bool has = false;

	for (size_t i = 0; i < report->count && !has; i++) {
		struct words words = { 0 };

		words_add(&words, report->lines[i].text, i);
		for (int j = 0; j < words.count && !has; j++)
			has = word_is(&words.list[j], text);
		words_release(&words);
	}
	return has;
}

void report_texts_release(struct report_texts *texts)
{
	for (int i = 0; i < texts->count; i++) {
		free(texts->list[i].lines);
		footer_release(&texts->list[i].footer);
	}
	free(texts->list);
	letter_release(&texts->letter);
	*texts = (struct report_texts){ 0 };
}
