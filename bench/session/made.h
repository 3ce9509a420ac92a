/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MADE_H
#define NUMABOOT_MADE_H

/*
 * What somebody else needs to make a run again, as run.json has it: which
 * numaboot, its plan as text, and the hashes and packages of all that was run.
 * What is not known is null, and never what is probably meant.
 */

#include <jansson.h>

#include "session/session.h"

/**
 * made_describe - numaboot, plan_text, packages, hashes, mmu
 * @record: run.json, which gets them
 * @session: its inputs are in its folder
 *
 * Return: 0 or -errno of reading a file.
 */
int made_describe(json_t *record, const struct session *session,
		  struct error *err);

/**
 * made_describe_topology - text, node_list, and whether it is our own
 * @entry: of run.json's topologies
 * @folder: of the session, which has the topology's file
 *
 * Return: 0 or -errno of reading it.
 */
int made_describe_topology(json_t *entry, const struct topology *topology,
			   const char *folder, struct error *err);

#endif
