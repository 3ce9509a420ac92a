// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counting on versions 2 and later of QEMU's plugin interface.  Inline code
 * adds to an entry of a scoreboard: to
 *
 *	data + offset + index of the CPU * size of an element
 *
 * One scoreboard serves all counters, which lie where the plugin wants them:
 * the offset leads there from its data, and is right for CPU 0, the only one.
 * The size of an element is 1: QEMU 10.0 and later have an error where they
 * multiply by any other (docs/qemu-inline-counters.md).
 */
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

void api_count(struct qemu_plugin_insn *insn, uint64_t *counter,
	       uint64_t count)
{
	qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(
		insn, QEMU_PLUGIN_INLINE_ADD_U64, entry_of(counter), count);
}

void api_count_accesses(struct qemu_plugin_insn *insn, uint64_t *counter)
{
	qemu_plugin_register_vcpu_mem_inline_per_vcpu(
		insn, QEMU_PLUGIN_MEM_RW, QEMU_PLUGIN_INLINE_ADD_U64,
		entry_of(counter), 1);
}

const uint8_t *api_insn_bytes(const struct qemu_plugin_insn *insn)
{
	static uint8_t bytes[MAX_INSN_SIZE];
	uintptr_t data = qemu_plugin_insn_data(insn, bytes, sizeof(bytes));

	return bytes_are_copied ? bytes : (const uint8_t *)data;
}
