/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IDENTITY_OF_SHARDS_H
#define NUMABOOT_IDENTITY_OF_SHARDS_H

/*
 * What a frozen plan is, in hashes.  All that a value could depend on is in
 * them, and nothing that may be another one on another host: so two frozen plans
 * of one hash are one.
 */

#include <jansson.h>

#include "lib/digest.h"
#include "lib/error.h"

/**
 * identity_of_host - what a host brings itself
 * @program: of numaboot
 * @emulator: of the file that is started as QEMU
 *
 * Return: 0 or -errno.
 */
int identity_of_host(char program[DIGEST_HEX_SIZE],
		     char emulator[DIGEST_HEX_SIZE], const char *qemu,
		     struct error *err);

/**
 * identity_of_plan - all that hosts have in common
 * @run: run.json
 * @shards: "shards" of it, without its own hash
 */
void identity_of_plan(const json_t *run, const json_t *shards,
		      char hex[DIGEST_HEX_SIZE]);

#endif
