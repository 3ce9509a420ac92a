/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_REPORT_TEXT_H
#define NUMABOOT_REPORT_TEXT_H

/*
 * The report.txt of a run, as somebody has it: whole, in a mail, quoted in a
 * reply, with words around it.  A report is from its title to the end of its
 * footer; lines that are quoted less or more often are somebody else's.
 */

#include <stdbool.h>

#include "claim/footer.h"
#include "claim/letter.h"

/**
 * struct report_line - a line of a report's body, without blanks around it
 * @line: in the file that was given, 0 where it stands there in another form
 * @nth: of the lines of the text, from 1
 */
struct report_line {
	const char *text;
	int line;
	int nth;
};

/**
 * struct report_text - one report
 * @lines: the body, @count of them, what is behind `Measured again` left out
 * @titled: it begins with its title; else with what is there of it
 * @footer: what it was made with; without entries: a report of before footers
 */
struct report_text {
	struct report_line *lines;
	size_t count;
	bool titled;
	struct footer footer;
};

/**
 * struct report_texts - all reports of a file
 * @letter: what their lines point into
 * @list: @count of them
 */
struct report_texts {
	struct letter letter;
	struct report_text *list;
	int count;
};

/**
 * report_texts_read - find the reports in a file
 * @path: as letter_read()
 *
 * Return: 0; -ENOENT when there is none; or as letter_read();
 * report_texts_release() in all cases.
 */
int report_texts_read(struct report_texts *texts, const char *path,
		      struct error *err);

/**
 * report_stamp - when the run began that a report is of
 *
 * Return: "2026-11-27T04:27:07Z", which the caller frees; NULL without one.
 */
char *report_stamp(const struct report_text *report);

/** report_has_word - does a word stand in its body? */
bool report_has_word(const struct report_text *report, const char *text);

/** report_texts_release - free; a zeroed one is fine */
void report_texts_release(struct report_texts *texts);

#endif
