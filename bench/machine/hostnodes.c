// SPDX-License-Identifier: GPL-2.0-only
#include "machine/hostnodes.h"

#include <errno.h>
#include <inttypes.h>
#include <numa.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"

/* More than any kernel is built for. */
#define CPUS_MAX (1 << 20)

/* A core without this file has one thread. */
static bool is_first_thread(int cpu)
{
	char *path = xasprintf("/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list",
			       cpu);
	struct error ignored;
	bool first = true;
	char *text;

	if (file_read(path, &text, NULL, &ignored) == 0) {
		first = atoi(text) == cpu;
		free(text);
	}
	free(path);
	return first;
}

static void add_cpu(struct hostnodes *host, int cpu, bool numa)
{
	host->cpus = xgrow(host->cpus, host->cpu_count, sizeof(*host->cpus));
	host->cpus[host->cpu_count++] = (struct hostcpu){
		.number = cpu,
		.nid = numa ? numa_node_of_cpu(cpu) : 0,
		.first_thread = is_first_thread(cpu),
	};
}

static void add_node(struct hostnodes *host, int nid, uint64_t bytes)
{
	if (host->node_count < TOPOLOGY_MAX_NODES)
		host->nodes[host->node_count++] = (struct hostnode){
			.nid = nid,
			.memory_bytes = bytes,
		};
}

static void read_nodes(struct hostnodes *host)
{
	struct bitmask *allowed;

	if (numa_available() < 0) {
		add_node(host, 0, (uint64_t)sysconf(_SC_PHYS_PAGES) *
				  (uint64_t)sysconf(_SC_PAGESIZE));
		return;
	}
	allowed = numa_get_mems_allowed();
	for (int nid = 0; nid <= numa_max_node(); nid++) {
		long long bytes = numa_node_size64(nid, NULL);

		if (bytes > 0 &&
		    numa_bitmask_isbitset(allowed, (unsigned int)nid))
			add_node(host, nid, (uint64_t)bytes);
	}
	numa_bitmask_free(allowed);
}

/* Linux refuses a set that has no room for all CPUs that it could have. */
static int read_cpus(struct hostnodes *host, int room, struct error *err)
{
	cpu_set_t *allowed = CPU_ALLOC(room);
	size_t size = CPU_ALLOC_SIZE(room);
	int ret = 0;

	if (!allowed || sched_getaffinity(0, size, allowed))
		ret = -errno;
	for (int cpu = 0; cpu < room && ret == 0; cpu++)
		if (CPU_ISSET_S(cpu, size, allowed))
			add_cpu(host, cpu, numa_available() >= 0);
	CPU_FREE(allowed);
	if (ret == -EINVAL && room < CPUS_MAX)
		return read_cpus(host, 2 * room, err);
	return ret ? error_set(err, -ret, "sched_getaffinity: %s",
			       strerror(-ret)) : 0;
}

/* A CPU that a node before @nid has, too. */
static void find_claims(struct hostnodes *host, int nid, struct bitmask *seen)
{
	struct bitmask *cpus = numa_allocate_cpumask();

	if (numa_node_to_cpus(nid, cpus) == 0)
		for (unsigned int cpu = 0; cpu < cpus->size; cpu++) {
			if (!numa_bitmask_isbitset(cpus, cpu))
				continue;
			if (numa_bitmask_isbitset(seen, cpu))
				host->claimed_cpu = (int)cpu;
			numa_bitmask_setbit(seen, cpu);
		}
	numa_bitmask_free(cpus);
}

static void read_claims(struct hostnodes *host)
{
	struct bitmask *seen;

	host->claimed_cpu = -1;
	if (numa_available() < 0)
		return;
	seen = numa_allocate_cpumask();
	for (int nid = 0; nid <= numa_max_node(); nid++)
		if (numa_bitmask_isbitset(numa_all_nodes_ptr,
					  (unsigned int)nid))
			find_claims(host, nid, seen);
	numa_bitmask_free(seen);
}

int hostnodes_read(struct hostnodes *host, struct error *err)
{
	int ret;

	*host = (struct hostnodes){ 0 };
	ret = read_cpus(host, CPU_SETSIZE, err);
	if (ret == 0) {
		read_nodes(host);
		read_claims(host);
	}
	return ret;
}

static bool is_taken(const struct host_places *places, int cpu)
{
	for (unsigned int i = 0; i < TOPOLOGY_MAX_CPUS; i++)
		if (places->cpus[i] == cpu)
			return true;
	return false;
}

/* A free CPU of a node (-1: of any), whole cores first; -1 for none. */
static int find_cpu(const struct hostnodes *host,
		    const struct host_places *places, int nid)
{
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < host->cpu_count; i++) {
			const struct hostcpu *cpu = &host->cpus[i];

			if ((nid < 0 || cpu->nid == nid) &&
			    (pass || cpu->first_thread) &&
			    !is_taken(places, cpu->number))
				return cpu->number;
		}
	return -1;
}

static int place_cpus(const struct hostnodes *host, const struct topology *t,
		      unsigned int nid, struct host_places *places,
		      struct error *err)
{
	const struct topology_node *node = &t->nodes[nid];
	int host_nid = places->bound ? places->nids[nid] : -1;

	unsigned int i = 0;

	for (unsigned int vcpu = 0; vcpu < t->cpu_count; vcpu++) {
		if (!(node->cpu_set >> vcpu & 1))
			continue;
		places->cpus[vcpu] = find_cpu(host, places, host_nid);
		if (places->cpus[vcpu] < 0 && places->bound)
			return error_set(err, ENODEV,
					 "topology %s: found %u free CPUs on node %d of this host, expected %u for node %u",
					 t->name, i, host_nid, node->cpus,
					 nid);
		i++;
		if (places->cpus[vcpu] < 0)
			return error_set(err, ENODEV,
					 "topology %s: found %zu CPUs on this host, expected %u",
					 t->name, host->cpu_count,
					 t->cpu_count);
	}
	return 0;
}

static bool has_cpus(const struct hostnodes *host, int nid)
{
	for (size_t i = 0; i < host->cpu_count; i++)
		if (host->cpus[i].nid == nid)
			return true;
	return false;
}

/*
 * The @index-th node with memory and CPUs.  One without CPUs is memory of
 * another kind, of a GPU or behind CXL, which nobody asked for.
 */
static const struct hostnode *find_node(const struct hostnodes *host,
					unsigned int index, size_t *count)
{
	const struct hostnode *found = NULL;

	*count = 0;
	for (size_t i = 0; i < host->node_count; i++) {
		if (!has_cpus(host, host->nodes[i].nid))
			continue;
		if ((*count)++ == index)
			found = &host->nodes[i];
	}
	return found;
}

static int bind_node(const struct hostnodes *host, const struct topology *t,
		     unsigned int nid, struct host_places *places,
		     struct error *err)
{
	uint64_t wanted = t->nodes[nid].memory_bytes;
	size_t count;
	const struct hostnode *node = find_node(host, nid, &count);

	if (host->claimed_cpu >= 0)
		return error_set(err, ENODEV,
				 "topology %s: `host-node = auto` found CPU %d on several nodes of this host, expected it on one",
				 t->name, host->claimed_cpu);
	if (t->node_count > count)
		return error_set(err, ENODEV,
				 "topology %s: `host-node = auto` found %zu nodes with memory and CPUs on this host, expected %u",
				 t->name, count, t->node_count);
	if (wanted > node->memory_bytes)
		return error_set(err, ENODEV,
				 "topology %s: found %" PRIu64
				 " MiB on node %d of this host, expected %" PRIu64
				 " MiB for node %u", t->name,
				 node->memory_bytes >> 20, node->nid,
				 wanted >> 20, nid);
	places->nids[nid] = node->nid;
	return 0;
}

int hostnodes_place(const struct hostnodes *host,
		    const struct topology *topology,
		    struct host_places *places, struct error *err)
{
	int ret = 0;

	*places = (struct host_places){ .bound = topology->host_bound };
	for (unsigned int vcpu = 0; vcpu < TOPOLOGY_MAX_CPUS; vcpu++)
		places->cpus[vcpu] = -1;
	for (unsigned int nid = 0; nid < topology->node_count && ret == 0;
	     nid++) {
		if (places->bound)
			ret = bind_node(host, topology, nid, places, err);
		if (ret == 0)
			ret = place_cpus(host, topology, nid, places, err);
	}
	return ret;
}

char *hostnodes_tell_free(const struct topology *topology,
			  const struct host_places *places)
{
	char *text = xstrdup("");

	for (unsigned int nid = 0; nid < topology->node_count; nid++) {
		char *longer;
		long long free_bytes = 0;

		numa_node_size64(places->nids[nid], &free_bytes);
		longer = xasprintf("%s%snode %d of this host has %lld MiB free and is to give %" PRIu64 " MiB to guest node %u",
				   text, *text ? ", " : "", places->nids[nid],
				   free_bytes >> 20,
				   topology->nodes[nid].memory_bytes >> 20,
				   nid);
		free(text);
		text = longer;
	}
	return text;
}

void hostnodes_release(struct hostnodes *host)
{
	free(host->cpus);
	*host = (struct hostnodes){ 0 };
}
