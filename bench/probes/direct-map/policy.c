// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/policy.h"

#include <errno.h>
#include <numa.h>
#include <numaif.h>
#include <string.h>

static int failed(struct error *err)
{
	return error_set(err, errno, "set_mempolicy: %s", strerror(errno));
}

int policy_bind(int nid, struct error *err)
{
	struct bitmask *nodes = numa_allocate_nodemask();
	int ret = 0;

	numa_bitmask_setbit(nodes, nid);
	if (set_mempolicy(MPOL_BIND, nodes->maskp, nodes->size + 1))
		ret = failed(err);
	numa_bitmask_free(nodes);
	return ret;
}

int policy_reset(struct error *err)
{
	return set_mempolicy(MPOL_DEFAULT, NULL, 0) ? failed(err) : 0;
}
