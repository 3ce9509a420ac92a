/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TOPOLOGY_CHECK_H
#define NUMABOOT_TOPOLOGY_CHECK_H

/*
 * Whether the guest's kernel made of a topology what was described.  A boot
 * that saw another machine is no evidence, however well it went.
 */

#include <stdbool.h>

#include "evidence/guestrecords.h"
#include "lib/error.h"
#include "machine/topology.h"

/**
 * topology_check - does the guest see what was described?
 * @t: what was described
 * @guest: what it said
 * @cpus_online_limit: CPUs that the command line let come up (maxcpus=),
 *                     UINT_MAX for all
 * @keeps_memory: the kernel keeps a part of it to check itself (kernel/pace.h)
 * @err: the first difference, "guest: node 2 has …, expected … (file.topo)"
 *
 * Nodes, CPUs and distances must be equal.  A node's memory may be less
 * than described, see topology-check.c for the bound, never more; nor may what
 * counts it: MemTotal, and managed and free pages of zones.
 *
 * Return: 0, -EBADMSG when the records are damaged, -EINVAL when they differ.
 */
int topology_check(const struct topology *t,
		   const struct guest_records *guest,
		   unsigned int cpus_online_limit, bool keeps_memory,
		   struct error *err);

#endif
