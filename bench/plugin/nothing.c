// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plugin for QEMU's TCG that looks at every block and counts nothing: what
 * it costs is QEMU's part of the cost of any plugin.
 */
#include "plugin/api.h"

void plugin_translate(struct qemu_plugin_tb *tb)
{
	(void)tb;
}

void plugin_exit(void)
{
}

int qemu_plugin_install(qemu_plugin_id_t id,
			const struct qemu_plugin_info *info, int argc,
			char **argv)
{
	(void)argc;
	(void)argv;
	api_open(id, info);
	return 0;
}
