/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_API_H
#define NUMABOOT_API_H

/*
 * What the plugin uses of QEMU.  No Debian package ships the header of its
 * plugin interface; what is here follows QEMU's documentation of TCG plugins
 * (docs/devel/tcg-plugins.rst).  What is the same in every version of the
 * interface has QEMU's own name.  What is not is api_…: each family of
 * versions has one file that knows it, api-1.c (versions 1), api-2.c (2 to 6)
 * and api-7.c (7), and the plugin is built once with each.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What QEMU looks up in the plugin; everything else stays hidden. */
#define QEMU_PLUGIN_EXPORT __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;

struct qemu_plugin_tb;
struct qemu_plugin_insn;

/**
 * struct qemu_plugin_info - who loads the plugin
 * @target_name: such as "x86_64"
 * @version: oldest and newest version of the interface it speaks
 * @system_emulation: a whole machine, not one user program
 * @system: virtual CPUs at the start and at most
 */
struct qemu_plugin_info {
	const char *target_name;
	struct {
		int min;
		int cur;
	} version;
	bool system_emulation;
	union {
		struct {
			int smp_vcpus;
			int max_vcpus;
		} system;
	};
};

enum qemu_plugin_cb_flags {
	QEMU_PLUGIN_CB_NO_REGS,
};

/* QEMU 7.2 takes loads for stores when it is asked for one kind only. */
enum qemu_plugin_mem_rw {
	QEMU_PLUGIN_MEM_RW = 3,
};

enum qemu_plugin_op {
	QEMU_PLUGIN_INLINE_ADD_U64,
};

typedef void (*qemu_plugin_vcpu_udata_cb_t)(unsigned int vcpu_index,
					    void *data);

typedef uint32_t qemu_plugin_meminfo_t;
typedef void (*qemu_plugin_vcpu_mem_cb_t)(unsigned int vcpu_index,
					  qemu_plugin_meminfo_t info,
					  uint64_t address, void *data);

void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    qemu_plugin_vcpu_udata_cb_t cb,
					    enum qemu_plugin_cb_flags flags,
					    void *data);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
				      qemu_plugin_vcpu_mem_cb_t callback,
				      enum qemu_plugin_cb_flags flags,
				      enum qemu_plugin_mem_rw rw, void *data);

unsigned int qemu_plugin_mem_size_shift(qemu_plugin_meminfo_t info);
bool qemu_plugin_mem_is_store(qemu_plugin_meminfo_t info);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

/* What a plugin defines: the version is api-N.c's. */
QEMU_PLUGIN_EXPORT extern int qemu_plugin_version;
QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
					   const struct qemu_plugin_info *info,
					   int argc, char **argv);

/** plugin_translate - a block is about to run for the first time */
void plugin_translate(struct qemu_plugin_tb *tb);

/** plugin_exit - QEMU ends */
void plugin_exit(void);

/**
 * api_open - have QEMU call plugin_translate() and plugin_exit() from now on
 * @info: as qemu_plugin_install() got it
 */
void api_open(qemu_plugin_id_t id, const struct qemu_plugin_info *info);

/**
 * api_count - have an instruction add to a counter when CPU 0 begins it
 * @counter: lives as long as the plugin
 *
 * It does so behind the calls that were registered before.  Versions from 2 on
 * have no inline counter for several CPUs.
 */
void api_count(struct qemu_plugin_insn *insn, uint64_t *counter,
	       uint64_t count);

/** api_count_accesses - add 1 to a counter for each load and store of it */
void api_count_accesses(struct qemu_plugin_insn *insn, uint64_t *counter);

/**
 * api_insn_bytes - the bytes of an instruction that is being translated
 *
 * Return: qemu_plugin_insn_size() of them, until the next call.
 */
const uint8_t *api_insn_bytes(const struct qemu_plugin_insn *insn);

#endif
