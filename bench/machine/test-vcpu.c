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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers_are_found_by_name),
		cmocka_unit_test(a_name_inside_another_is_not_it),
		cmocka_unit_test(missing_registers_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
