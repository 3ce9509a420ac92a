// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "evidence/guestlog.h"

#define FIXTURES "bench/evidence/fixtures/"

/* Made and removed by the test of it. */
#define EMPTY "/tmp/numaboot-empty"

static void a_completed_guest_says_so(void **state)
{
	struct guestlog log;
	struct error err;

	(void)state;
	assert_int_equal(guestlog_read(FIXTURES "guest-completed.jsonl", &log,
				       &err), 0);
	assert_true(log.hello);
	assert_string_equal(log.kernel, "6.1.192+");
	assert_string_equal(log.cmdline,
			    "console=ttyS0 nokaslr panic=-1 quiet");
	assert_true(log.ended);
	assert_true(log.completed);
	assert_string_equal(log.reason, "every record was written");
	guestlog_release(&log);
}

static void a_failed_guest_says_why(void **state)
{
	struct guestlog log;
	struct error err;

	(void)state;
	assert_int_equal(guestlog_read(FIXTURES "guest-failed.jsonl", &log,
				       &err), 0);
	assert_true(log.hello);
	assert_true(log.ended);
	assert_false(log.completed);
	assert_string_equal(log.reason, "SIGSEGV in the guest's init");
	guestlog_release(&log);
}

static void a_skipped_guest_says_why(void **state)
{
	struct guestlog log;
	struct error err;

	(void)state;
	assert_int_equal(
		guestlog_read(FIXTURES "guest-skipped.jsonl", &log, &err), 0);
	assert_true(log.ended);
	assert_true(log.skipped);
	assert_false(log.completed);
	assert_string_equal(
		log.reason,
		"numa-latency: not measurable here: times; this CPU is emulated (QEMU TCG)");
	guestlog_release(&log);
}

static void a_line_cut_off_at_the_end_is_left_out(void **state)
{
	struct guestlog log;
	struct error err;

	(void)state;
	assert_int_equal(guestlog_read(FIXTURES "guest-died-in-a-line.jsonl",
				       &log, &err), 0);
	assert_true(log.hello);
	assert_false(log.ended);
	assert_null(log.reason);
	guestlog_release(&log);
}

static void a_line_cut_off_before_the_end_record_is_left_out(void **state)
{
	struct guestlog log;
	struct error err;

	(void)state;
	assert_int_equal(guestlog_read(FIXTURES "guest-torn-before-end.jsonl",
				       &log, &err), 0);
	assert_true(log.ended);
	assert_string_equal(log.reason, "SIGSEGV in the guest's init");
	guestlog_release(&log);
}

static void a_malformed_line_is_named(void **state)
{
	struct guestlog log;
	struct error err;

	(void)state;
	assert_int_equal(guestlog_read(FIXTURES "guest-malformed.jsonl", &log,
				       &err), -EINVAL);
	assert_string_equal(err.text, FIXTURES "guest-malformed.jsonl:2: found "
			    "`init: something else wrote here`, expected a "
			    "JSON object with a \"record\"");
	guestlog_release(&log);
}

static void an_empty_file_is_a_guest_that_never_spoke(void **state)
{
	struct guestlog log;
	struct error err;

	(void)state;
	assert_int_equal(close(open(EMPTY, O_CREAT | O_CLOEXEC, 0600)), 0);
	assert_int_equal(guestlog_read(EMPTY, &log, &err), 0);
	assert_int_equal(unlink(EMPTY), 0);
	assert_false(log.hello);
	assert_null(log.kernel);
	assert_false(log.ended);
	guestlog_release(&log);
}

static void a_missing_file_is_an_error(void **state)
{
	struct guestlog log;
	struct error err;

	(void)state;
	assert_int_equal(guestlog_read("/nowhere", &log, &err), -ENOENT);
	assert_string_equal(err.text,
			    "/nowhere: No such file or directory");
	guestlog_release(&log);
}

static int stop_at_second(void *context, int line, const char *record,
			  const json_t *object, struct error *err)
{
	int *seen = context;

	assert_int_equal(line, *seen + 1);
	(void)object;
	return ++*seen < 2 ? 0 : error_set(err, ECANCELED, "at %s", record);
}

static void a_handler_can_stop_the_reading(void **state)
{
	struct error err;
	int seen = 0;

	(void)state;
	assert_int_equal(guestlog_each(FIXTURES "guest-completed.jsonl",
				       stop_at_second, &seen, NULL, &err),
			 -ECANCELED);
	assert_int_equal(seen, 2);
	assert_string_equal(err.text, "at meminfo");
}

/* @bytes of a record, its end among them, behind a record that is short */
static int read_long_line(size_t bytes, struct error *err)
{
	static const char start[] = "{\"record\":\"hello\",\"kernel\":\"";
	char path[] = "/tmp/test-guestlog-XXXXXX";
	struct guestlog log;
	int fd = mkstemp(path);
	FILE *file;
	int ret;

	assert_true(fd >= 0);
	file = fdopen(fd, "w");
	fputs("{\"record\":\"zone\"}\n", file);
	fputs(start, file);
	for (size_t i = strlen(start) + strlen("\"}\n"); i < bytes; i++)
		fputc('6', file);
	fputs("\"}\n", file);
	fclose(file);
	ret = guestlog_read(path, &log, err);
	guestlog_release(&log);
	unlink(path);
	return ret;
}

static void a_line_of_more_than_a_mebibyte_is_refused(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(read_long_line(GUESTLOG_LINE_BYTES, &err), 0);
	assert_int_equal(read_long_line(GUESTLOG_LINE_BYTES + 1, &err),
			 -EINVAL);
	assert_non_null(strstr(err.text, ":2: found a line of more than "
			       "1048576 bytes, expected at most so many"));
}

static void only_a_number_that_a_node_can_have_is_unplugged(void **state)
{
	(void)state;
	assert_int_equal(guestlog_unplug_node(
		"{\"record\":\"unplug\",\"node\":3}\n"), 3);
	assert_int_equal(guestlog_unplug_node(
		"{\"record\":\"unplug\",\"node\":4294967297}\n"), -1);
	assert_int_equal(guestlog_unplug_node(
		"{\"record\":\"unplug\",\"node\":-4294967295}\n"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_completed_guest_says_so),
		cmocka_unit_test(a_failed_guest_says_why),
		cmocka_unit_test(a_skipped_guest_says_why),
		cmocka_unit_test(a_line_cut_off_at_the_end_is_left_out),
		cmocka_unit_test(
			a_line_cut_off_before_the_end_record_is_left_out),
		cmocka_unit_test(a_malformed_line_is_named),
		cmocka_unit_test(an_empty_file_is_a_guest_that_never_spoke),
		cmocka_unit_test(a_missing_file_is_an_error),
		cmocka_unit_test(a_handler_can_stop_the_reading),
		cmocka_unit_test(a_line_of_more_than_a_mebibyte_is_refused),
		cmocka_unit_test(only_a_number_that_a_node_can_have_is_unplugged),
	};

	return cmocka_run_group_tests_name("run/guestlog", tests, NULL, NULL);
}
