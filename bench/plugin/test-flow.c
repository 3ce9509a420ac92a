// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plugin/flow.h"
#include "plugin/plain.h"

#define HERE UINT64_C(0xffffffff81000100)

#define assert_flow(expected, wanted_target, ...) do { \
	static const uint8_t bytes[] = { __VA_ARGS__ }; \
	uint64_t target; \
	assert_int_equal(flow_decode(bytes, sizeof(bytes), HERE, &target), \
			 expected); \
	assert_int_equal(target, wanted_target); \
} while (0)

static void calls_are_recognised(void **state)
{
	(void)state;
	assert_flow(FLOW_CALL, HERE + 5 + 0x10, 0xe8, 0x10, 0, 0, 0);
	assert_flow(FLOW_CALL, HERE + 5 - 0x100,
		    0xe8, 0x00, 0xff, 0xff, 0xff);
	assert_flow(FLOW_CALL_ANY, 0, 0xff, 0xd3);		/* *%rbx */
	assert_flow(FLOW_CALL_ANY, 0, 0x41, 0xff, 0xd4);	/* *%r12 */
	assert_flow(FLOW_CALL_ANY, 0, 0xff, 0x55, 0x68);	/* *0x68(%rbp) */
	assert_flow(FLOW_CALL_ANY, 0, 0x3e, 0xff, 0x15, 1, 2, 3, 4);
}

static void jumps_are_recognised(void **state)
{
	(void)state;
	assert_flow(FLOW_JUMP, HERE + 2 - 2, 0xeb, 0xfe);
	assert_flow(FLOW_JUMP, HERE + 5 + 0x12345678,
		    0xe9, 0x78, 0x56, 0x34, 0x12);
	assert_flow(FLOW_JUMP, HERE + 2 + 0x20, 0x74, 0x20);	/* je */
	assert_flow(FLOW_JUMP, HERE + 6 - 1,
		    0x0f, 0x85, 0xff, 0xff, 0xff, 0xff);	/* jne */
	assert_flow(FLOW_JUMP, HERE + 2 - 4, 0xe2, 0xfc);	/* loop */
	assert_flow(FLOW_JUMP_ANY, 0, 0xff, 0xe0);		/* *%rax */
	assert_flow(FLOW_JUMP_ANY, 0, 0xff, 0x24, 0xc5, 0, 0, 0, 0);
	assert_flow(FLOW_JUMP_ANY, 0, 0x48, 0xff, 0x2d, 0, 0, 0, 0);
}

static void ways_back_are_recognised(void **state)
{
	(void)state;
	assert_flow(FLOW_RETURN, 0, 0xc3);
	assert_flow(FLOW_RETURN, 0, 0xf3, 0xc3);	/* repz ret */
	assert_flow(FLOW_RETURN, 0, 0xc2, 0x08, 0x00);
	assert_flow(FLOW_RETURN, 0, 0x48, 0xcb);	/* lretq */
	assert_flow(FLOW_RESUME, 0, 0x48, 0xcf);	/* iretq */
	assert_flow(FLOW_RESUME, 0, 0x48, 0x0f, 0x07);	/* sysretq */
	assert_flow(FLOW_RESUME, 0, 0x0f, 0xaa);	/* rsm */
}

static void system_calls_are_recognised(void **state)
{
	(void)state;
	assert_flow(FLOW_TRAP, 0, 0x0f, 0x05);		/* syscall */
	assert_flow(FLOW_TRAP, 0, 0x0f, 0x34);		/* sysenter */
	assert_flow(FLOW_TRAP, 0, 0xcd, 0x80);		/* int $0x80 */
	assert_flow(FLOW_TRAP, 0, 0xcc);		/* int3 */
}

static void everything_else_goes_on(void **state)
{
	(void)state;
	assert_flow(FLOW_NEXT, 0, 0x90);
	assert_flow(FLOW_NEXT, 0, 0x0f, 0x1f, 0x40, 0x00);
	assert_flow(FLOW_NEXT, 0, 0xff, 0xc3);		/* inc %ebx */
	assert_flow(FLOW_NEXT, 0, 0xff, 0x35, 0, 0, 0, 0); /* push */
	assert_flow(FLOW_NEXT, 0, 0xf3, 0x48, 0xab);	/* rep stosq */
	assert_flow(FLOW_NEXT, 0, 0xb8, 0xe8, 0, 0, 0);	/* mov $0xe8,%eax */
	assert_flow(FLOW_NEXT, 0, 0xe4, 0x60);		/* in $0x60,%al */
	assert_flow(FLOW_NEXT, 0, 0x0f, 0xa2);		/* cpuid */
	assert_flow(FLOW_NEXT, 0, 0x0f, 0x80);		/* cut short */
	assert_flow(FLOW_NEXT, 0, 0xe8);
	assert_flow(FLOW_NEXT, 0, 0x66);
}

#define assert_plain_at(address, expected, ...) do { \
	static const uint8_t bytes[] = { __VA_ARGS__ }; \
	assert_int_equal(insn_is_plain(bytes, sizeof(bytes), address), \
			 expected); \
} while (0)

#define assert_plain(expected, ...) \
	assert_plain_at(0x401000, expected, __VA_ARGS__)

#define assert_kernel(expected, ...) \
	assert_plain_at(UINT64_C(0xffffffff81000000), expected, __VA_ARGS__)

static void work_on_registers_is_plain(void **state)
{
	(void)state;
	assert_plain(true, 0x90);			/* nop */
	assert_plain(true, 0x0f, 0x1f, 0x40, 0x00);	/* nopl 0(%rax) */
	assert_plain(true, 0x48, 0x89, 0xe5);		/* mov %rsp,%rbp */
	assert_plain(true, 0x31, 0xc0);			/* xor %eax,%eax */
	assert_plain(true, 0xb8, 1, 0, 0, 0);		/* mov $1,%eax */
	assert_plain(true, 0x48, 0x83, 0xc4, 0x08);	/* add $8,%rsp */
	assert_plain(true, 0x8d, 0x50, 0x01);		/* lea 1(%rax),%edx */
	assert_plain(true, 0x0f, 0xb6, 0xc0);		/* movzbl %al,%eax */
	assert_plain(true, 0x0f, 0x44, 0xc1);		/* cmove %ecx,%eax */
	assert_plain(true, 0xc1, 0xe0, 0x0c);		/* shl $12,%eax */
	assert_plain(true, 0xf7, 0xd8);			/* neg %eax */
	assert_plain(true, 0x3d, 0, 1, 0, 0);		/* cmp $256,%eax */
	assert_plain(true, 0xff, 0xc3);			/* inc %ebx */
}

static void the_kernel_always_has_its_stack(void **state)
{
	(void)state;
	assert_kernel(true, 0x55);			/* push %rbp */
	assert_kernel(true, 0x41, 0x5f);		/* pop %r15 */
	assert_kernel(true, 0x6a, 0x01);		/* push $1 */
	assert_kernel(true, 0x48, 0x8b, 0x04, 0x24);	/* mov (%rsp),%rax */
	assert_kernel(true, 0x89, 0x44, 0x24, 0x08);	/* mov %eax,8(%rsp) */
	assert_kernel(true, 0x0f, 0xb6, 0x44, 0x24, 1);	/* movzbl 1(%rsp) */
	assert_kernel(false, 0x49, 0x8b, 0x04, 0x24);	/* mov (%r12),%rax */
	assert_kernel(false, 0x8b, 0x04, 0x04);		/* mov (%rsp,%rax) */
	assert_kernel(false, 0x42, 0x8b, 0x04, 0x24);	/* mov (%rsp,%r12) */
	assert_kernel(false, 0x64, 0x8b, 0x04, 0x24);	/* mov %fs:(%rsp) */
	assert_kernel(false, 0x0f, 0xa3, 0x04, 0x24);	/* bt %eax,(%rsp) */
	assert_kernel(false, 0xf7, 0x34, 0x24);		/* divl (%rsp) */
	assert_kernel(false, 0xff, 0x34, 0x24);		/* push (%rsp) */
	assert_kernel(false, 0x8b, 0x04);
}

static void the_kernel_always_has_its_image_and_per_cpu_area(void **state)
{
	(void)state;
	/* mov 0x1000(%rip),%eax; movl $1,-16(%rip) */
	assert_kernel(true, 0x8b, 0x05, 0x00, 0x10, 0, 0);
	assert_kernel(true, 0xc7, 0x05, 0xf0, 0xff, 0xff, 0xff, 1, 0, 0, 0);
	/* … as far as a fixed mapping, 0x7e5fb020 behind */
	assert_kernel(false, 0x8b, 0x05, 0x1a, 0xb0, 0x5f, 0x7e);
	/* mov 0xffffffffff5fb020,%eax; mov %gs:0x1000,%rax */
	assert_kernel(false, 0x8b, 0x04, 0x25, 0x20, 0xb0, 0x5f, 0xff);
	assert_kernel(true, 0x65, 0x48, 0x8b, 0x04, 0x25, 0, 0x10, 0, 0);
	/* mov %gs:0x7ee00000(%rip),%rax: a per-CPU offset */
	assert_kernel(true, 0x65, 0x48, 0x8b, 0x05, 0, 0, 0xe0, 0x7e);
	/* mov %gs:(%rsp),%eax; mov %gs:(%rax),%eax */
	assert_kernel(false, 0x65, 0x8b, 0x04, 0x24);
	assert_kernel(false, 0x65, 0x8b, 0x00);
	assert_kernel(false, 0x8b, 0x05, 0x00, 0x10);
	/* A program's own memory may be missing. */
	assert_plain(false, 0x8b, 0x05, 0x00, 0x10, 0, 0);
	assert_plain(false, 0x48, 0x8b, 0x04, 0x24);
}

static void what_may_not_end_is_not_plain(void **state)
{
	(void)state;
	assert_plain(false, 0x48, 0x8b, 0x00);		/* mov (%rax),%rax */
	assert_plain(false, 0x01, 0x07);		/* add %eax,(%rdi) */
	assert_plain(false, 0x55);			/* push %rbp */
	assert_plain(false, 0x5d);			/* pop %rbp */
	assert_plain(false, 0xf7, 0xf1);		/* div %ecx */
	assert_plain(false, 0x48, 0xf7, 0xf9);		/* idiv %rcx */
	assert_plain(false, 0x8d, 0xc0);		/* lea of a register */
	assert_plain(false, 0xa1, 0, 0, 0, 0);		/* mov 0,%eax */
	assert_plain(false, 0xf3, 0x90);		/* pause */
	assert_plain(false, 0xf0, 0x01, 0xc0);		/* lock, undefined */
	assert_plain(false, 0x0f, 0xa2);		/* cpuid */
	assert_plain(false, 0x0f, 0x30);		/* wrmsr */
	assert_plain(false, 0x0f, 0x22, 0xd8);		/* mov %rax,%cr3 */
	assert_plain(false, 0x0f, 0x0b);		/* ud2 */
	assert_plain(false, 0x8e, 0xd8);		/* mov %eax,%ds */
	assert_plain(false, 0xec);			/* in (%dx),%al */
	assert_plain(false, 0xfb);			/* sti */
	assert_plain(false, 0xc7, 0xf8, 0, 0, 0, 0);	/* xbegin */
	assert_plain(false, 0xff, 0xd0);		/* call *%rax */
	assert_plain(false, 0x0f, 0x10, 0xc1);		/* movups */
	assert_plain(false, 0x48);			/* dec, 32-bit code */
	assert_plain(false, 0x0f);
	assert_plain(false, 0x31);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_are_recognised),
		cmocka_unit_test(jumps_are_recognised),
		cmocka_unit_test(ways_back_are_recognised),
		cmocka_unit_test(system_calls_are_recognised),
		cmocka_unit_test(everything_else_goes_on),
		cmocka_unit_test(work_on_registers_is_plain),
		cmocka_unit_test(the_kernel_always_has_its_stack),
		cmocka_unit_test(the_kernel_always_has_its_image_and_per_cpu_area),
		cmocka_unit_test(what_may_not_end_is_not_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
