// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One word of a tag; @before: what stood before it, for "3 of 7". */
static void read_word(struct subject *subject, const char *word,
		      const char *behind)
{
	int index, total, end = 0, major, minor = 0;

	if (strncasecmp(word, "patch", 5) == 0) {
		subject->tagged = true;
		word += 5;
	}
	if ((sscanf(word, "%9d/%9d%n", &index, &total, &end) == 2 && end) ||
	    (sscanf(word, "%9d of %9d%n", &index, &total, &end) == 2 && end)) {
		if (index < 0 || total < 1 || subject->total)
			return;
		subject->index = index;
		subject->total = total;
		subject->tagged = true;
		word += end;
	}
	if (word < behind && (*word == 'v' || *word == 'V') &&
	    sscanf(word + 1, "%5d.%3d", &major, &minor) >= 1 && major > 0)
		subject->version = major * 1000 + minor;
}

static void read_tag(struct subject *subject, const char *tag,
		     const char *end)
{
	while (tag < end) {
		size_t length = strcspn(tag, " ,]");

		if (length)
			read_word(subject, tag, tag + length);
		tag += length + 1;
	}
}

void subject_parse(struct subject *subject, const char *text)
{
	static const char *const replies[] = {
		"re:", "aw:", "sv:", "vs:", "antw:", "re[", "回复:", "答复:",
	};
	const char *at = text + strspn(text, " ");
	const char *end;

	*subject = (struct subject){ .version = 1000 };
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		if (strncasecmp(at, replies[i], strlen(replies[i])) == 0)
			subject->reply = true;
	if (strncasecmp(at, "fwd:", 4) == 0 || strncasecmp(at, "fw:", 3) == 0)
		at = strchr(at, ':') + 1;
	at += strspn(at, " ");
	while (*at == '[' && (end = strchr(at, ']'))) {
		read_tag(subject, at + 1, end);
		at = end + 1;
		at += strspn(at, " ");
		/* A list's tag may stand before the answer's. */
		if (strncasecmp(at, "re:", 3) == 0)
			subject->reply = true;
	}
	subject->title = at - text;
}
