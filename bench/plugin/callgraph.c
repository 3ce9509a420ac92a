// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/callgraph.h"

#include <inttypes.h>
#include <string.h>

#include "lib/alloc.h"
#include "plugin/flow.h"
#include "plugin/instrument.h"
#include "plugin/shadow.h"

/* Functions are named by their counter's index; two more come behind. */
static struct counts *counts;
static uint32_t root, interrupt;
static struct shadow shadow;

/* Where the processor enters the kernel on its own, 3.12 to 6.12. */
static const struct {
	const char *name;
	bool prefix;
	uint8_t traits;
} handlers[] = {
	{ "irq_entries_start", false, TRAIT_INTERRUPT | TRAIT_VECTORS },
	{ "spurious_entries_start", false, TRAIT_INTERRUPT | TRAIT_VECTORS },
	{ "asm_common_interrupt", false, TRAIT_INTERRUPT },
	{ "asm_spurious_interrupt", false, TRAIT_INTERRUPT },
	{ "asm_sysvec_", true, TRAIT_INTERRUPT },
	{ "asm_exc_nmi", false, TRAIT_INTERRUPT },
	{ "asm_exc_", true, TRAIT_EXCEPTION },
	{ "early_idt_handler_array", false, TRAIT_EXCEPTION | TRAIT_VECTORS },
	{ "early_idt_handlers", false, TRAIT_EXCEPTION | TRAIT_VECTORS },
	{ "apic_timer_interrupt", false, TRAIT_INTERRUPT },
	{ "common_interrupt", false, TRAIT_INTERRUPT },
	{ "nmi", false, TRAIT_INTERRUPT },
	{ "page_fault", false, TRAIT_EXCEPTION },
	{ "general_protection", false, TRAIT_EXCEPTION },
	{ "divide_error", false, TRAIT_EXCEPTION },
	{ "invalid_op", false, TRAIT_EXCEPTION },
	{ "device_not_available", false, TRAIT_EXCEPTION },
	{ "int3", false, TRAIT_EXCEPTION },
};

static uint8_t traits_of(const char *name)
{
	for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
		const char *known = handlers[i].name;

		if (handlers[i].prefix ?
		    strncmp(name, known, strlen(known)) == 0 :
		    strcmp(name, known) == 0)
			return handlers[i].traits;
	}
	return 0;
}

static uint8_t *make_traits(void)
{
	uint8_t *traits = xcalloc(root, sizeof(*traits));

	traits[COUNTS_FIRMWARE] = TRAIT_ALONE;
	traits[COUNTS_LOADER] = TRAIT_ALONE;
	traits[COUNTS_USER] = TRAIT_ALONE;
	for (uint32_t i = COUNTS_PSEUDO; i < root; i++)
		traits[i] = traits_of(counts_name(counts, i));
	return traits;
}

static void end_phase(const char *phase)
{
	shadow_charge(&shadow);
	paths_end_phase(&shadow.paths, phase);
}

void callgraph_open(struct counts *all, struct milestones *milestones)
{
	counts = all;
	root = (uint32_t)counts_count(counts);
	interrupt = root + 1;
	shadow_open(&shadow, root, interrupt, make_traits());
	counts->pool = &shadow.executed;
	milestones->on_pass = end_phase;
}

static void on_block(unsigned int vcpu_index, void *data)
{
	(void)vcpu_index;
	shadow_enter(&shadow, data);
}

static void on_stack(unsigned int vcpu_index, qemu_plugin_meminfo_t info,
		     uint64_t address, void *data)
{
	(void)vcpu_index;
	(void)info;
	(void)data;
	shadow.stack = address;
}

/* Blocks live as long as QEMU: the one that ran last may be a trap's. */
static struct block *begin_block(struct qemu_plugin_insn *insn,
				 uint64_t address, uint32_t function,
				 bool entry)
{
	struct block *block = xcalloc(1, sizeof(*block));

	*block = (struct block){
		.start = address,
		.function = function,
		.flow = FLOW_NEXT,
		.entry = entry,
	};
	qemu_plugin_register_vcpu_insn_exec_cb(insn, on_block,
					       QEMU_PLUGIN_CB_NO_REGS, block);
	return block;
}

/*
 * Of code whose calls are not followed: a system call is one, whatever else
 * leads out of user mode is a trap, firmware and loader jump.
 */
static void end_alone(struct block *block, enum flow flow)
{
	bool user = block->function == COUNTS_USER;

	block->target = 0;
	if (user)
		block->flow = flow == FLOW_TRAP ? FLOW_TRAP : FLOW_NEXT;
	else
		block->flow = flow == FLOW_RESUME ? flow : FLOW_JUMP_ANY;
}

static void end_block(struct block *block, struct qemu_plugin_insn *insn)
{
	uint64_t address = qemu_plugin_insn_vaddr(insn);
	size_t size = qemu_plugin_insn_size(insn);
	enum flow flow = flow_decode(api_insn_bytes(insn), size,
				     address, &block->target);

	block->next = address + size;
	block->flow = flow;
	if (block->function < COUNTS_OTHER) {
		end_alone(block, flow);
		return;
	}
	/* The return address is what such an instruction accesses last. */
	if (flow == FLOW_CALL || flow == FLOW_CALL_ANY || flow == FLOW_RETURN)
		qemu_plugin_register_vcpu_mem_cb(insn, on_stack,
						 QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_RW, NULL);
}

void callgraph_instrument(struct qemu_plugin_tb *tb,
			  struct milestones *milestones)
{
	size_t insns = qemu_plugin_tb_n_insns(tb);
	struct block *block = NULL;
	struct run run = { 0 };

	for (size_t i = 0; i < insns; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t address = qemu_plugin_insn_vaddr(insn);
		struct counter *counter;
		bool entry, stamped = false;
		uint32_t function;

		counter = counts_at(counts, address, &entry);
		function = (uint32_t)(counter - counts->counters);
		if (counts->watched[function])
			stamped = milestones_instrument(milestones, insn,
							address);
		if (block && block->function != function)
			block->next = address;
		if (!block || block->function != function) {
			instrument_end_run(&run);
			block = begin_block(insn, address, function, entry);
		}
		instrument_count(&run, insn, counter, entry, &shadow.executed,
				 stamped);
	}
	instrument_end_run(&run);
	end_block(block, qemu_plugin_tb_get_insn(tb, insns - 1));
}

void callgraph_finish(const struct milestones *milestones)
{
	const struct paths *paths = &shadow.paths;

	end_phase(milestones->last);
	counts->pool = NULL;
	for (uint32_t i = 1; i < paths->count; i++) {
		const struct path *path = &paths->list[i];
		struct counter *counter;

		if (path->function >= root)
			continue;
		counter = &counts->counters[path->function];
		counter->insns += path->cost.insns;
		counter->rep += path->cost.rep;
	}
}

/* All of the kernel's: what one build has and another not is seen here. */
static void print_functions(FILE *file)
{
	const struct sysmap_function *functions = counts->map.functions;

	for (uint32_t i = 0; i < root; i++)
		fprintf(file, "function\t%" PRIu32 "\t%" PRIx64 "\t%s\n", i,
			i < COUNTS_PSEUDO ? 0 :
			functions[i - COUNTS_PSEUDO].address,
			counts_name(counts, i));
	fprintf(file, "function\t%" PRIu32 "\t0\t[all]\n", root);
	fprintf(file, "function\t%" PRIu32 "\t0\t[interrupt]\n", interrupt);
}

static void print_events(FILE *file)
{
	const struct shadow_events *events = &shadow.events;
	const struct {
		const char *name;
		uint64_t count;
	} list[] = {
		{ "interrupts", events->interrupts },
		{ "exceptions", events->exceptions },
		{ "restarts", events->restarts },
		{ "traps", events->traps },
		{ "stacks", events->stacks },
		{ "switches", events->switches },
		{ "pushed", events->pushed },
		{ "unwound", events->unwound },
		{ "unfollowed", events->unfollowed },
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		fprintf(file, "event\t%s\t%" PRIu64 "\n", list[i].name,
			list[i].count);
}

void callgraph_print(const struct milestones *milestones, FILE *file)
{
	struct counter total = counts_total(counts);

	fprintf(file, "total\t%" PRIu64 "\t%" PRIu64 "\n", total.insns,
		total.rep);
	milestones_print(milestones, file);
	print_events(file);
	print_functions(file);
	paths_print(&shadow.paths, file);
}
