// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/pin.h"

#include <errno.h>
#include <numa.h>
#include <sched.h>
#include <string.h>

int pin_thread(int cpu, struct error *err)
{
	struct bitmask *cpus = numa_allocate_cpumask();
	int ret = 0;

	numa_bitmask_setbit(cpus, cpu);
	if (numa_sched_setaffinity(0, cpus))
		ret = error_set(err, errno, "pinning to CPU %d: %s", cpu,
				strerror(errno));
	numa_bitmask_free(cpus);
	return ret;
}

int pin_check(int cpu, int nid, struct error *err)
{
	unsigned int found_cpu = 0, found_node = 0;

	if (getcpu(&found_cpu, &found_node))
		return error_set(err, errno, "getcpu: %s", strerror(errno));
	if ((int)found_cpu == cpu && (int)found_node == nid)
		return 0;
	return error_set(err, EXDEV,
			 "found the thread on CPU %u of node %u, expected CPU %d of node %d",
			 found_cpu, found_node, cpu, nid);
}
