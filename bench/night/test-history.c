// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "night/history.h"

static char folder[] = "/tmp/test-history-XXXXXX";
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

static void append(const char *path, const char *kind, const char *lines)
{
	struct history history;

	assert_int_equal(history_read(&history, path, &err), 0);
	assert_int_equal(history_append(&history, kind, "2026-11-26T02:00:00Z",
					lines, &err), 0);
	history_release(&history);
}

static int read_again(const char *path)
{
	struct history history;
	int ret = history_read(&history, path, &err);

	history_release(&history);
	return ret;
}

static void two_blocks(const char *path)
{
	append(path, "night", "night\ta\tb\nvalue\t1\t7\n");
	append(path, "night", "night\ta\tb\nvalue\t1\t8\n");
}

/* What was added is read as it was, and each seal has the one before in it. */
static void blocks_are_read_back(void **state)
{
	struct history history;

	(void)state;
	two_blocks("plain");
	assert_int_equal(history_read(&history, "plain", &err), 0);
	assert_int_equal(history.count, 2);
	assert_int_equal(history.blocks[1].count, 2);
	assert_string_equal(history.blocks[1].kind, "night");
	assert_string_equal(history.blocks[1].lines[1].fields[2], "8");
	assert_string_not_equal(history.blocks[0].chain,
				history.blocks[1].chain);
	history_release(&history);
}

static char *text_of(const char *path)
{
	static char *text;

	assert_int_equal(file_read(path, &text, NULL, &err), 0);
	return text;
}

static void assert_refused(const char *path, const char *text)
{
	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	assert_int_equal(read_again(path), -EBADMSG);
}

static void an_edited_value_is_noticed(void **state)
{
	char *text = NULL;

	(void)state;
	two_blocks("edited");
	text = text_of("edited");
	*strstr(text, "\t7\n") = ' ';
	assert_refused("edited", text);
	assert_non_null(strstr(err.text, "edited:4: "));
	free(text);
}

static void a_line_that_is_gone_is_noticed(void **state)
{
	char *text = NULL, *line;

	(void)state;
	two_blocks("gone");
	text = text_of("gone");
	line = strstr(text, "value\t1\t8\n");
	memmove(line, line + 10, strlen(line + 10) + 1);
	assert_refused("gone", text);
	free(text);
}

static void two_blocks_that_changed_places_are_noticed(void **state)
{
	char *text = NULL, *other, *first, *second;

	(void)state;
	two_blocks("turned");
	text = text_of("turned");
	first = strchr(text, '\n') + 1;
	second = strstr(first, "seal");
	second = strchr(second, '\n') + 1;
	other = xasprintf("%.*s%s%.*s", (int)(first - text), text, second,
			  (int)(second - first), first);
	assert_refused("turned", other);
	free(other);
	free(text);
}

/* Anywhere: in a line, behind one, and right behind a seal. */
static void a_cut_is_noticed_wherever_it_is(void **state)
{
	char *text = NULL;
	size_t size, first;

	(void)state;
	two_blocks("cut");
	text = text_of("cut");
	size = strlen(text);
	first = (size_t)(strchr(text, '\n') + 1 - text);
	for (size_t left = first; left < size; left++) {
		assert_int_equal(file_write("cut", text, left, &err), 0);
		assert_int_equal(read_again("cut"), -EBADMSG);
	}
	assert_int_equal(unlink("cut"), 0);
	assert_int_equal(read_again("cut"), -EBADMSG);
	free(text);
}

/* The head is written last: a file that is a block ahead of it is whole. */
static void an_interrupted_append_is_no_cut(void **state)
{
	char *head, *after;

	(void)state;
	append("ahead", "night", "night\ta\tb\n");
	head = text_of("ahead.head");
	append("ahead", "night", "night\ta\tb\n");
	after = text_of("ahead.head");
	assert_string_not_equal(head, after);
	assert_int_equal(file_write("ahead.head", head, strlen(head), &err), 0);
	assert_int_equal(read_again("ahead"), 0);
	free(head);
	free(after);
}

static void an_append_to_another_history_is_refused(void **state)
{
	struct history history;

	(void)state;
	append("two", "night", "night\ta\tb\n");
	assert_int_equal(history_read(&history, "two", &err), 0);
	append("two", "accept", "accept\tx\ty\tz\n");
	assert_int_equal(history_append(&history, "night", "t", "value\t1\n",
					&err), -EBUSY);
	history_release(&history);
	assert_int_equal(read_again("two"), 0);
}

static void another_version_is_refused(void **state)
{
	(void)state;
	assert_int_equal(file_write("later", "numaboot-history\t2\n", 19, &err),
			 0);
	assert_int_equal(read_again("later"), -EINVAL);
	assert_non_null(strstr(err.text, "found version 2, expected 1 to 1"));
	assert_int_equal(file_write("none", "hello\n", 6, &err), 0);
	assert_int_equal(read_again("none"), -EINVAL);
}

/* A word of another tool that this one does not know is kept. */
static void unknown_lines_are_kept(void **state)
{
	char *text = NULL;

	(void)state;
	append("unknown", "night", "weather\train\n");
	append("unknown", "night", "night\ta\tb\n");
	text = text_of("unknown");
	assert_non_null(strstr(text, "weather\train\n"));
	free(text);
}

static void only_one_may_add(void **state)
{
	int first = history_lock("locked", &err), second;

	(void)state;
	assert_true(first >= 0);
	second = history_lock("locked", &err);
	assert_int_equal(second, -EBUSY);
	close(first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_read_back),
		cmocka_unit_test(an_edited_value_is_noticed),
		cmocka_unit_test(a_line_that_is_gone_is_noticed),
		cmocka_unit_test(two_blocks_that_changed_places_are_noticed),
		cmocka_unit_test(a_cut_is_noticed_wherever_it_is),
		cmocka_unit_test(an_interrupted_append_is_no_cut),
		cmocka_unit_test(an_append_to_another_history_is_refused),
		cmocka_unit_test(another_version_is_refused),
		cmocka_unit_test(unknown_lines_are_kept),
		cmocka_unit_test(only_one_may_add),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
