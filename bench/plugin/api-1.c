// SPDX-License-Identifier: GPL-2.0-only
/*
 * Version 1 of QEMU's plugin interface: 6.0 to 8.2.
 */
#include "plugin/api.h"

int qemu_plugin_version = 1;

typedef void (*qemu_plugin_udata_cb_t)(qemu_plugin_id_t id, void *data);
typedef void (*qemu_plugin_vcpu_tb_trans_cb_t)(qemu_plugin_id_t id,
					       struct qemu_plugin_tb *tb);

void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
				    qemu_plugin_udata_cb_t callback,
				    void *data);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   qemu_plugin_vcpu_tb_trans_cb_t cb);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
						enum qemu_plugin_op op,
						void *counter, uint64_t add);
void qemu_plugin_register_vcpu_mem_inline(struct qemu_plugin_insn *insn,
					  enum qemu_plugin_mem_rw rw,
					  enum qemu_plugin_op op,
					  void *counter, uint64_t add);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);

static void on_tb_trans(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	plugin_translate(tb);
}

static void on_atexit(qemu_plugin_id_t id, void *data)
{
	(void)id;
	(void)data;
	plugin_exit();
}

void api_open(qemu_plugin_id_t id, const struct qemu_plugin_info *info)
{
	(void)info;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_tb_trans);
	qemu_plugin_register_atexit_cb(id, on_atexit, NULL);
}

void api_count(struct qemu_plugin_insn *insn, uint64_t *counter,
	       uint64_t count)
{
	qemu_plugin_register_vcpu_insn_exec_inline(insn,
						   QEMU_PLUGIN_INLINE_ADD_U64,
						   counter, count);
}

void api_count_accesses(struct qemu_plugin_insn *insn, uint64_t *counter)
{
	qemu_plugin_register_vcpu_mem_inline(insn, QEMU_PLUGIN_MEM_RW,
					     QEMU_PLUGIN_INLINE_ADD_U64,
					     counter, 1);
}

const uint8_t *api_insn_bytes(const struct qemu_plugin_insn *insn)
{
	return qemu_plugin_insn_data(insn);
}
