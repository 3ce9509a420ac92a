// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "machine/gdbstub.h"

/* Long enough for a loaded host, short enough for one that waits in vain. */
#define SOON_NS (clock_now_ns() + 200 * NS_PER_MS)

static struct gdbstub stub;
static struct error err;
static int peer;
static FILE *log_file;

/* What the stub will say has been said before it is asked. */
static void stub_says(const char *text)
{
	assert_int_equal(write(peer, text, strlen(text)), strlen(text));
}

static void assert_heard(const char *expected)
{
	char text[256] = "";

	assert_true(recv(peer, text, sizeof(text) - 1, MSG_DONTWAIT) > 0);
	assert_string_equal(text, expected);
}

static int set_up(void **state)
{
	int ends[2];

	(void)state;
	err = (struct error){ "" };
	log_file = fopen("/dev/null", "w");
	if (!log_file || socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return -1;
	peer = ends[1];
	stub = (struct gdbstub){ .fd = ends[0], .log = log_file };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	gdbstub_close(&stub);
	if (peer >= 0)
		close(peer);
	return fclose(log_file);
}

static void a_breakpoint_is_a_hardware_one(void **state)
{
	(void)state;
	stub_says("+$OK#9a");
	assert_int_equal(gdbstub_break(&stub, 0xffffffff81000000, SOON_NS,
				       &err), 0);
	assert_heard("$Z1,ffffffff81000000,1#cd+");
	stub_says("+$OK#9a");
	assert_int_equal(gdbstub_unbreak(&stub, 0xffffffff81000000, SOON_NS,
					 &err), 0);
	assert_heard("$z1,ffffffff81000000,1#ed+");
}

static void memory_is_read_in_the_guests_byte_order(void **state)
{
	uint64_t value;

	(void)state;
	stub_says("+$c013ae81ffffffff#56");
	assert_int_equal(gdbstub_read_u64(&stub, 0x1000, &value, SOON_NS,
					  &err), 0);
	assert_true(value == 0xffffffff81ae13c0);
	assert_heard("$m1000,8#92+");
}

static void assert_stop(const char *packet, unsigned int expected)
{
	unsigned int cpu = 99;

	stub_says(packet);
	assert_int_equal(gdbstub_wait_stop(&stub, &cpu, SOON_NS, &err), 0);
	assert_int_equal(cpu, expected);
}

static void a_stop_names_its_cpu(void **state)
{
	(void)state;
	assert_stop("$T05thread:01;#07", 0);
	assert_stop("$T05thread:0c;#39", 11);
	assert_stop("$T05thread:p01.03;#08", 2);
}

static void a_paused_guest_is_met_whatever_its_stop_says(void **state)
{
	/* QEMU up to 10, 11, one with more to say, one with nothing. */
	static const char *const packets[] = {
		"+$T05thread:01;#07", "+$T05core:01;#38",
		"+$T05core:0;06:00;thread:p01.01;#8f", "+$S05#b8",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(packets) / sizeof(packets[0]); i++) {
		int fd = stub.fd;

		stub_says(packets[i]);
		assert_int_equal(gdbstub_open(&stub, fd, log_file, SOON_NS,
					      &err), 0);
		assert_heard("$?#3f+");
	}
}

static void unknown_keys_of_a_stop_are_passed_over(void **state)
{
	(void)state;
	assert_stop("$T05core:7;thread:02;#5d", 1);
	assert_stop("$T05hwbreak:;mythread:09;thread:03;06:1;#aa", 2);
}

static void a_cpu_that_a_stop_does_not_name_is_asked_for(void **state)
{
	unsigned int cpu = 99;

	(void)state;
	stub_says("$T05core:01;#38+$QC02#f6");
	assert_int_equal(gdbstub_wait_stop(&stub, &cpu, SOON_NS, &err), 0);
	assert_int_equal(cpu, 1);
	assert_heard("+$qC#b4+");
	stub_says("$S05#b8+$QCx#0c");
	assert_int_equal(gdbstub_wait_stop(&stub, &cpu, SOON_NS, &err),
			 -EPROTO);
	assert_string_equal(err.text,
			    "gdb stub: found `QCx`, expected a thread to `qC`");
}

static void a_stop_may_come_in_pieces_with_the_acknowledgement(void **state)
{
	unsigned int cpu;

	(void)state;
	/* QEMU may have stopped again before its `+` is read. */
	stub_says("+$T05thr");
	assert_int_equal(gdbstub_continue(&stub, SOON_NS, &err), 0);
	stub_says("ead:01;#07");
	assert_int_equal(gdbstub_wait_stop(&stub, &cpu, SOON_NS, &err), 0);
	assert_int_equal(cpu, 0);
}

static void the_guests_end_is_no_stop(void **state)
{
	unsigned int cpu;

	(void)state;
	stub_says("$W00#b7");
	assert_int_equal(gdbstub_wait_stop(&stub, &cpu, SOON_NS, &err),
			 -ENODATA);
}

static void assert_break_fails(const char *reply, int ret,
			       const char *sentence)
{
	stub_says(reply);
	assert_int_equal(gdbstub_break(&stub, 0x10, SOON_NS, &err), ret);
	assert_string_equal(err.text, sentence);
	stub.used = 0;
}

static void every_wrong_answer_gets_a_sentence(void **state)
{
	(void)state;
	assert_break_fails("+$E22#a9", -EREMOTEIO,
			   "gdb stub: `Z1,10,1` was refused with E22");
	assert_break_fails("+$#00", -EREMOTEIO,
			   "gdb stub: `Z1,10,1` is not supported");
	assert_break_fails("+$no#dd", -EPROTO,
			   "gdb stub: found `no`, expected OK to `Z1,10,1`");
	assert_break_fails("+$OK#9b", -EPROTO,
			   "gdb stub: found `$OK#9b`, expected a packet with its checksum");
	assert_break_fails("+$OK#zz", -EPROTO,
			   "gdb stub: found `$OK#zz`, expected a packet with its checksum");
	assert_break_fails("hello\n", -EPROTO,
			   "gdb stub: found `hello?`, expected a packet");
}

static void stops_of_no_cpu_are_refused(void **state)
{
	static const char *const packets[] = {
		"$T05thread:;#a6", "$T05thread:00;#06", "$T05thread:zz;#9a",
		"$Txxthread:01;#92", "$S05thread:01;#06", "$O41#b4",
	};
	unsigned int cpu;

	(void)state;
	for (size_t i = 0; i < sizeof(packets) / sizeof(packets[0]); i++) {
		stub_says(packets[i]);
		assert_int_equal(gdbstub_wait_stop(&stub, &cpu, SOON_NS,
						   &err), -EPROTO);
		assert_non_null(strstr(err.text, "expected a stop"));
	}
}

static void half_an_address_is_refused(void **state)
{
	uint64_t value;

	(void)state;
	stub_says("+$c013ae81#26");
	assert_int_equal(gdbstub_read_u64(&stub, 0x1000, &value, SOON_NS,
					  &err), -EPROTO);
}

static void a_packet_without_end_is_refused(void **state)
{
	char flood[GDBSTUB_PACKET_SIZE];

	(void)state;
	memset(flood, 'x', sizeof(flood));
	*flood = '$';
	assert_int_equal(write(peer, flood, sizeof(flood)), sizeof(flood));
	assert_int_equal(gdbstub_break(&stub, 0x10, SOON_NS, &err), -EPROTO);
	assert_non_null(strstr(err.text, "less than 4096 bytes"));
}

static void a_mute_stub_is_not_waited_for_beyond_the_deadline(void **state)
{
	uint64_t began = clock_now_ns();

	(void)state;
	assert_int_equal(gdbstub_break(&stub, 0x10, SOON_NS, &err),
			 -ETIMEDOUT);
	assert_int_equal(gdbstub_continue(&stub, SOON_NS, &err), -ETIMEDOUT);
	stub_says("$OK#9");
	assert_int_equal(gdbstub_break(&stub, 0x10, SOON_NS, &err),
			 -ETIMEDOUT);
	assert_true(clock_now_ns() - began < 10 * NS_PER_S);
}

static void a_closed_connection_is_said(void **state)
{
	(void)state;
	close(peer);
	peer = -1;
	assert_int_equal(gdbstub_break(&stub, 0x10, SOON_NS, &err), -EPIPE);
	assert_string_equal(err.text, "QEMU closed its gdb connection");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_breakpoint_is_a_hardware_one),
		TEST(memory_is_read_in_the_guests_byte_order),
		TEST(a_stop_names_its_cpu),
		TEST(a_paused_guest_is_met_whatever_its_stop_says),
		TEST(unknown_keys_of_a_stop_are_passed_over),
		TEST(a_cpu_that_a_stop_does_not_name_is_asked_for),
		TEST(a_stop_may_come_in_pieces_with_the_acknowledgement),
		TEST(the_guests_end_is_no_stop),
		TEST(every_wrong_answer_gets_a_sentence),
		TEST(stops_of_no_cpu_are_refused),
		TEST(half_an_address_is_refused),
		TEST(a_packet_without_end_is_refused),
		TEST(a_mute_stub_is_not_waited_for_beyond_the_deadline),
		TEST(a_closed_connection_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
