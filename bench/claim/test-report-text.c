// SPDX-License-Identifier: GPL-2.0-only
/* Reports are found in what people send. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "claim/report-text.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define BODY \
	"b against a\n" \
	"===========\n" \
	"Plan p, 2026-01-02T03:04:05Z; emulated topology.\n" \
	"\n" \
	"boot.insns (instructions, less is better)\n" \
	"topology  map    A  B\n" \
	"numa2     2M   100  +1.000% worse\n"

#define FOOTER \
	"Made with\n" \
	"numaboot: 0.1\n" \
	"engine: exact tcg-icount\n" \
	"qemu: QEMU \\\n" \
	"  7.2\n" \
	"plan: p\n" \
	"  [plan]\n" \
	"  \\.\n" \
	"  description = a\\\\b\\x20\n" \
	"topology: numa2 two nodes\n" \
	"  sha256: " HASH "\n" \
	"kernel: a-6.1\n" \
	"  arms: A\n" \
	"table: samples.csv\n" \
	"  " HASH "\n"

static char path[] = "/tmp/numaboot-report-XXXXXX";

static int read_text(struct report_texts *texts, const char *text,
		     struct error *err)
{
	assert_int_equal(file_write(path, text, strlen(text), err), 0);
	return report_texts_read(texts, path, err);
}

static void read_well(struct report_texts *texts, const char *text)
{
	struct error err;

	if (read_text(texts, text, &err))
		fail_msg("%s", err.text);
}

/* The report above, wherever it stands. */
static void check_report(const struct report_text *report)
{
	struct error err;
	char *stamp = report_stamp(report);
	char *plan;

	assert_true(report->titled);
	assert_string_equal(report->lines[0].text, "b against a");
	assert_string_equal(report->lines[6].text,
			    "numa2     2M   100  +1.000% worse");
	assert_string_equal(stamp, "2026-01-02T03:04:05Z");
	assert_string_equal(footer_value(&report->footer, "qemu"), "QEMU 7.2");
	plan = footer_text(footer_next(&report->footer, "plan", NULL));
	assert_string_equal(plan, "[plan]\n\ndescription = a\\b \n");
	assert_string_equal(footer_hash(&report->footer, "table",
					"samples.csv"), HASH);
	if (footer_check(&report->footer, &err))
		fail_msg("%s", err.text);
	free(plan);
	free(stamp);
}

static void check_one(const char *text)
{
	struct report_texts texts;

	read_well(&texts, text);
	assert_int_equal(texts.count, 1);
	check_report(&texts.list[0]);
	report_texts_release(&texts);
}

/* Each line of @text with @before in front and @end behind. */
static char *each_line(const char *text, const char *before, const char *end)
{
	char *made = xstrdup("");

	while (*text) {
		int length = strcspn(text, "\n");
		char *longer = xasprintf("%s%s%.*s%s", made, before, length,
					 text, end);

		free(made);
		made = longer;
		text += length + 1;
	}
	return made;
}

static void a_report_is_read_as_it_is(void **state)
{
	struct report_texts texts;

	(void)state;
	check_one(BODY FOOTER);
	read_well(&texts, BODY FOOTER);
	assert_int_equal(texts.list[0].lines[6].line, 7);
	assert_int_equal(footer_next(&texts.list[0].footer, "table",
				     NULL)->line, 21);
	report_texts_release(&texts);
}

static void quoting_and_line_ends_are_taken_off(void **state)
{
	static const struct {
		const char *before;
		const char *end;
	} forms[] = {
		{ "> ", "\n" }, { "> > > ", "\n" }, { ">>", "\r\n" },
		{ "", "\r\n" }, { "> ", " \n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		char *text = each_line(BODY FOOTER, forms[i].before,
				       forms[i].end);
		char *whole = xasprintf("Hello,\n%sYours\n", text);

		check_one(whole);
		free(whole);
		free(text);
	}
}

static void words_of_others_are_no_part_of_it(void **state)
{
	char *body = each_line(BODY, "> ", "\n");
	char *footer = each_line(FOOTER, "> ", "\n");
	char *text = xasprintf("From: Person 01 <p01@example.invalid>\n"
			       "Subject: Re: numbers\n\nI doubt this:\n\n%s"
			       "This one?\n>> old\n%s-- \nPerson 01\n", body,
			       footer);

	(void)state;
	check_one(text);
	free(text);
	free(footer);
	free(body);
}

/* With a soft end in the middle of each line. */
static char *quoted_printable(const char *text)
{
	char *made, *at;

	made = at = xcalloc(strlen(text), 6);
	for (int column = 0; *text; text++, column++) {
		if (column == 10)
			at = stpcpy(at, "=\n");
		if (*text == '=')
			at = stpcpy(at, "=3D");
		else
			*at++ = *text;
		if (*text == '\n')
			column = -1;
	}
	return made;
}

static void mails_are_decoded(void **state)
{
	static const char head[] =
		"From: Person 01 <p01@example.invalid>\nSubject: numbers\n"
		"MIME-Version: 1.0\n";
	char *encoded = quoted_printable(BODY FOOTER);
	char *quoted = xasprintf(
		"%sContent-Type: text/plain; charset=utf-8\n"
		"Content-Transfer-Encoding: quoted-printable\n\n%s", head,
		encoded);
	char *attached = xasprintf(
		"%sContent-Type: multipart/mixed; boundary=x\n\n--x\n"
		"Content-Type: text/plain\n\nHello,\n--x\n"
		"Content-Type: text/plain; name=report.txt\n"
		"Content-Disposition: attachment; filename=report.txt\n\n"
		"%s--x--\n", head, BODY FOOTER);
	char *mailbox = xasprintf(
		"From p01 Mon Sep 17 00:00:00 2001\n%s\nHello\n\n"
		"From p02 Mon Sep 17 00:00:00 2001\n%s\n%s\n", head, head,
		BODY FOOTER);

	(void)state;
	check_one(attached);
	check_one(mailbox);
	check_one(quoted);
	free(encoded);
	free(quoted);
	free(attached);
	free(mailbox);
}

static void refuse(const char *text, const char *sentence)
{
	struct report_texts texts;
	struct error err;

	assert_int_not_equal(read_text(&texts, text, &err), 0);
	if (!strstr(err.text, sentence))
		fail_msg("found `%s`, expected `%s`", err.text, sentence);
	report_texts_release(&texts);
}

/* Many mailers send a mail twice in one. */
static void a_part_in_html_is_no_report(void **state)
{
	static const char head[] =
		"From: Person 01 <p01@example.invalid>\nMIME-Version: 1.0\n";
	static const char html[] =
		"Content-Type: text/html\n\n<html><body><pre>" BODY
		"&lt;16M\n" FOOTER "</pre></body></html>\n";
	char *both = xasprintf(
		"%sContent-Type: multipart/alternative; boundary=x\n\n--x\n"
		"Content-Type: text/plain\n\n%s--x\n%s--x--\n", head,
		BODY FOOTER, html);
	char *only = xasprintf("%s%s", head, html);

	(void)state;
	check_one(both);
	refuse(only, "found no report of numaboot in it, expected one as text");
	free(both);
	free(only);
}

static void no_break_spaces_are_blanks(void **state)
{
	struct report_texts texts;

	(void)state;
	read_well(&texts, BODY "Made with\nnumaboot:\xc2\xa0" "0.1\n"
			  "plan: p\n\xc2\xa0 [plan]\n");
	assert_int_equal(texts.list[0].footer.count, 2);
	assert_string_equal(texts.list[0].footer.entries[1].lines[0], "[plan]");
	report_texts_release(&texts);
}

static void every_report_of_a_file_is_found(void **state)
{
	struct report_texts texts;

	(void)state;
	read_well(&texts, BODY FOOTER BODY FOOTER);
	assert_int_equal(texts.count, 2);
	check_report(&texts.list[0]);
	check_report(&texts.list[1]);
	assert_int_equal(texts.list[1].lines[0].line, 23);
	report_texts_release(&texts);
}

static void a_report_of_before_footers_is_known(void **state)
{
	struct report_texts texts;

	(void)state;
	read_well(&texts, "- - -\n" BODY "\nMeasured again by:\n\n    x\n");
	assert_int_equal(texts.count, 1);
	assert_int_equal(texts.list[0].footer.count, 0);
	assert_string_equal(texts.list[0].lines[0].text, "b against a");
	report_texts_release(&texts);
}

static void what_holds_no_report_is_refused(void **state)
{
	struct report_texts texts;
	struct error err;

	(void)state;
	refuse("", "found an empty file");
	refuse("Hello\n", "found no report of numaboot");
	assert_int_equal(file_write(path, "a\0b", 3, &err), 0);
	assert_int_not_equal(report_texts_read(&texts, path, &err), 0);
	assert_non_null(strstr(err.text, "found a zero byte"));
	report_texts_release(&texts);
	assert_int_not_equal(report_texts_read(&texts, "/tmp", &err), 0);
	report_texts_release(&texts);
}

/* A footer that ends @bytes earlier. */
static void check_cut(size_t bytes, const char *sentence)
{
	char *text = xstrdup(BODY FOOTER);
	struct report_texts texts;
	struct error err;

	text[strlen(text) - bytes] = '\0';
	read_well(&texts, text);
	assert_int_not_equal(footer_check(&texts.list[0].footer, &err), 0);
	if (!strstr(err.text, sentence))
		fail_msg("found `%s`, expected `%s`", err.text, sentence);
	report_texts_release(&texts);
	free(text);
}

static void a_report_that_is_cut_off_is_told(void **state)
{
	(void)state;
	check_cut(3, "cut off");
	check_cut(70, "cut off");
	check_cut(90, "found no `table:`");
}

static void a_text_that_was_changed_is_found(void **state)
{
	struct report_texts texts;
	struct error err;

	(void)state;
	read_well(&texts, BODY FOOTER "topology-text: numa2\n  [node 0]\n");
	assert_int_equal(footer_check(&texts.list[0].footer, &err), -EBADMSG);
	assert_non_null(strstr(err.text, "topology numa2: found sha256 "
			       HASH ", its text has "));
	report_texts_release(&texts);
}

static void what_stands_twice_is_refuted(void **state)
{
	static const char *const lines[] = {
		"qemu: QEMU 9\n", "table: samples.csv\n  " HASH "\n",
		"kernel: a-6.1\n", "topology: numa2 nine nodes\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char *text = xasprintf("%s%s", BODY FOOTER, lines[i]);
		struct report_texts texts;
		struct error err;

		read_well(&texts, text);
		assert_int_equal(footer_check(&texts.list[0].footer, &err),
				 -EBADMSG);
		assert_non_null(strstr(err.text, "stands already"));
		report_texts_release(&texts);
		free(text);
	}
}

static int make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 || close(fd);
}

static int remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_is_read_as_it_is),
		cmocka_unit_test(quoting_and_line_ends_are_taken_off),
		cmocka_unit_test(words_of_others_are_no_part_of_it),
		cmocka_unit_test(mails_are_decoded),
		cmocka_unit_test(a_part_in_html_is_no_report),
		cmocka_unit_test(no_break_spaces_are_blanks),
		cmocka_unit_test(every_report_of_a_file_is_found),
		cmocka_unit_test(a_report_of_before_footers_is_known),
		cmocka_unit_test(what_holds_no_report_is_refused),
		cmocka_unit_test(a_report_that_is_cut_off_is_told),
		cmocka_unit_test(a_text_that_was_changed_is_found),
		cmocka_unit_test(what_stands_twice_is_refuted),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
