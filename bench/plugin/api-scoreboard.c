// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counting on versions 2 and later of QEMU's plugin interface.  Inline code
 * adds to an entry of a scoreboard: to
 *
 *	data + offset + index of the CPU * size of an element
 *
 * One scoreboard serves all counters, which lie where they always did: the
 * offset leads there from its data, and is right for CPU 0.  The size of an
 * element is 1: QEMU 10.0 and later have an error where they multiply by any
 * other (docs/qemu-inline-counters.md).
 */
#include "lib/alloc.h"
#include "plugin/api-scoreboard.h"

/* Intel SDM volume 2, 2.3.11: an instruction has at most 15 bytes. */
#define MAX_INSN_SIZE 15

struct qemu_plugin_scoreboard;

typedef struct {
	struct qemu_plugin_scoreboard *scoreboard;
	size_t offset;
} qemu_plugin_u64;

struct qemu_plugin_scoreboard *qemu_plugin_scoreboard_new(size_t size);
void *qemu_plugin_scoreboard_find(struct qemu_plugin_scoreboard *scoreboard,
				  unsigned int vcpu_index);
void qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(
	struct qemu_plugin_insn *insn, enum qemu_plugin_op op,
	qemu_plugin_u64 entry, uint64_t add);
void qemu_plugin_register_vcpu_mem_inline_per_vcpu(
	struct qemu_plugin_insn *insn, enum qemu_plugin_mem_rw rw,
	enum qemu_plugin_op op, qemu_plugin_u64 entry, uint64_t add);
/* Version 2: returns the bytes and takes @insn only; 3: copies them. */
uintptr_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn,
				void *bytes, size_t size);

static struct qemu_plugin_scoreboard *scoreboard;
static bool bytes_are_copied;

/* What a call adds. */
struct addition {
	uint64_t *counter;
	uint64_t count;
};

void api_open(qemu_plugin_id_t id, const struct qemu_plugin_info *info)
{
	scoreboard = qemu_plugin_scoreboard_new(1);
	bytes_are_copied = info->version.cur > 2;
	api_register(id);
}

/* Looked up each time: the data moves when a CPU is added. */
static qemu_plugin_u64 entry_of(uint64_t *counter)
{
	uintptr_t data = (uintptr_t)qemu_plugin_scoreboard_find(scoreboard, 0);

	return (qemu_plugin_u64){ scoreboard, (uintptr_t)counter - data };
}

static void on_insn(unsigned int vcpu_index, void *data)
{
	const struct addition *addition = data;

	(void)vcpu_index;
	*addition->counter += addition->count;
}

static void on_access(unsigned int vcpu_index, qemu_plugin_meminfo_t info,
		      uint64_t address, void *data)
{
	(void)vcpu_index;
	(void)info;
	(void)address;
	++*(uint64_t *)data;
}

void api_count(struct qemu_plugin_insn *insn, enum api_runner runner,
	       uint64_t *counter, uint64_t count)
{
	struct addition *addition;

	if (runner == API_BOOT_CPU) {
		qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(
			insn, QEMU_PLUGIN_INLINE_ADD_U64, entry_of(counter),
			count);
		return;
	}
	addition = xcalloc(1, sizeof(*addition));
	*addition = (struct addition){ counter, count };
	qemu_plugin_register_vcpu_insn_exec_cb(insn, on_insn,
					       QEMU_PLUGIN_CB_NO_REGS,
					       addition);
}

void api_count_accesses(struct qemu_plugin_insn *insn,
			enum api_runner runner, uint64_t *counter)
{
	if (runner == API_BOOT_CPU)
		qemu_plugin_register_vcpu_mem_inline_per_vcpu(
			insn, QEMU_PLUGIN_MEM_RW, QEMU_PLUGIN_INLINE_ADD_U64,
			entry_of(counter), 1);
	else
		qemu_plugin_register_vcpu_mem_cb(insn, on_access,
						 QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_RW, counter);
}

const uint8_t *api_insn_bytes(const struct qemu_plugin_insn *insn)
{
	static uint8_t bytes[MAX_INSN_SIZE];
	uintptr_t data = qemu_plugin_insn_data(insn, bytes, sizeof(bytes));

	return bytes_are_copied ? bytes : (const uint8_t *)data;
}
