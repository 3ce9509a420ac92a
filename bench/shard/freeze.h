/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FREEZE_H
#define NUMABOOT_FREEZE_H

/*
 * From a session whose inputs are settled and whose canary is sealed to a frozen
 * plan (shard/frozen.h).  Until run.json says so it is an interrupted session.
 */

#include "lib/error.h"

/**
 * frozen_make - freeze a session whose inputs are settled
 * @folder: of it; its run.json gets "shards"
 * @qemu: the program that booted its canary
 * @count: how many shards there shall be
 *
 * Return: 0; -EINVAL: there are fewer cells, or no file can say the plan;
 * -ENODATA: no boot of an exact plan could be repeated; or -errno.
 */
int frozen_make(const char *folder, const char *qemu, int count,
		struct error *err);

#endif
