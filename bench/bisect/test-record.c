// SPDX-License-Identifier: GPL-2.0-only
/* What a bisection knows is read as it was written, and never for another one. */
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

#include "bisect/record.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"

#define COUNT 4
#define QUESTION "./linux boot.insns uma/2M"

static char folder[] = "/tmp/test-record-XXXXXX";
static char names[COUNT][3] = { "c0", "c1", "c2", "c3" };
static char *const commits[COUNT] = { names[0], names[1], names[2], names[3] };
static char texts[COUNT][8] = { "base", "a\ttab", "two", "three" };
static char *const subjects[COUNT] = { texts[0], texts[1], texts[2], texts[3] };
static struct error err;

static int open_folder(void **state)
{
	(void)state;
	return !mkdtemp(folder) || chdir(folder);
}

static int remove_folder(void **state)
{
	(void)state;
	return chdir("/") || directory_remove(folder, &err);
}

static void say(char **text, const char *words)
{
	free(*text);
	*text = xstrdup(words);
}

/* The first is measured, the second does not build, the third is still open. */
static void write_three(void)
{
	struct bisect_record record;

	bisect_record_make(&record, QUESTION, commits, subjects, COUNT);
	record.list[0].state = CANDIDATE_MEASURED;
	record.list[0].value = UINT64_MAX;
	memset(record.list[0].digest, 'a', DIGEST_HEX_SIZE - 1);
	record.looks[0].built = true;
	say(&record.looks[0].image, "an-image");
	say(&record.looks[0].folder, "boots/1");
	record.list[1].state = CANDIDATE_NO_BUILD;
	say(&record.looks[1].note, "make failed:\n\terror");
	record.list[3].state = CANDIDATE_ENDED;
	assert_int_equal(bisect_record_write(&record, ".", &err), 0);
	bisect_record_release(&record);
}

static int load(struct bisect_record *record, const char *question)
{
	bisect_record_make(record, question, commits, subjects, COUNT);
	return bisect_record_load(record, ".", &err);
}

static void what_is_known_is_read_back(void **state)
{
	struct bisect_record record;
	char digest[DIGEST_HEX_SIZE] = "";

	(void)state;
	write_three();
	assert_int_equal(load(&record, QUESTION), 0);
	memset(digest, 'a', DIGEST_HEX_SIZE - 1);
	assert_int_equal(record.list[0].state, CANDIDATE_MEASURED);
	assert_true(record.list[0].value == UINT64_MAX);
	assert_string_equal(record.list[0].digest, digest);
	assert_true(record.looks[0].built);
	assert_string_equal(record.looks[0].image, "an-image");
	assert_string_equal(record.looks[0].folder, "boots/1");
	assert_string_equal(record.looks[0].subject, "base");
	assert_string_equal(record.looks[0].note, "");
	assert_int_equal(record.list[1].state, CANDIDATE_NO_BUILD);
	assert_string_equal(record.looks[1].note, "make failed:  error");
	assert_string_equal(record.looks[1].image, "");
	assert_int_equal(record.list[2].state, CANDIDATE_OPEN);
	assert_int_equal(record.list[3].state, CANDIDATE_ENDED);
	assert_false(record.looks[3].built);
	bisect_record_release(&record);
}

/* refuse QUESTION WORDS: it is not read, and the sentence has them */
static void refuse(const char *question, const char *words)
{
	struct bisect_record record;

	assert_int_equal(load(&record, question), -EINVAL);
	if (!strstr(err.text, words))
		fail_msg("found `%s`, expected `%s` in it", err.text, words);
	bisect_record_release(&record);
}

static void of_another_question_is_refused(void **state)
{
	(void)state;
	write_three();
	refuse("./linux boot.insns uma/4K",
	       "bisect.tsv:2: found `question " QUESTION
	       "`, expected the question that is asked now");
}

static void write_line(const char *line)
{
	char *text = xasprintf("numaboot-bisect\t1\nquestion\t" QUESTION
			       "\n%s\n", line);

	assert_int_equal(file_write("bisect.tsv", text, strlen(text), &err), 0);
	free(text);
}

static void what_cannot_be_is_refused(void **state)
{
	static const struct {
		const char *line;
		const char *words;
	} wrong[] = {
		{ "commit\tcX\tended\t0\t-\tkept\t-\t-\tx",
		  "kept - - x`, expected a commit of the range" },
		{ "commit\tc1\tgood\t0\t-\tkept\t-\t-\tx",
		  "expected measured, no-build or ended" },
		{ "commit\tc1\topen\t0\t-\tkept\t-\t-\tx",
		  "expected measured, no-build or ended" },
		{ "commit\tc1\tmeasured\t7 \t-\tkept\t-\t-\tx",
		  "expected a whole number" },
		{ "commit\tc1\tmeasured\t7\t-\tkept\t-\t-\tx",
		  "expected a digest" },
		{ "commit\tc1\tended\t0\t-\tmade\t-\t-\tx",
		  "expected built or kept" },
		{ "commit\tc1\tended\t0\t-\tkept\t-\t-", "bisect.tsv:3: " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		write_line(wrong[i].line);
		refuse(QUESTION, wrong[i].words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_known_is_read_back),
		cmocka_unit_test(of_another_question_is_refused),
		cmocka_unit_test(what_cannot_be_is_refused),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
