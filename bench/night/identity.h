/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IDENTITY_H
#define NUMABOOT_IDENTITY_H

/*
 * What an arm was booted from, in two parts: its kernel, and the environment,
 * which is all else that a value could depend on.  Two that have the same id
 * are the same.  What only describes them is told and not in the id.
 */

#include <jansson.h>

#include "night/taken.h"

/**
 * identity_environment - of an arm of a run
 * @run: its run.json
 * @arm: its name
 * @reader: which numaboot made the tables
 *
 * taken_facts_release() it.
 */
void identity_environment(struct taken_facts *facts, const json_t *run,
			  const char *arm, const char *reader);

/** identity_kernel - likewise; @arm: its entry in run.json */
void identity_kernel(struct taken_facts *facts, const json_t *arm);

/** taken_facts_release - free */
void taken_facts_release(struct taken_facts *facts);

#endif
