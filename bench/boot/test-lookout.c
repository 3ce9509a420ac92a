// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "boot/lookout.h"
#include "lib/clock.h"

#define HALTED "RIP=ffffffff81000002 RFL=00000046 HLT=1\\r\\nCR0=80050033\\r\\n"
#define ELSEWHERE "RIP=ffffffff81000009 RFL=00000046 HLT=1\\r\\nCR0=80050033\\r\\n"
#define IDLE "RIP=ffffffff81000002 RFL=00000246 HLT=1\\r\\nCR0=80050033\\r\\n"
#define RUNNING "RIP=ffffffff81000002 RFL=00000046 HLT=0\\r\\nCR0=80050033\\r\\n"
#define RESET "EIP=0000fff0 EFL=00000002 HLT=1\\r\\nCR0=60000010\\r\\n"
#define ALL(first, second) "CPU#0\\r\\n" first "CPU#1\\r\\n" second

static char folder[] = "/tmp/numaboot-lookout-XXXXXX";
static char console_path[64], records_path[64], log_path[64];
static struct lookout lookout;
static struct qmp qmp;
static struct error err;
static int peer;
static FILE *log_file;
/* No test waits: the clock is what it says. */
static uint64_t now_ns;

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(console_path, sizeof(console_path), "%s/console", folder);
	snprintf(records_path, sizeof(records_path), "%s/records", folder);
	snprintf(log_path, sizeof(log_path), "%s/log", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(console_path);
	unlink(records_path);
	unlink(log_path);
	return rmdir(folder);
}

static void write_to(const char *path, const char *mode, const char *text)
{
	FILE *file = fopen(path, mode);

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void qemu_says(const char *text)
{
	assert_int_equal(write(peer, text, strlen(text)), strlen(text));
}

static int set_up(void **state)
{
	char version[32], text[64];
	int ends[2];

	(void)state;
	log_file = fopen("/dev/null", "w");
	if (!log_file || socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return -1;
	peer = ends[1];
	qemu_says("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, "
		  "\"minor\": 2, \"major\": 7}}}}\n{\"return\": {}}\n");
	if (qmp_open(&qmp, ends[0], log_file, version,
		     clock_now_ns() + 10 * NS_PER_S, &err) ||
	    recv(peer, text, sizeof(text), MSG_DONTWAIT) <= 0)
		return -1;
	write_to(console_path, "w", "");
	write_to(records_path, "w", "");
	lookout = (struct lookout){
		.console_path = console_path,
		.records_path = records_path,
		.log_path = log_path,
	};
	now_ns = 100 * NS_PER_S;
	lookout_begin(&lookout, now_ns);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	qmp_close(&qmp);
	close(peer);
	return fclose(log_file);
}

/* Whether QEMU was asked, and the question held @words. */
static bool was_asked(const char *words)
{
	char text[512] = "";

	if (recv(peer, text, sizeof(text) - 1, MSG_DONTWAIT) <= 0)
		return false;
	assert_non_null(strstr(text, words));
	return true;
}

static bool asks_after_ms(unsigned int ms, const char *words)
{
	now_ns += ms * NS_PER_MS;
	assert_false(lookout_look(&lookout, now_ns));
	lookout_ask(&lookout, &qmp, now_ns);
	return was_asked(words);
}

/* The verdict on an answer, NULL for a refusal. */
static bool dies_of(const char *answer)
{
	char line[1024];

	if (answer)
		snprintf(line, sizeof(line),
			 "{\"return\": \"%s\", \"id\": \"ask\"}\n", answer);
	else
		snprintf(line, sizeof(line),
			 "{\"error\": {\"desc\": \"no\"}, \"id\": \"ask\"}\n");
	qemu_says(line);
	assert_int_equal(qmp_drain(&qmp, &err), 0);
	return lookout_note_answer(&lookout, &qmp, now_ns);
}

#define ONE "\"info registers\""
#define EVERY "\"info registers -a\""
#define MEMORY "\"memsave\""

static void a_guest_that_speaks_is_not_asked(void **state)
{
	(void)state;
	for (int i = 0; i < 8; i++) {
		write_to(i % 2 ? console_path : records_path, "a", "a line\n");
		assert_false(asks_after_ms(900, ""));
	}
	assert_false(asks_after_ms(900, ""));
	assert_true(asks_after_ms(200, ONE));
}

static void a_cpu_that_halted_twice_at_one_place_is_dead(void **state)
{
	(void)state;
	assert_true(asks_after_ms(1000, ONE));
	assert_false(dies_of(HALTED));
	assert_false(asks_after_ms(200, ""));
	assert_true(asks_after_ms(100, EVERY));
	/* Nothing is known while no answer has come. */
	assert_false(lookout_note_answer(&lookout, &qmp, now_ns));
	assert_true(dies_of(ALL(HALTED, RESET)));
	assert_true(lookout.cpu_known && lookout.cpu.rip == 0xffffffff81000002);
}

static void what_may_go_on_is_not_dead(void **state)
{
	static const char *const first[] = { IDLE, RUNNING, "", NULL };
	static const char *const second[] = {
		ALL(HALTED, RUNNING), ALL(HALTED, IDLE), ALL(ELSEWHERE, RESET),
		ALL(IDLE, RESET), ALL(HALTED, "RIP=ffff"), "", NULL,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(second) / sizeof(second[0]); i++) {
		lookout_begin(&lookout, now_ns);
		assert_true(asks_after_ms(1000, ONE));
		assert_false(dies_of(HALTED));
		assert_true(asks_after_ms(300, EVERY));
		assert_false(dies_of(second[i]));
	}
	/* The boot CPU is asked for again whatever it said. */
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		lookout_begin(&lookout, now_ns);
		assert_true(asks_after_ms(1000, ONE));
		assert_false(dies_of(first[i]));
		assert_true(asks_after_ms(1000, ONE));
		assert_false(dies_of(HALTED));
	}
}

/* It printed between the two answers: the first one is worth nothing. */
static void a_word_between_two_answers_begins_anew(void **state)
{
	(void)state;
	assert_true(asks_after_ms(1000, ONE));
	assert_false(dies_of(HALTED));
	write_to(console_path, "a", "more\n");
	assert_false(asks_after_ms(900, ""));
	assert_false(lookout.cpu_known);
	assert_true(asks_after_ms(1000, ONE));
}

/* An answer that takes long is awaited; silence stretches the pause. */
static void questions_become_rarer(void **state)
{
	(void)state;
	assert_true(asks_after_ms(1000, ONE));
	assert_false(asks_after_ms(30000, ""));
	assert_false(dies_of(RUNNING));
	assert_true(asks_after_ms(1, ONE));
	assert_false(dies_of(RUNNING));
	assert_false(asks_after_ms(3800, ""));
	assert_true(asks_after_ms(100, ONE));
}

static void a_guest_that_is_timed_is_left_in_peace(void **state)
{
	(void)state;
	lookout.is_timed = true;
	assert_true(asks_after_ms(1000, ONE));
	assert_false(dies_of(RUNNING));
	write_to(records_path, "a", "{}\n");
	assert_false(asks_after_ms(60000, ""));
}

/* It has time to print what belongs to it, and to reset. */
static void last_words_end_a_boot_when_nothing_follows(void **state)
{
	(void)state;
	write_to(console_path, "a", "a line\n[ 0.1] Kernel pan");
	assert_false(lookout_look(&lookout, now_ns));
	write_to(console_path, "a", "ic - not syncing: made\n");
	assert_false(lookout_look(&lookout, now_ns));
	now_ns += 900 * NS_PER_MS;
	assert_false(lookout_look(&lookout, now_ns));
	write_to(console_path, "a", "Call Trace:\n");
	assert_false(lookout_look(&lookout, now_ns));
	now_ns += 900 * NS_PER_MS;
	assert_false(lookout_look(&lookout, now_ns));
	now_ns += 100 * NS_PER_MS;
	assert_true(lookout_look(&lookout, now_ns));
}

static void a_panic_that_prints_without_end_is_ended(void **state)
{
	bool dead = false;
	int looks = 0;

	(void)state;
	write_to(console_path, "a", "Kernel panic - not syncing: made\n");
	for (; !dead && looks < 100; looks++) {
		write_to(console_path, "a", "again\n");
		dead = lookout_look(&lookout, now_ns);
		now_ns += 250 * NS_PER_MS;
	}
	assert_int_equal(looks, 9);
}

static void find_log(void)
{
	static char names[][16] = { "later", "__log_buf", "next", "before" };
	struct sysmap_symbol symbols[] = {
		{ .name = names[0], .address = 0xffffffff82009000 },
		{ .name = names[1], .address = 0xffffffff82000000 },
		{ .name = names[2], .address = 0xffffffff82000200 },
		{ .name = names[3], .address = 0xffffffff81000000 },
	};
	const struct sysmap map = { .symbols = symbols, .symbol_count = 4 };

	lookout_find_log(&lookout, &map);
}

static void the_log_buffer_ends_where_the_next_symbol_is(void **state)
{
	static const struct sysmap none;

	(void)state;
	lookout_find_log(&lookout, NULL);
	lookout_find_log(&lookout, &none);
	assert_int_equal(lookout.log_bytes, 0);
	find_log();
	assert_true(lookout.log_address == 0xffffffff82000000);
	assert_int_equal(lookout.log_bytes, 0x200);
}

/* Its console is empty: what it said is in its memory. */
static void a_panic_in_the_log_buffer_counts_twice(void **state)
{
	(void)state;
	find_log();
	write_to(log_path, "w", "Kernel panic - not syncing: made");
	assert_true(asks_after_ms(1000, ONE));
	assert_false(dies_of(RUNNING));
	assert_true(asks_after_ms(0, MEMORY));
	assert_false(dies_of(NULL));
	assert_false(asks_after_ms(200, ""));
	assert_true(asks_after_ms(50, MEMORY));
	assert_true(dies_of(NULL));
}

static void a_log_buffer_without_last_words_is_no_death(void **state)
{
	(void)state;
	find_log();
	write_to(log_path, "w", "Linux version 6.1.0 and so on");
	for (int i = 0; i < 3; i++) {
		assert_true(asks_after_ms(60000, ONE));
		assert_false(dies_of(RUNNING));
		assert_true(asks_after_ms(0, MEMORY));
		assert_false(dies_of(NULL));
	}
	/* One that is gone, too: QEMU may have no room to write it. */
	unlink(log_path);
	assert_true(asks_after_ms(60000, ONE));
	assert_false(dies_of(RUNNING));
	assert_true(asks_after_ms(0, MEMORY));
	assert_false(dies_of(NULL));
	/* And a CPU that halted is not asked for its log first. */
	assert_true(asks_after_ms(60000, ONE));
	assert_false(dies_of(HALTED));
	assert_true(asks_after_ms(1000, EVERY));
	assert_true(dies_of(ALL(HALTED, HALTED)));
}

static void a_guest_that_is_ended_is_asked_once_more(void **state)
{
	(void)state;
	qemu_says("{\"return\": \"" IDLE "\", \"id\": \"ask\"}\n");
	lookout_ask_last(&lookout, &qmp);
	assert_true(was_asked(ONE));
	assert_true(lookout.cpu_known && lookout.cpu.halted &&
		    lookout.cpu.interruptible);
	/* Nor does a QEMU that is gone make it wait. */
	close(peer);
	lookout_begin(&lookout, now_ns);
	lookout_ask_last(&lookout, &qmp);
	assert_false(lookout.cpu_known);
	peer = dup(qmp.fd);
}

/* What it never printed; a map without a log is asked for nothing. */
static void the_log_of_a_guest_that_halted_is_fetched(void **state)
{
	(void)state;
	lookout_ask_log(&lookout, &qmp);
	assert_false(was_asked(MEMORY));
	find_log();
	qemu_says("{\"return\": {}, \"id\": \"ask\"}\n");
	lookout_ask_log(&lookout, &qmp);
	assert_true(was_asked(MEMORY));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_guest_that_speaks_is_not_asked),
		TEST(a_cpu_that_halted_twice_at_one_place_is_dead),
		TEST(what_may_go_on_is_not_dead),
		TEST(a_word_between_two_answers_begins_anew),
		TEST(questions_become_rarer),
		TEST(a_guest_that_is_timed_is_left_in_peace),
		TEST(last_words_end_a_boot_when_nothing_follows),
		TEST(a_panic_that_prints_without_end_is_ended),
		TEST(the_log_buffer_ends_where_the_next_symbol_is),
		TEST(a_panic_in_the_log_buffer_counts_twice),
		TEST(a_log_buffer_without_last_words_is_no_death),
		TEST(a_guest_that_is_ended_is_asked_once_more),
		TEST(the_log_of_a_guest_that_halted_is_fetched),
	};

	return cmocka_run_group_tests_name("lookout", tests, make_folder,
					   remove_folder);
}
