/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_API_SCOREBOARD_H
#define NUMABOOT_API_SCOREBOARD_H

/*
 * What versions 2 and later of QEMU's plugin interface share (api-scoreboard.c)
 * and what is left to the file of each family.
 */

#include "plugin/api.h"

/** api_register - the part of api_open() in which the families differ */
void api_register(qemu_plugin_id_t id);

#endif
