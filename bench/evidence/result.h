/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RESULT_H
#define NUMABOOT_RESULT_H

/*
 * result.json: how a run ended, as the boot wrote it down.  It is there for
 * every sealed run, also for one that was skipped.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lib/error.h"
#include "evidence/endstate.h"

/**
 * struct result - the result.json of a sealed run
 * @reason: why it did not complete, "" when it did
 * @accelerator: "tcg-icount", "tcg", "kvm", "kvm in tcg"
 * @bound: the guest's nodes were nodes of the host
 * @hello_ns: from `cont` to the guest's first record, 0 for none
 * @end_ns: from `cont` to QEMU's end
 */
struct result {
	enum end_state state;
	char reason[2048];
	char accelerator[16];
	bool bound;
	uint64_t hello_ns;
	uint64_t end_ns;
};

/**
 * result_load - read RUNS/RUN_ID/result.json
 *
 * Return: 0, -EINVAL or -errno.
 */
int result_load(struct result *result, const char *runs, const char *run_id,
		struct error *err);

/** result_of - the same of a run's evidence folder, sealed or not */
int result_of(struct result *result, const char *directory,
	      struct error *err);

#endif
