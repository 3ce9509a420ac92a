// SPDX-License-Identifier: GPL-2.0-only
/*
 * Plugin for QEMU's TCG that looks at every block and counts nothing: what
 * it costs is QEMU's part of the cost of any plugin.  With counter=on it adds to
 * one counter when a block begins: the least that counts every block, of which
 * nearly all is QEMU's, too.
 */
#include "plugin/api.h"

#include <string.h>

static bool is_counting;
static uint64_t blocks;

void plugin_translate(struct qemu_plugin_tb *tb)
{
	if (is_counting)
		api_count(qemu_plugin_tb_get_insn(tb, 0), &blocks, 1);
}

void plugin_exit(void)
{
}

int qemu_plugin_install(qemu_plugin_id_t id,
			const struct qemu_plugin_info *info, int argc,
			char **argv)
{
	is_counting = argc == 1 && strcmp(argv[0], "counter=on") == 0;
	api_open(id, info);
	return 0;
}
