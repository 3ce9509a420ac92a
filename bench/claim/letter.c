// SPDX-License-Identifier: GPL-2.0-only
#include "claim/letter.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/git.h"
#include "lib/alloc.h"
#include "lib/file.h"

/* How far ahead in the file a decoded line is looked for: the longest head. */
#define AHEAD 500

/**
 * struct place - where in the file the lines of a mail are looked for
 * @at: the rest of the file
 * @line: its first line's number
 */
struct place {
	const char *at;
	int line;
};

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

static size_t line_length(const char *line)
{
	size_t length = strcspn(line, "\n");

	while (length && isspace((unsigned char)line[length - 1]))
		length--;
	return length;
}

/* Decoded text stands in the file as it is, unless it was encoded. */
static int find_line(struct place *place, const char *text)
{
	size_t length = line_length(text);
	const char *at = place->at;

	for (int i = 0; length && *at && i < AHEAD; i++, at = next_line(at)) {
		if (line_length(at) != length || strncmp(at, text, length))
			continue;
		place->line += i + 1;
		place->at = next_line(at);
		return place->line - 1;
	}
	return 0;
}

/* Of mailers that keep columns so. */
static void take_no_break_spaces(char *text)
{
	char *to = text;

	for (; *text; text++) {
		bool is = strncmp(text, "\xc2\xa0", 2) == 0;

		*to++ = is ? ' ' : *text;
		text += is;
	}
	*to = '\0';
}

static char *unquote(char *text, int *depth)
{
	for (*depth = 0; *text == '>'; (*depth)++) {
		text++;
		text += *text == ' ';
	}
	return text;
}

void letter_make_printable(char *text)
{
	for (; *text; text++)
		if (*text != '\t' && (*text < ' ' || *text > '~'))
			*text = '?';
}

/* Takes @text over. */
static void add_lines(struct letter *letter, char *text, int mail,
		      struct place *place)
{
	letter->texts = xgrow(letter->texts, letter->text_count,
			      sizeof(*letter->texts));
	letter->texts[letter->text_count++] = text;
	for (char *line = text; *line;) {
		char *end = line + strcspn(line, "\n");
		char *next = *end ? end + 1 : end;
		struct letter_line *added;

		letter->lines = xgrow(letter->lines, letter->count,
				      sizeof(*letter->lines));
		added = &letter->lines[letter->count++];
		added->mail = mail;
		added->line = find_line(place, line);
		line[line_length(line)] = '\0';
		take_no_break_spaces(line);
		letter_make_printable(line);
		added->text = unquote(line, &added->depth);
		line = next;
	}
}

static bool starts(const char *line, const char *word)
{
	return strncasecmp(line, word, strlen(word)) == 0;
}

/* A head of `Name: value` lines in which one is of a mail. */
static bool is_mail(const char *text)
{
	static const char *const names[] = {
		"From:", "Subject:", "Date:", "Message-ID:", "Received:",
		"Content-Type:", "MIME-Version:",
	};
	bool found = false;

	if (strncmp(text, "From ", 5) == 0)
		return true;
	for (; *text && line_length(text); text = next_line(text)) {
		size_t name = strcspn(text, ": \t\r\n");

		if (*text == ' ' || *text == '\t')
			continue;
		if (!name || text[name] != ':')
			return false;
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			found = found || starts(text, names[i]);
	}
	return found;
}

/* What ends the HTML that begins in this line, or NULL. */
static const char *html_end(const char *line)
{
	static const char *const tags[] = { "html", "body", "div", "pre" };

	for (size_t i = 0; *line == '<' &&
	     i < sizeof(tags) / sizeof(tags[0]); i++) {
		size_t length = strlen(tags[i]);

		if (starts(line + 1, tags[i]) && line[length + 1] &&
		    strchr("> \n", line[length + 1]))
			return tags[i];
	}
	return NULL;
}

static char *behind_last(char *text, const char *tag)
{
	char *closing = xasprintf("</%s>", tag);
	char *found = NULL;

	for (char *at = text; (at = strcasestr(at, closing)); at++)
		found = at + strlen(closing);
	free(closing);
	return found;
}

/* A part in HTML says once more what the text says, by other signs. */
static void blank_html(char *text)
{
	for (char *line = text; *line; line = (char *)next_line(line)) {
		const char *tag = html_end(line);
		char *end = tag ? behind_last(line, tag) : NULL;

		for (char *at = line; end && at < end; at++)
			if (*at != '\n')
				*at = ' ';
	}
}

static void add_part(struct letter *letter, const struct text *part,
		     struct place *place)
{
	char *text = xstrdup(part->bytes);

	blank_html(text);
	add_lines(letter, text, letter->mails, place);
}

static int add_mail(struct letter *letter, const struct text *mail,
		    struct place *place, struct error *err)
{
	struct text info = { 0 }, message = { 0 }, rest = { 0 };
	int ret = git_mailinfo(mail, &info, &message, &rest, err);

	/* A line of dashes begins a diff for git. */
	if (ret == 0) {
		add_part(letter, &message, place);
		add_part(letter, &rest, place);
		letter->mails++;
	}
	free(info.bytes);
	free(message.bytes);
	free(rest.bytes);
	return ret;
}

static int add_mails(struct letter *letter, const struct text *mailbox,
		     struct place *place, struct error *err)
{
	struct text *mails = NULL;
	int count = git_mailsplit(mailbox, &mails, err);
	int ret = count < 0 ? count : 0;

	for (int i = 0; i < count && ret == 0; i++)
		ret = add_mail(letter, &mails[i], place, err);
	for (int i = 0; i < count; i++)
		free(mails[i].bytes);
	free(mails);
	return ret;
}

static int check_text(const struct text *text, struct error *err)
{
	if (!text->size)
		return error_set(err, EINVAL,
				 "found an empty file, expected a report or a mail with one");
	if (strlen(text->bytes) != text->size)
		return error_set(err, EINVAL,
				 "found a zero byte, expected a report or a mail as text");
	return 0;
}

int letter_read(struct letter *letter, const char *path, struct error *err)
{
	struct text text = { 0 };
	struct place place;
	int ret = file_read_at_most(path, LETTER_MAX_BYTES, &text.bytes,
				    &text.size, err);

	*letter = (struct letter){ 0 };
	if (ret)
		return ret;
	place = (struct place){ text.bytes, 1 };
	ret = check_text(&text, err);
	if (ret == 0 && is_mail(text.bytes))
		ret = strncmp(text.bytes, "From ", 5) == 0 ?
			      add_mails(letter, &text, &place, err) :
			      add_mail(letter, &text, &place, err);
	else if (ret == 0)
		add_lines(letter, xstrdup(text.bytes), 0, &place);
	if (ret)
		error_prefix(err, "%s: ", path);
	free(text.bytes);
	return ret;
}

void letter_release(struct letter *letter)
{
	for (int i = 0; i < letter->text_count; i++)
		free(letter->texts[i]);
	free(letter->texts);
	free(letter->lines);
	*letter = (struct letter){ 0 };
}
