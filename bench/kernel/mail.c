// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/mail.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/diff.h"
#include "kernel/subject.h"
#include "lib/alloc.h"

static const char *const state_names[] = {
	[MAIL_APPLIED] = "applied",
	[MAIL_COVER] = "cover letter",
	[MAIL_REPLY] = "reply",
	[MAIL_OLDER] = "older version",
	[MAIL_DUPLICATE] = "duplicate",
	[MAIL_UNLISTED] = "not in the series file",
	[MAIL_NO_DIFF] = "no diff",
};

const char *mail_state_name(enum mail_state state)
{
	return state_names[state];
}

char *mail_label(const struct mail *mail)
{
	return mail->number ? xasprintf("%s, mail %d", mail->path,
					mail->number) :
			      xstrdup(mail->path);
}

static bool starts(const char *line, const char *word)
{
	return strncasecmp(line, word, strlen(word)) == 0;
}

/* The value of a header, unfolded; NULL when there is none. */
static char *header(const char *text, const char *name)
{
	for (const char *line = text; *line && !strchr("\r\n", *line);
	     line = diff_next_line(line)) {
		const char *end;
		char *value;

		if (!starts(line, name) || line[strlen(name)] != ':')
			continue;
		line += strlen(name) + 1;
		line += strspn(line, " \t");
		end = line + strcspn(line, "\n");
		while (*end && (end[1] == ' ' || end[1] == '\t'))
			end += 1 + strcspn(end + 1, "\n");
		value = xasprintf("%.*s", (int)(end - line), line);
		for (char *at = value; *at; at++)
			if (strchr("\r\n\t", *at))
				*at = ' ';
		return value;
	}
	return NULL;
}

static bool header_is(const char *text, const char *name, const char *first,
		      const char *second)
{
	char *value = header(text, name);
	bool is = !value || starts(value, first) ||
		  (second && starts(value, second));

	free(value);
	return is;
}

static bool has_header(const char *text, const char *name)
{
	char *value = header(text, name);

	free(value);
	return value != NULL;
}

/* Does this header name another mail?  SUSE's name a bug there. */
static bool names_mail(const char *text, const char *name)
{
	char *value = header(text, name);
	const char *open = value ? strchr(value, '<') : NULL;
	bool names = open && strchr(open, '@');

	free(value);
	return names;
}

/* "From ", 40 hex digits, a date that is always the same. */
static bool from_format_patch(const char *text)
{
	static const char date[] = " Mon Sep 17 00:00:00 2001\n";

	return strncmp(text, "From ", 5) == 0 &&
	       strspn(text + 5, "0123456789abcdef") == 40 &&
	       strncmp(text + 45, date, strlen(date)) == 0;
}

static bool has_plain_head(const char *text)
{
	const char *line = text + strcspn(text, "\n") + 1;
	const char *body = strstr(text, "\n\n");
	char *type = header(line, "Content-Type");
	char *subject = header(line, "Subject");
	bool plain = body && subject && !strstr(subject, "=?") &&
		     (!type || (starts(type, "text/plain") &&
				!strcasestr(type, "flowed"))) &&
		     header_is(line, "Content-Transfer-Encoding", "7bit",
			       "8bit") &&
		     !has_header(line, "In-Reply-To") &&
		     !has_header(line, "References") &&
		     !starts(body + 2, "Subject:") && !starts(body + 2, "From");

	free(subject);
	free(type);
	return plain;
}

/* A mail behind a diff: the mailbox lacks a line that begins with "From ". */
static bool holds_a_mail(const char *diff)
{
	for (; *diff; diff = diff_next_line(diff))
		if (starts(diff, "Subject: ") ||
		    starts(diff, "Content-Transfer-Encoding:"))
			return true;
	return false;
}

bool mail_is_plain(const struct text *text)
{
	return strlen(text->bytes) == text->size &&
	       !strchr(text->bytes, '\r') && from_format_patch(text->bytes) &&
	       !strstr(text->bytes + 1, "\nFrom ") &&
	       has_plain_head(text->bytes) &&
	       !holds_a_mail(strstr(text->bytes, "\n\n")) &&
	       (diff_is_plain(text->bytes) || !diff_is_hinted(text->bytes));
}

bool mail_has_no_diff(const struct text *text)
{
	return strlen(text->bytes) == text->size &&
	       !diff_is_hinted(text->bytes) &&
	       !strcasestr(text->bytes, "Content-T") &&
	       !strstr(text->bytes, "=?") && !strstr(text->bytes, "\nFrom ");
}

/* Lines that are quoted; of a mail that is tagged as a patch, whose message may
 * quote as well, only quoted lines of a diff count. */
static bool quotes(const char *message, bool diff_only)
{
	for (const char *line = message; *line; line = diff_next_line(line)) {
		const char *text = line + strspn(line, "> ");

		if (*line != '>')
			continue;
		if (!diff_only || *text == '+' || starts(text, "@@ ") ||
		    starts(text, "diff --git ") ||
		    (*text == '-' && text[1] && !strchr(" \t\n", text[1])))
			return true;
	}
	return false;
}

static bool is_reply(const struct subject *subject, const char *raw,
		     const char *message)
{
	if (subject->reply)
		return true;
	return (names_mail(raw, "In-Reply-To") ||
		names_mail(raw, "References")) &&
	       quotes(message, subject->tagged);
}

static bool claims_patch(const struct mail *mail,
			 const struct subject *subject)
{
	static const char *const ends[] = { ".patch", ".diff", ".eml" };
	size_t length = strlen(mail->path);

	if (subject->tagged)
		return true;
	for (size_t i = 0; !mail->number && i < 3; i++)
		if (length > strlen(ends[i]) &&
		    strcasecmp(mail->path + length - strlen(ends[i]),
			       ends[i]) == 0)
			return true;
	return false;
}

static bool named_cover(const char *path)
{
	const char *slash = strrchr(path, '/');

	path = slash ? slash + 1 : path;
	return starts(path, "0000-") || starts(path, "cover.") ||
	       strcasecmp(path, "cover") == 0 ||
	       strcasestr(path, "cover-letter") ||
	       strcasestr(path, "cover_letter");
}

static int without_diff(struct mail *mail, const struct subject *subject,
			const char *text, struct error *err)
{
	bool html = strcasestr(text, "<html") || strcasestr(text, "<pre>");

	if (named_cover(mail->path) && !mail->number)
		mail->state = MAIL_COVER;
	else if (claims_patch(mail, subject) || html)
		return error_set(err, EINVAL,
				 "found no diff in `%.60s`, expected one as `git format-patch` writes it%s",
				 *mail->subject ? mail->subject : "the file",
				 html ? ", not HTML" : "");
	else
		mail->state = MAIL_NO_DIFF;
	return 0;
}

static int classify(struct mail *mail, const struct subject *subject,
		    const char *raw, const char *message, struct error *err)
{
	int has_diff;

	mail->state = MAIL_APPLIED;
	if (is_reply(subject, raw, message)) {
		mail->state = MAIL_REPLY;
		return 0;
	}
	if (subject->total && !subject->index) {
		mail->state = MAIL_COVER;
		return 0;
	}
	has_diff = mail->plain ? diff_is_plain(mail->diff.bytes) :
				 diff_check(&mail->diff, message, err);
	if (has_diff < 0)
		return has_diff;
	if (!has_diff)
		return without_diff(mail, subject, mail->plain ?
				    mail->diff.bytes : raw, err);
	if (!mail->plain && holds_a_mail(mail->diff.bytes))
		return error_set(err, EINVAL,
				 "found the head of a mail inside a diff, expected each mail to begin with a line `From …`");
	return 0;
}

static struct text copy(const struct text *text)
{
	struct text made = { xcalloc(1, text->size + 1), text->size };

	memcpy(made.bytes, text->bytes, text->size);
	return made;
}

int mail_read(struct mail *mail, const struct text *text, struct error *err)
{
	struct text info = { 0 }, message = { 0 };
	struct subject subject;
	int ret = 0;

	mail->strip = -1;
	mail->plain = mail_is_plain(text) || mail_has_no_diff(text);
	if (mail->plain)
		mail->diff = copy(text);
	else
		ret = git_mailinfo(text, &info, &message, &mail->diff, err);
	if (ret)
		return ret;
	mail->subject = header(mail->plain ? text->bytes : info.bytes,
			       "Subject");
	if (!mail->subject)
		mail->subject = xstrdup("");
	subject_parse(&subject, mail->subject);
	mail->title = mail->subject + subject.title;
	mail->version = subject.version;
	mail->index = subject.index;
	mail->loose = !subject.tagged &&
		      (names_mail(text->bytes, "In-Reply-To") ||
		       names_mail(text->bytes, "References"));
	mail->total = subject.total;
	SHA256Data((const uint8_t *)mail->diff.bytes, mail->diff.size,
		   mail->sha256);
	ret = classify(mail, &subject, text->bytes,
		       mail->plain ? "" : message.bytes, err);
	free(info.bytes);
	free(message.bytes);
	return ret;
}

void mail_release(struct mail *mail)
{
	free(mail->path);
	free(mail->subject);
	free(mail->diff.bytes);
}
