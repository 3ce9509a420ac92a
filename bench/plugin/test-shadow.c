// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "plugin/shadow.h"

/* Functions of a small kernel, 0x1000 bytes each. */
enum {
	FIRMWARE, LOADER, USER, OTHER,
	START, WORK, HELP, COLD, IRQ, FAULT, FORK, SYSCALL, VECTORS,
	ROOT, INTERRUPT,
};

static const char *const names[] = {
	"[firmware]", "[loader]", "[user]", "[other]",
	"start", "work", "help", "work.cold", "irq", "fault", "fork",
	"syscall", "vectors", "[all]", "[interrupt]",
};

static const uint8_t traits[] = {
	[FIRMWARE] = TRAIT_ALONE,
	[LOADER] = TRAIT_ALONE,
	[USER] = TRAIT_ALONE,
	[IRQ] = TRAIT_INTERRUPT,
	[FAULT] = TRAIT_EXCEPTION,
	[VECTORS] = TRAIT_INTERRUPT | TRAIT_VECTORS,
	[ROOT] = 0,
};

#define AT(function, offset) ((function) * UINT64_C(0x1000) + (offset))
#define STACK UINT64_C(0x100000)
#define OTHER_STACK UINT64_C(0x200000)

static struct shadow shadow;
/* Blocks live as long as the shadow that has seen them. */
static struct block *blocks[256];
static size_t block_count;

static int open_shadow(void **state)
{
	(void)state;
	shadow_open(&shadow, ROOT, INTERRUPT, traits);
	return 0;
}

static int close_shadow(void **state)
{
	(void)state;
	for (size_t i = 0; i < block_count; i++)
		free(blocks[i]);
	block_count = 0;
	shadow_release(&shadow);
	return 0;
}

/* Run 0x10 bytes of code, 10 instructions, that end in some way. */
static void run(int function, uint64_t offset, enum flow flow,
		uint64_t target)
{
	struct block *block = xcalloc(1, sizeof(*block));

	*block = (struct block){
		.start = AT(function, offset),
		.next = AT(function, offset + 0x10),
		.target = target,
		.function = (uint32_t)function,
		.flow = flow,
		.entry = offset == 0,
	};
	blocks[block_count++] = block;
	shadow_enter(&shadow, block);
	shadow.executed.insns += 10;
}

static void run_call(int function, uint64_t offset, int callee,
		     uint64_t stack)
{
	run(function, offset, FLOW_CALL, AT(callee, 0));
	shadow.stack = stack;
}

static void run_return(int function, uint64_t offset, uint64_t stack)
{
	run(function, offset, FLOW_RETURN, 0);
	shadow.stack = stack;
}

static void print_path(FILE *file, uint32_t index)
{
	const struct path *path = &shadow.paths.list[index];

	if (!index)
		return;
	print_path(file, path->parent);
	fprintf(file, "%s%s", path->parent ? "/" : "",
		names[path->function]);
}

static uint64_t total(void)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < shadow.paths.count; i++)
		sum += shadow.paths.list[i].cost.insns +
		       shadow.paths.list[i].cost.rep;
	return sum;
}

/* All paths with their instructions and calls, and nothing lost. */
static void assert_paths(const char *expected)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	shadow_charge(&shadow);
	for (uint32_t i = 1; i < shadow.paths.count; i++) {
		const struct counter *cost = &shadow.paths.list[i].cost;

		print_path(file, i);
		fprintf(file, " %d %d\n", (int)cost->insns, (int)cost->calls);
	}
	fclose(file);
	assert_string_equal(text, expected);
	free(text);
	assert_int_equal(total(), shadow.executed.insns +
				  shadow.executed.rep);
}

static void a_call_is_left_by_its_return(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	run_return(WORK, 0, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 10 1\n");
}

static void a_call_through_a_pointer_goes_where_it_went(void **state)
{
	(void)state;
	run(START, 0, FLOW_CALL_ANY, 0);
	shadow.stack = STACK;
	run_return(HELP, 0, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/help 10 1\n");
}

static void recursion_deepens_the_path(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	run_call(WORK, 0, WORK, STACK - 8);
	run_call(WORK, 0, WORK, STACK - 16);
	run_return(WORK, 0, STACK - 16);
	run_return(WORK, 0x10, STACK - 8);
	run_return(WORK, 0x10, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 20 1\n"
		     "start/work/work 20 1\n"
		     "start/work/work/work 10 1\n");
}

static void a_tail_call_returns_for_its_caller(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	run(WORK, 0, FLOW_JUMP, AT(HELP, 0));
	run_return(HELP, 0, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 10 1\n"
		     "start/work/help 10 1\n");
}

static void a_cold_part_goes_back_to_its_function(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	for (int i = 0; i < 3; i++) {
		run(WORK, i ? 0x20 : 0, FLOW_JUMP, AT(COLD, 0x40));
		run(COLD, 0x40, FLOW_JUMP, AT(WORK, 0x20));
	}
	run_return(WORK, 0x20, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 40 1\n"
		     "start/work/work.cold 30 3\n");
	assert_int_equal(shadow.events.unfollowed, 3);
}

static void iterations_of_rep_stay_in_their_path(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	run(WORK, 0, FLOW_NEXT, 0);
	shadow.executed.insns -= 10;
	shadow.executed.rep += 500;
	/* Each further iteration may begin a block of its own. */
	run(WORK, 0, FLOW_NEXT, 0);
	run_return(WORK, 0x10, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 20 1\n");
	assert_int_equal(shadow.paths.list[2].cost.rep, 500);
}

static void an_interrupt_is_nobodys_callee(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	run(WORK, 0, FLOW_JUMP, AT(WORK, 0x80));
	run_call(IRQ, 0, HELP, STACK - 0x100);
	run_return(HELP, 0, STACK - 0x100);
	run(IRQ, 0x10, FLOW_RESUME, 0);
	run_return(WORK, 0x80, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 20 1\n"
		     "[interrupt] 0 1\n"
		     "[interrupt]/irq 20 1\n"
		     "[interrupt]/irq/help 10 1\n");
}

static void a_fault_belongs_to_what_caused_it(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	run(WORK, 0, FLOW_RETURN, 0);
	run(FAULT, 0, FLOW_RESUME, 0);
	/* The instruction starts again, then returns. */
	run_return(WORK, 0x8, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 20 1\n"
		     "start/work/fault 10 1\n");
	assert_int_equal(shadow.events.exceptions, 1);
	assert_int_equal(shadow.events.restarts, 1);
}

static void code_that_is_not_there_has_not_begun(void **state)
{
	(void)state;
	run(USER, 0, FLOW_NEXT, 0);
	run(FAULT, 0, FLOW_RESUME, 0);
	run(USER, 0x10, FLOW_NEXT, 0);
	run(FAULT, 0, FLOW_RESUME, 0);
	run(USER, 0x18, FLOW_NEXT, 0);
	assert_paths("[user] 30 1\n"
		     "[user]/fault 20 2\n");
	assert_int_equal(shadow.events.exceptions, 2);
	assert_int_equal(shadow.events.restarts, 1);
}

static void interrupts_nest(void **state)
{
	(void)state;
	run(START, 0, FLOW_NEXT, 0);
	run(FAULT, 0, FLOW_NEXT, 0);
	run(IRQ, 0, FLOW_NEXT, 0);
	run(FAULT, 0, FLOW_RESUME, 0);
	run(IRQ, 0x10, FLOW_RESUME, 0);
	run(FAULT, 0x10, FLOW_RESUME, 0);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/fault 20 1\n"
		     "[interrupt] 0 1\n"
		     "[interrupt]/irq 20 1\n"
		     "[interrupt]/irq/fault 10 1\n");
}

static void an_interrupted_call_happens_afterwards(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	run_call(IRQ, 0, HELP, STACK - 0x100);
	run_return(HELP, 0, STACK - 0x100);
	run(IRQ, 0x10, FLOW_RESUME, 0);
	run_return(WORK, 0, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "[interrupt] 0 1\n"
		     "[interrupt]/irq 20 1\n"
		     "[interrupt]/irq/help 10 1\n"
		     "start/work 10 1\n");
}

static void an_interrupted_return_happens_afterwards(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	run_return(WORK, 0, STACK);
	run_call(VECTORS, 0x40, IRQ, STACK - 0x100);
	run_return(IRQ, 0, STACK - 0x100);
	run(VECTORS, 0x50, FLOW_RESUME, 0);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 10 1\n"
		     "[interrupt] 0 1\n"
		     "[interrupt]/vectors 20 1\n"
		     "[interrupt]/vectors/irq 10 1\n");
}

static void an_interrupt_right_behind_another_is_its_neighbour(void **state)
{
	(void)state;
	run(START, 0, FLOW_NEXT, 0);
	run(IRQ, 0, FLOW_RESUME, 0);
	run(IRQ, 0, FLOW_RESUME, 0);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "[interrupt] 0 2\n"
		     "[interrupt]/irq 20 2\n");
}

static void an_iret_to_the_next_instruction_is_no_way_back(void **state)
{
	(void)state;
	run(START, 0, FLOW_NEXT, 0);
	run(IRQ, 0, FLOW_RESUME, 0);
	/* In the handler itself, as kernels serialise. */
	run(IRQ, 0x10, FLOW_RESUME, 0);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "[interrupt] 0 1\n"
		     "[interrupt]/irq 20 1\n");
}

static void every_stack_has_its_own_frames(void **state)
{
	(void)state;
	/* start calls work, which switches to a new task … */
	run_call(START, 0, WORK, STACK);
	run_call(WORK, 0, HELP, STACK - 0x800);
	run_return(HELP, 0, OTHER_STACK);
	run_call(FORK, 0x20, WORK, OTHER_STACK + 0x10);
	run_call(WORK, 0, HELP, OTHER_STACK - 0x800);
	/* … which switches back, and again. */
	run_return(HELP, 0, STACK - 0x800);
	run_call(WORK, 0x10, HELP, STACK - 0x900);
	run_return(HELP, 0, OTHER_STACK - 0x800);
	run_return(WORK, 0x10, OTHER_STACK + 0x10);
	run(FORK, 0x30, FLOW_NEXT, 0);
	assert_paths("start 10 1\n"
		     "start/work 20 1\n"
		     "start/work/help 20 2\n"
		     "fork 20 1\n"
		     "fork/work 20 1\n"
		     "fork/work/help 10 1\n");
	assert_int_equal(shadow.events.stacks, 1);
	assert_int_equal(shadow.events.switches, 2);
}

static void a_stack_that_is_used_again_is_the_new_one(void **state)
{
	(void)state;
	run_call(START, 0, HELP, STACK - 0x800);
	for (int i = 0; i < 2; i++) {
		/* Two tasks, one after the other, on the same memory. */
		run_return(HELP, 0, OTHER_STACK + 0x100 * i);
		run(i ? FORK : WORK, 0x20, FLOW_CALL, AT(HELP, 0));
		shadow.stack = OTHER_STACK - 0x800;
		run_return(HELP, 0, STACK - 0x800);
		run_call(START, 0x10 * (i + 1), HELP, STACK - 0x800);
	}
	run_return(HELP, 0, OTHER_STACK - 0x800);
	run(FORK, 0x30, FLOW_NEXT, 0);
	assert_paths("start 30 1\n"
		     "start/help 30 3\n"
		     "work 10 1\n"
		     "work/help 10 1\n"
		     "fork 20 1\n"
		     "fork/help 10 1\n");
}

static void a_return_to_a_pushed_address_is_a_jump(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	run_return(WORK, 0, STACK - 0x10);
	run_return(HELP, 0, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 10 1\n"
		     "start/work/help 10 1\n");
	assert_int_equal(shadow.events.pushed, 1);
}

static void a_retpoline_calls_where_it_leads(void **state)
{
	(void)state;
	/* The thunk calls within itself and overwrites the address. */
	run_call(START, 0, WORK, STACK);
	run(WORK, 0, FLOW_CALL, AT(WORK, 0x40));
	shadow.stack = STACK - 8;
	run_return(WORK, 0x40, STACK - 8);
	run_return(HELP, 0, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 10 1\n"
		     "start/work/work 10 1\n"
		     "start/work/help 10 1\n");
}

static void a_return_past_callers_ends_them(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	run_call(WORK, 0, HELP, STACK - 8);
	run_return(HELP, 0, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 10 1\n"
		     "start/work/help 10 1\n");
	assert_int_equal(shadow.events.unwound, 1);
}

static void an_access_to_a_device_only_cuts_a_block(void **state)
{
	(void)state;
	run_call(START, 0, WORK, STACK);
	/* The return was not reached. */
	run(WORK, 0, FLOW_RETURN, 0);
	run_return(WORK, 0x8, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("start 20 1\n"
		     "start/work 20 1\n");
}

static void system_calls_belong_to_user_mode(void **state)
{
	(void)state;
	run(FORK, 0, FLOW_RESUME, 0);
	run(USER, 0, FLOW_TRAP, 0);
	run_call(SYSCALL, 0, WORK, STACK);
	run_return(WORK, 0, STACK);
	run(SYSCALL, 0x10, FLOW_RESUME, 0);
	run(USER, 0x10, FLOW_NEXT, 0);
	run(FAULT, 0, FLOW_RESUME, 0);
	run(USER, 0x10, FLOW_NEXT, 0);
	assert_paths("fork 10 1\n"
		     "[user] 30 1\n"
		     "[user]/syscall 20 1\n"
		     "[user]/syscall/work 10 1\n"
		     "[user]/fault 10 1\n");
}

static void firmware_and_loader_are_not_followed(void **state)
{
	(void)state;
	run(FIRMWARE, 0, FLOW_JUMP_ANY, 0);
	run(FIRMWARE, 0x80, FLOW_RESUME, 0);
	run(FIRMWARE, 0x10, FLOW_JUMP_ANY, 0);
	run(LOADER, 0, FLOW_JUMP_ANY, 0);
	run(START, 0, FLOW_NEXT, 0);
	/* A system management interrupt. */
	run(FIRMWARE, 0x200, FLOW_RESUME, 0);
	run(START, 0x10, FLOW_NEXT, 0);
	assert_paths("[firmware] 30 1\n"
		     "[loader] 10 1\n"
		     "start 20 1\n"
		     "[interrupt] 0 1\n"
		     "[interrupt]/[firmware] 10 1\n");
}

static void phases_add_up(void **state)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	run_call(START, 0, WORK, STACK);
	run(WORK, 0, FLOW_JUMP, AT(WORK, 0x40));
	shadow_charge(&shadow);
	paths_end_phase(&shadow.paths, "early");
	run_return(WORK, 0x40, STACK);
	run(START, 0x10, FLOW_NEXT, 0);
	shadow_charge(&shadow);
	paths_end_phase(&shadow.paths, "late");
	paths_print(&shadow.paths, file);
	fclose(file);
	assert_string_equal(text,
			    "path\t0\t0\t13\n"
			    "path\t1\t0\t4\n"
			    "path\t2\t1\t5\n"
			    "cost\tearly\t0\t0\t0\t1\n"
			    "cost\tearly\t1\t10\t0\t1\n"
			    "cost\tearly\t2\t10\t0\t1\n"
			    "cost\tlate\t1\t10\t0\t0\n"
			    "cost\tlate\t2\t10\t0\t0\n");
	free(text);
}

static void many_paths_stay_apart(void **state)
{
	struct paths *paths = &shadow.paths;
	uint32_t at = PATHS_ROOT;

	(void)state;
	for (uint32_t i = 0; i < 20000; i++)
		at = paths_child(paths, at, i % 7);
	assert_int_equal(paths->count, 20001);
	at = PATHS_ROOT;
	for (uint32_t i = 0; i < 20000; i++) {
		at = paths_child(paths, at, i % 7);
		assert_int_equal(at, i + 1);
		assert_int_equal(paths->list[at].function, i % 7);
	}
	assert_int_equal(paths->count, 20001);
}

#define test(function) \
	cmocka_unit_test_setup_teardown(function, open_shadow, close_shadow)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_call_is_left_by_its_return),
		test(a_call_through_a_pointer_goes_where_it_went),
		test(recursion_deepens_the_path),
		test(a_tail_call_returns_for_its_caller),
		test(a_cold_part_goes_back_to_its_function),
		test(iterations_of_rep_stay_in_their_path),
		test(an_interrupt_is_nobodys_callee),
		test(a_fault_belongs_to_what_caused_it),
		test(code_that_is_not_there_has_not_begun),
		test(interrupts_nest),
		test(an_interrupted_call_happens_afterwards),
		test(an_interrupted_return_happens_afterwards),
		test(an_interrupt_right_behind_another_is_its_neighbour),
		test(an_iret_to_the_next_instruction_is_no_way_back),
		test(every_stack_has_its_own_frames),
		test(a_stack_that_is_used_again_is_the_new_one),
		test(a_return_to_a_pushed_address_is_a_jump),
		test(a_retpoline_calls_where_it_leads),
		test(a_return_past_callers_ends_them),
		test(an_access_to_a_device_only_cuts_a_block),
		test(system_calls_belong_to_user_mode),
		test(firmware_and_loader_are_not_followed),
		test(phases_add_up),
		test(many_paths_stay_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
