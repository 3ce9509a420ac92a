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

#include "evidence/console.h"

static struct error err;

static void bytes_split(const char *bytes, size_t size,
			struct console *console)
{
	char path[] = "/tmp/test-console-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	assert_int_equal(close(fd), 0);
	assert_int_equal(console_read(console, path, &err), 0);
	assert_string_equal(console->path, path);
	unlink(path);
}

static void text_split(const char *text, struct console *console)
{
	bytes_split(text, strlen(text), console);
}

/* Of each: one line, and what it is cut into. */
static const struct {
	const char *text;
	const char *message;
	int64_t stamp_us;
	int level;
} cuts[] = {
	{ "Memory: 1K", "Memory: 1K", -1, -1 },
	{ "  indented", "indented", -1, -1 },
	{ "[    0.000000] Linux", "Linux", 0, -1 },
	{ "[   12.345678][    T0] smp: up", "smp: up", 12345678, -1 },
	{ "[    0.000001][    C1]  x", "x", 1, -1 },
	{ "<6>[    1.000000] x", "x", 1000000, 6 },
	{ "<30>x", "x", -1, 6 },
	{ "[mem 0x0-0x1]", "[mem 0x0-0x1]", -1, -1 },
	{ "<init> x", "<init> x", -1, -1 },
	/* dmesg -T, -d, -e, -x, --time-format=iso */
	{ "[Thu Nov 26 20:12:01 2026] x", "x", -1, -1 },
	{ "[Nov26 20:12] x", "x", -1, -1 },
	{ "[  +0.000001] x", "x", -1, -1 },
	{ "[    0.000000 <    0.000000>] x", "x", -1, -1 },
	{ "kern  :info  : [    1.000000] x", "x", 1000000, 6 },
	{ "daemon:notice: [    1.000000] x", "x", 1000000, 5 },
	{ "kern  :warn  : [Thu Nov 26 20:12:01 2026] x", "x", -1, 4 },
	{ "2026-11-26T20:12:01,123456+00:00 x", "x", -1, -1 },
	/* journalctl -o short, -precise, -iso, -full, -monotonic, -unix */
	{ "Nov 26 20:12:01 host kernel: x", "x", -1, -1 },
	{ "Nov  6 20:12:01 kernel: x", "x", -1, -1 },
	{ "Nov 26 20:12:01.123456 a-b.c kernel: x: y", "x: y", -1, -1 },
	{ "2026-11-26T20:12:01+0000 host kernel: x", "x", -1, -1 },
	{ "2026-11-26T20:12:01.123456+01:00 host kernel: x", "x", -1, -1 },
	{ "Thu 2026-11-26 20:12:01 UTC host kernel: x", "x", -1, -1 },
	{ "[    0.000001] host kernel: x", "x", 1, -1 },
	{ "1795723921.123456 host kernel: x", "x", -1, -1 },
	/* syslog with the kernel's stamp */
	{ "Nov 26 20:12:01 host kernel: [    0.000002] x", "x", 2, -1 },
	{ "[    0.000003][    T0] Nov", "Nov", 3, -1 },
	{ "[    0.000001] [8086:1237] x", "[8086:1237] x", 1, -1 },
	{ "", "", -1, -1 },
};

static void a_line_is_cut_into_level_stamp_and_message(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		struct console console;
		char text[128];

		strcpy(text, cuts[i].text);
		strcat(text, "\n");
		text_split(text, &console);
		assert_int_equal(console.count, 1);
		assert_string_equal(console.lines[0].text, cuts[i].text);
		assert_string_equal(console.lines[0].message,
				    cuts[i].message);
		assert_int_equal(console.lines[0].stamp_us, cuts[i].stamp_us);
		assert_int_equal(console.lines[0].level, cuts[i].level);
		console_release(&console);
	}
}

static void colours_are_no_part_of_a_line(void **state)
{
	struct console console;

	(void)state;
	text_split("\033[32m[    0.000001] \033[0m\033[33mSRAT\033[0m: x\r\n"
		   "\033[2Jy\n\033[", &console);
	assert_string_equal(console.lines[0].text, "[    0.000001] SRAT: x");
	assert_string_equal(console.lines[0].message, "SRAT: x");
	assert_string_equal(console.lines[1].text, "\033[2Jy");
	assert_string_equal(console.lines[2].text, "\033[");
	console_release(&console);
}

static void lines_keep_their_numbers(void **state)
{
	struct console console;

	(void)state;
	text_split("a\r\n\nb\r\r\n\nwithout end", &console);
	assert_int_equal(console.count, 5);
	assert_string_equal(console.lines[0].text, "a");
	assert_string_equal(console.lines[1].text, "");
	assert_string_equal(console.lines[2].text, "b");
	assert_string_equal(console.lines[4].text, "without end");
	console_release(&console);
}

static void a_nul_byte_ends_no_line(void **state)
{
	static const char bytes[] = "\0a\0b\nKernel panic\0\n";
	struct console console;

	(void)state;
	bytes_split(bytes, sizeof(bytes) - 1, &console);
	assert_int_equal(console.count, 2);
	assert_string_equal(console.lines[0].text, "?a?b");
	assert_string_equal(console.lines[1].text, "Kernel panic");
	console_release(&console);
}

static void what_init_says_is_found_in_a_line(void **state)
{
	struct console console;

	(void)state;
	text_split("x numaboot guest: no port\n", &console);
	assert_string_equal(console_find_init(&console),
			    "numaboot guest: no port");
	console_release(&console);
	text_split("Linux\n", &console);
	assert_null(console_find_init(&console));
	console_release(&console);
}

static void a_console_is_read_from_a_line_on(void **state)
{
	char path[] = "/tmp/test-console-XXXXXX";
	int fd = mkstemp(path);
	struct console console;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "a\nb\nc", 5), 5);
	close(fd);
	assert_int_equal(console_read_from(&console, path, 2, &err), 0);
	assert_int_equal(console.count, 2);
	assert_string_equal(console.lines[0].text, "b");
	console_release(&console);
	assert_int_equal(console_read_from(&console, path, 9, &err), 0);
	assert_int_equal(console.count, 0);
	console_release(&console);
	unlink(path);
}

static void a_log_buffer_is_read_by_its_texts(void **state)
{
	static const char bytes[] =
		"\0\0\1\0\0\0\0\0Linux version 6\0\0\n"
		"\x3f\0\0\0\0\0\0\0Kernel panic: no mapap\n\0\0ab\0";
	char path[] = "/tmp/test-console-XXXXXX";
	int fd = mkstemp(path);
	struct console console;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, sizeof(bytes)), sizeof(bytes));
	close(fd);
	assert_int_equal(console_read_log_buffer(&console, path, &err), 0);
	assert_int_equal(console.count, 2);
	assert_string_equal(console.lines[0].text, "Linux version 6");
	assert_string_equal(console.lines[1].text, "Kernel panic: no map");
	console_release(&console);
	unlink(path);
}

static void the_last_line_is_one_that_says_something(void **state)
{
	struct console console;

	(void)state;
	text_split("a\nb\r\n\r\n\n", &console);
	assert_string_equal(console_last_line(&console), "b");
	console_release(&console);
	text_split("", &console);
	assert_int_equal(console.count, 0);
	assert_string_equal(console_last_line(&console), "");
	assert_null(console_find_init(&console));
	console_release(&console);
}

static void a_missing_console_is_an_error(void **state)
{
	struct console console;

	(void)state;
	assert_int_equal(console_read(&console, "/nowhere", &err), -ENOENT);
	assert_string_equal(err.text,
			    "/nowhere: No such file or directory");
	console_release(&console);
}

/* A hole takes no room on the disk. */
static void a_console_without_end_is_refused(void **state)
{
	char path[] = "/tmp/test-console-XXXXXX";
	int fd = mkstemp(path);
	struct console console;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, CONSOLE_MAX_BYTES + 1), 0);
	close(fd);
	assert_int_equal(console_read(&console, path, &err), -E2BIG);
	assert_non_null(strstr(err.text, ": found 268435457 bytes, expected "
			       "at most 268435456"));
	console_release(&console);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_cut_into_level_stamp_and_message),
		cmocka_unit_test(colours_are_no_part_of_a_line),
		cmocka_unit_test(lines_keep_their_numbers),
		cmocka_unit_test(a_nul_byte_ends_no_line),
		cmocka_unit_test(what_init_says_is_found_in_a_line),
		cmocka_unit_test(a_console_is_read_from_a_line_on),
		cmocka_unit_test(a_log_buffer_is_read_by_its_texts),
		cmocka_unit_test(the_last_line_is_one_that_says_something),
		cmocka_unit_test(a_missing_console_is_an_error),
		cmocka_unit_test(a_console_without_end_is_refused),
	};

	return cmocka_run_group_tests_name("console", tests, NULL, NULL);
}
