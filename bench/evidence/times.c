// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/times.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "machine/topology.h"
#include "evidence/guestlog.h"
#include "evidence/result.h"

static bool nodes_are_real(const struct topology *topology,
			   const struct result *result,
			   const struct guestlog *log)
{
	if (!log->cmdline || strstr(log->cmdline, "numa=fake"))
		return false;
	return result->bound || topology->guest_node_count == 1;
}

int times_are_real(const struct run_evidence *evidence, bool *real,
		   struct error *err)
{
	char *path = evidence_path(evidence->directory, EVIDENCE_GUEST);
	struct guestlog log = { 0 };
	struct result result;
	int ret = result_of(&result, evidence->directory, err);

	if (ret == 0)
		ret = guestlog_read(path, &log, err);
	*real = ret == 0 && strcmp(result.accelerator, "kvm") == 0 &&
		nodes_are_real(evidence->topology, &result, &log);
	guestlog_release(&log);
	free(path);
	return ret;
}
