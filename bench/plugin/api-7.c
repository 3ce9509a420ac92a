// SPDX-License-Identifier: GPL-2.0-only
/*
 * Version 7 of QEMU's plugin interface: 11.1.  Callbacks get data of the
 * plugin's in place of its number.
 */
#include "plugin/api-scoreboard.h"

int qemu_plugin_version = 7;

typedef void (*qemu_plugin_udata_cb_t)(void *data);
typedef void (*qemu_plugin_vcpu_tb_trans_cb_t)(struct qemu_plugin_tb *tb,
					       void *data);

void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
				    qemu_plugin_udata_cb_t callback,
				    void *data);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   qemu_plugin_vcpu_tb_trans_cb_t cb,
					   void *data);

static void on_tb_trans(struct qemu_plugin_tb *tb, void *data)
{
	(void)data;
	plugin_translate(tb);
}

static void on_atexit(void *data)
{
	(void)data;
	plugin_exit();
}

void api_register(qemu_plugin_id_t id)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_tb_trans, NULL);
	qemu_plugin_register_atexit_cb(id, on_atexit, NULL);
}
