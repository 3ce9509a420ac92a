// SPDX-License-Identifier: GPL-2.0-only
/* Which CPUs a machine has, concluded from all lines that speak of them. */
#include "evidence/bootlog.h"

static bool has_node(const struct described_cpus *cpus, int nid)
{
	for (size_t i = 0; i < cpus->count; i++)
		if (cpus->at[i].nid == nid)
			return true;
	return false;
}

static int nid_in(const struct described_cpus *cpus, unsigned int number)
{
	for (size_t i = 0; i < cpus->count; i++)
		if (cpus->at[i].number == number)
			return cpus->at[i].nid;
	return -1;
}

/* ".... node #0, CPUs: #1 #2" has all but the one that boots. */
static void add_first_cpu(struct described *d)
{
	int group = nid_in(&d->groups, 0), nid = 0;

	if (nid_in(&d->cpus, 0) >= 0)
		return;
	for (size_t i = 0; i < d->cpus.count && group >= 0; i++)
		if (nid_in(&d->groups, d->cpus.at[i].number) == group) {
			nid = d->cpus.at[i].nid;
			break;
		}
	described_add_cpu(&d->cpus, 0, nid);
}

/* The Nth group is the Nth node that has CPUs, if there are as many. */
static void take_groups(struct described *d)
{
	int nids[DESCRIBED_MAX_NODES], nodes = 0, groups = 0;

	for (size_t i = 0; i < d->groups.count; i++)
		if (d->groups.at[i].nid >= groups)
			groups = d->groups.at[i].nid + 1;
	for (int nid = 0; nid < DESCRIBED_MAX_NODES; nid++)
		if (d->apics.count ? has_node(&d->apics, nid) : nid < groups)
			nids[nodes++] = nid;
	if (nodes != groups)
		return;
	for (size_t i = 0; i < d->groups.count; i++)
		described_add_cpu(&d->cpus, d->groups.at[i].number,
				  nids[d->groups.at[i].nid]);
	if (d->cpus_possible && d->cpus_possible < d->cpus.count) {
		described_note(d, "CPUs that are not there but may come are left out: the last %zu",
			       d->cpus.count - d->cpus_possible);
		d->cpus.count = d->cpus_possible;
	}
	if (!d->apics.count)
		described_note(d, "which node has which CPUs is taken from the kernel's per-CPU areas: their order is that of the nodes");
}

/* The list may lack lines, and have CPUs that were not brought up. */
static void check_started(struct described *d, unsigned int started)
{
	if (d->cpus.count < started) {
		described_note(d, "%u CPUs started there, the log tells of %zu",
			       started, d->cpus.count);
	} else if (d->cpus.count > started &&
		   spans_node_count(&d->early) <= 1) {
		described_note(d, "%zu CPUs are listed and %u run: the last are left out",
			       d->cpus.count, started);
		d->cpus.count = started;
	} else if (d->cpus.count > started) {
		described_note(d, "%zu CPUs are listed and %u run, and which is not told: all are here",
			       d->cpus.count, started);
	}
}

void bootlog_settle_cpus(struct bootlog *boot)
{
	struct described *d = &boot->machine;

	if (d->cpus.count)
		add_first_cpu(d);
	if (d->cpus.count < boot->cpus_started && d->groups.count)
		d->cpus.count = 0;
	if (!d->cpus.count && d->groups.count)
		take_groups(d);
	if (!d->cpus.count && !d->apics.count && d->cpus_possible &&
	    spans_node_count(&d->srat) <= 1 && spans_node_count(&d->early) <= 1)
		for (unsigned int cpu = 0; cpu < d->cpus_possible; cpu++)
			described_add_cpu(&d->cpus, cpu, 0);
	if (d->cpus.count && boot->cpus_started)
		check_started(d, boot->cpus_started);
}
