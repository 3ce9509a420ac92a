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

#include "lib/clock.h"
#include "machine/qmp.h"

/* No test waits in vain. */
#define SOON_NS (clock_now_ns() + 10 * NS_PER_S)

static struct qmp qmp;
static struct error err;
static int peer;
static FILE *log_file;

/* What QEMU will say has been said before it is asked. */
static void qemu_says(const char *text)
{
	assert_int_equal(write(peer, text, strlen(text)), strlen(text));
}

static void assert_heard(const char *expected)
{
	char text[512] = "";

	recv(peer, text, sizeof(text) - 1, MSG_DONTWAIT);
	assert_string_equal(text, expected);
}

static int set_up(void **state)
{
	char version[32], text[64];
	int ends[2];

	(void)state;
	err = (struct error){ "" };
	log_file = fopen("/dev/null", "w");
	if (!log_file || socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return -1;
	peer = ends[1];
	qemu_says("{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, "
		  "\"minor\": 2, \"major\": 7}}}}\n{\"return\": {}}\n");
	if (qmp_open(&qmp, ends[0], log_file, version, SOON_NS, &err) ||
	    strcmp(version, "7.2.22"))
		return -1;
	return recv(peer, text, sizeof(text), MSG_DONTWAIT) > 0 ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	qmp_close(&qmp);
	close(peer);
	return fclose(log_file);
}

static int ask(void)
{
	return qmp_ask(&qmp, "human-monitor-command",
		       json_pack("{s:s}", "command-line", "info registers"),
		       &err);
}

static void assert_answer(const char *expected)
{
	char *answer = qmp_take_answer(&qmp);

	if (expected)
		assert_string_equal(answer, expected);
	else
		assert_null(answer);
	free(answer);
}

static void a_question_is_known_by_its_id(void **state)
{
	(void)state;
	assert_int_equal(ask(), 0);
	assert_true(qmp.asked);
	assert_heard("{\"execute\": \"human-monitor-command\", \"arguments\": "
		     "{\"command-line\": \"info registers\"}, "
		     "\"id\": \"ask\"}\n");
	assert_answer(NULL);
	qemu_says("{\"return\": \"HLT=1\\r\\n\", \"id\": \"ask\"}\n");
	assert_int_equal(qmp_drain(&qmp, &err), 0);
	assert_false(qmp.asked);
	assert_answer("HLT=1\r\n");
	assert_answer(NULL);
}

/* The command gets its own reply, whichever comes first. */
static void an_answer_may_come_while_another_command_waits(void **state)
{
	json_t *reply;

	(void)state;
	ask();
	qemu_says("{\"return\": \"of the question\", \"id\": \"ask\"}\n"
		  "{\"event\": \"SHUTDOWN\", \"data\": "
		  "{\"reason\": \"guest-reset\"}}\n"
		  "{\"return\": \"of the command\"}\n");
	assert_int_equal(qmp_execute(&qmp, "query-status", &reply, SOON_NS,
				     &err), 0);
	assert_string_equal(json_string_value(reply), "of the command");
	json_decref(reply);
	assert_string_equal(qmp.shutdown_reason, "guest-reset");
	assert_answer("of the question");

	ask();
	qemu_says("{\"return\": \"of the command\"}\n"
		  "{\"return\": \"of the question\", \"id\": \"ask\"}\n");
	assert_int_equal(qmp_execute(&qmp, "query-status", &reply, SOON_NS,
				     &err), 0);
	assert_string_equal(json_string_value(reply), "of the command");
	json_decref(reply);
	assert_true(qmp.asked);
	assert_int_equal(qmp_drain(&qmp, &err), 0);
	assert_answer("of the question");
}

/* A refusal ends the question, and no command is taken to be refused by it. */
static void a_refused_question_has_no_answer(void **state)
{
	(void)state;
	ask();
	qemu_says("{\"error\": {\"class\": \"GenericError\", "
		  "\"desc\": \"not today\"}, \"id\": \"ask\"}\n"
		  "{\"return\": {}}\n");
	assert_int_equal(qmp_execute(&qmp, "cont", NULL, SOON_NS, &err), 0);
	assert_false(qmp.asked);
	assert_answer(NULL);
	/* Nor is a reply that is no text an answer. */
	ask();
	qemu_says("{\"return\": {}, \"id\": \"ask\"}\n");
	assert_int_equal(qmp_drain(&qmp, &err), 0);
	assert_false(qmp.asked);
	assert_answer(NULL);
}

static void one_question_is_asked_at_a_time(void **state)
{
	char text[512];

	(void)state;
	ask();
	assert_true(recv(peer, text, sizeof(text), MSG_DONTWAIT) > 0);
	assert_int_equal(ask(), 0);
	assert_heard("");
	qemu_says("{\"return\": \"old\", \"id\": \"ask\"}\n");
	assert_int_equal(qmp_drain(&qmp, &err), 0);
	/* An answer that nobody took is not that of the next question. */
	ask();
	assert_answer(NULL);
}

/* The limit is for what QEMU says unasked. */
static void answers_do_not_count_as_talk(void **state)
{
	size_t heard = qmp.heard;
	char line[4096], answer[3000];

	(void)state;
	memset(answer, 'x', sizeof(answer) - 1);
	answer[sizeof(answer) - 1] = '\0';
	snprintf(line, sizeof(line),
		 "{\"return\": \"%s\", \"id\": \"ask\"}\n", answer);
	for (int i = 0; i < 100; i++) {
		ask();
		qemu_says(line);
		assert_int_equal(qmp_drain(&qmp, &err), 0);
	}
	assert_in_range(qmp.heard - heard, 1, 100 * 64);
}

static void a_closed_connection_is_told_when_asked(void **state)
{
	(void)state;
	close(peer);
	assert_int_equal(ask(), -EPIPE);
	assert_string_equal(err.text, "QEMU closed its QMP connection");
	peer = dup(qmp.fd);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_question_is_known_by_its_id),
		TEST(an_answer_may_come_while_another_command_waits),
		TEST(a_refused_question_has_no_answer),
		TEST(one_question_is_asked_at_a_time),
		TEST(answers_do_not_count_as_talk),
		TEST(a_closed_connection_is_told_when_asked),
	};

	return cmocka_run_group_tests_name("qmp", tests, NULL, NULL);
}
