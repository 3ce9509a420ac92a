// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plugin for QEMU's TCG that looks at every block and counts nothing: what
 * it costs is QEMU's part of the cost of any plugin.
 */
#include "plugin/qemu-plugin-api.h"

int qemu_plugin_version = QEMU_PLUGIN_API_VERSION;

static void translate_block(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	(void)tb;
}

int qemu_plugin_install(qemu_plugin_id_t id,
			const struct qemu_plugin_info *info, int argc,
			char **argv)
{
	(void)info;
	(void)argc;
	(void)argv;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate_block);
	return 0;
}
