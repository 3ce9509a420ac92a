// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/times.h"

#include <string.h>

#include "machine/topology.h"

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
	const struct guest_records *guest;
	const struct result *result;
	int ret = evidence_result(evidence, &result, err);

	if (ret == 0)
		ret = evidence_guest(evidence, &guest, err);
	*real = ret == 0 && strcmp(result->accelerator, "kvm") == 0 &&
		nodes_are_real(evidence->topology, result, &guest->log);
	return ret;
}
