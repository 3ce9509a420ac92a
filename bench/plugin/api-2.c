// SPDX-License-Identifier: GPL-2.0-only
/*
 * Versions 2 to 6 of QEMU's plugin interface: 9.0 to 11.0.
 */
#include "plugin/api-scoreboard.h"

int qemu_plugin_version = 2;

typedef void (*qemu_plugin_udata_cb_t)(qemu_plugin_id_t id, void *data);
typedef void (*qemu_plugin_vcpu_tb_trans_cb_t)(qemu_plugin_id_t id,
					       struct qemu_plugin_tb *tb);

void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
				    qemu_plugin_udata_cb_t callback,
				    void *data);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   qemu_plugin_vcpu_tb_trans_cb_t cb);

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

void api_register(qemu_plugin_id_t id)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_tb_trans);
	qemu_plugin_register_atexit_cb(id, on_atexit, NULL);
}
