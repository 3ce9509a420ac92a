/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GUESTS_H
#define NUMABOOT_GUESTS_H

/*
 * What a session's guests were given that no line of its run.json tells: CPU
 * model, machine and firmware, as the sealed evidence of each boot has them.
 */

#include <jansson.h>

#include "evidence/sessionrecord.h"
#include "lib/error.h"

/**
 * guests_describe - read them of all runs
 * @record: the session's run.json
 * @folder: of the session; session_verify() has been there
 * @guests: an object by run id of {cpu, machine, firmware}: what stands behind
 *	QEMU's -cpu and -machine, and the hash of the firmware, which is null
 *	where QEMU's own was used; the caller owns it
 *
 * Return: 0 or -errno.
 */
int guests_describe(const struct session_record *record, const char *folder,
		    json_t **guests, struct error *err);

#endif
