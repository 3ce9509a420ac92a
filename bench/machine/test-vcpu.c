// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/vcpu.h"

/* As QEMU 7.2.22 prints it, lines that do not matter left out. */
#define TEXT \
	"RAX=0000000000000000 RBX=ffffffff81a03ed8 RCX=0 RDX=8000000000000163\r\n" \
	"RSI=0000000000200000 RDI=0000000000100000 RBP=0 RSP=ffffffff81a03ec0\r\n" \
	"RIP=ffffffff81aef5e7 RFL=00000046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0\r\n" \
	"CS =0010 0000000000000000 ffffffff 00a09b00 DPL=0 CS64 [-RA]\r\n" \
	"CR0=80050033 CR2=ffff888002a01000 CR3=0000000001a10000 CR4=000000b0\r\n" \
	"EFER=0000000000000d01\r\n"

static void registers_are_found_by_name(void **state)
{
	struct error err = { "" };
	struct vcpu vcpu;

	(void)state;
	assert_int_equal(vcpu_parse(&vcpu, TEXT, &err), 0);
	assert_true(vcpu.rip == 0xffffffff81aef5e7);
	assert_true(vcpu.rsp == 0xffffffff81a03ec0);
	assert_true(vcpu.rdi == 0x100000);
	assert_true(vcpu.rsi == 0x200000);
	assert_true(vcpu.cr0 == 0x80050033);
	assert_true(vcpu.cr3 == 0x1a10000);
	assert_true(vcpu.cr4 == 0xb0);
	assert_true(vcpu.efer == 0xd01);
}

static void a_name_inside_another_is_not_it(void **state)
{
	struct error err = { "" };
	char text[] = TEXT;
	struct vcpu vcpu;

	(void)state;
	memcpy(strstr(text, " CR3="), "XCR3=", 5);
	assert_int_equal(vcpu_parse(&vcpu, text, &err), -EPROTO);
	assert_string_equal(err.text,
			    "info registers: found no CR3, expected NAME=HEX");
}

/* What a CPU in 32-bit mode looks like, and a text that was cut. */
static void missing_registers_are_named(void **state)
{
	struct error err = { "" };
	struct vcpu vcpu;

	(void)state;
	assert_int_equal(vcpu_parse(&vcpu, "EIP=0000fff0 CR0=60000010", &err),
			 -EPROTO);
	assert_string_equal(err.text,
			    "info registers: found no RIP, expected NAME=HEX");
	assert_int_equal(vcpu_parse(&vcpu, "RIP=", &err), -EPROTO);
	assert_int_equal(vcpu_parse(&vcpu, "", &err), -EPROTO);
}

/* As QEMU 7.2.22 prints a CPU that nobody has started yet. */
#define RESET_TEXT \
	"EAX=00000000 EBX=00000000 ECX=00000000 EDX=00060fb1\r\n" \
	"EIP=0000fff0 EFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=1\r\n" \
	"CR0=60000010 CR2=00000000 CR3=00000000 CR4=00000000\r\n"

/* The same CPU as in TEXT, with its HLT and RFL as @flags says. */
#define REST_TEXT(flags) \
	"RIP=ffffffff81aef5e7 " flags "\r\n" \
	"CR0=80050033 CR2=0 CR3=0000000001a10000 CR4=000000b0\r\n"

static void a_cpu_says_whether_it_rests(void **state)
{
	struct vcpu_rest rest;

	(void)state;
	assert_int_equal(vcpu_parse_rest(&rest, 1, TEXT), 1);
	assert_true(rest.rip == 0xffffffff81aef5e7);
	assert_false(rest.halted || rest.interruptible || rest.is_reset);
	assert_false(vcpu_is_stuck(&rest));

	/* An idle CPU waits for its timer. */
	assert_int_equal(vcpu_parse_rest(&rest, 1,
					 REST_TEXT("RFL=00000246 HLT=1")), 1);
	assert_true(rest.halted && rest.interruptible);
	assert_false(vcpu_is_stuck(&rest));

	assert_int_equal(vcpu_parse_rest(&rest, 1,
					 REST_TEXT("RFL=00000046 HLT=1")), 1);
	assert_true(rest.halted && !rest.interruptible && !rest.is_reset);
	assert_true(vcpu_is_stuck(&rest));
}

static void a_cpu_outside_of_64_bit_mode_has_other_names(void **state)
{
	struct vcpu_rest rest;

	(void)state;
	assert_int_equal(vcpu_parse_rest(&rest, 1, RESET_TEXT), 1);
	assert_true(rest.rip == 0xfff0 && rest.halted && rest.is_reset);
	assert_true(vcpu_is_stuck(&rest));
	/* The same place in protected mode is code like any other. */
	assert_int_equal(vcpu_parse_rest(&rest, 1,
					 "EIP=0000fff0 EFL=2 HLT=0\r\n"
					 "CR0=00000011"), 1);
	assert_false(rest.is_reset || vcpu_is_stuck(&rest));
}

static void all_cpus_are_told_in_their_order(void **state)
{
	static const char all[] = "\r\nCPU#0\r\n" TEXT "\r\nCPU#1\r\n"
		RESET_TEXT "\r\nCPU#2\r\n" REST_TEXT("RFL=00000246 HLT=1");
	struct vcpu_rest rests[3] = { 0 };

	(void)state;
	assert_int_equal(vcpu_parse_rest(rests, 3, all), 3);
	assert_false(rests[0].halted);
	assert_true(rests[1].is_reset);
	assert_true(rests[2].halted && rests[2].interruptible);
	assert_int_equal(vcpu_parse_rest(rests, 2, all), 2);
}

/* A value of another CPU is never taken for a missing one. */
static void a_cpu_that_is_not_whole_makes_the_text_none(void **state)
{
	static const char *const texts[] = {
		"", "no such command\r\n",
		"RIP=ffffffff81aef5e7 RFL=00000046\r\nCR0=80050033\r\n",
		"RIP=ffffffff81aef5e7 HLT=1\r\nCR0=80050033\r\n",
		"RIP=ffffffff81aef5e7 RFL=00000046 HLT=1\r\n",
		"RFL=00000046 HLT=1\r\nCR0=80050033\r\n",
		"CPU#0\r\n" RESET_TEXT "CPU#1\r\nEIP=0000ff",
		"CPU#0\r\nCPU#1\r\n" RESET_TEXT,
	};
	struct vcpu_rest rests[2];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(vcpu_parse_rest(rests, 2, texts[i]), 0);
	assert_int_equal(vcpu_parse_rest(rests, 2, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers_are_found_by_name),
		cmocka_unit_test(a_name_inside_another_is_not_it),
		cmocka_unit_test(missing_registers_are_named),
		cmocka_unit_test(a_cpu_says_whether_it_rests),
		cmocka_unit_test(a_cpu_outside_of_64_bit_mode_has_other_names),
		cmocka_unit_test(all_cpus_are_told_in_their_order),
		cmocka_unit_test(a_cpu_that_is_not_whole_makes_the_text_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
