// SPDX-License-Identifier: GPL-2.0-only
#include "boot/pinning.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"

static int pin_thread(pid_t thread, unsigned int vcpu, int cpu,
		      struct error *err)
{
	cpu_set_t *set = CPU_ALLOC(cpu + 1);
	size_t size = CPU_ALLOC_SIZE(cpu + 1);
	int ret = 0;

	if (!set)
		return error_set(err, ENOMEM, "vCPU %u on CPU %d: %s", vcpu,
				 cpu, strerror(ENOMEM));
	CPU_ZERO_S(size, set);
	CPU_SET_S(cpu, size, set);
	if (sched_setaffinity(thread, size, set))
		ret = error_set(err, errno, "vCPU %u on CPU %d: %s", vcpu,
				cpu, strerror(errno));
	CPU_FREE(set);
	return ret;
}

static int pin_vcpus(const json_t *vcpus, const struct host_places *places,
		     unsigned int cpu_count, struct error *err)
{
	const json_t *vcpu;
	unsigned int seen = 0;
	size_t at;
	int ret = 0;

	json_array_foreach(vcpus, at, vcpu) {
		json_int_t index = json_integer_value(
			json_object_get(vcpu, "cpu-index"));
		json_int_t thread = json_integer_value(
			json_object_get(vcpu, "thread-id"));

		if (index < 0 || index >= cpu_count || thread <= 0)
			break;
		ret = pin_thread((pid_t)thread, (unsigned int)index,
				 places->cpus[index], err);
		if (ret)
			return ret;
		seen++;
	}
	if (seen != cpu_count)
		return error_set(err, EPROTO,
				 "query-cpus-fast: found %u vCPUs, expected %u",
				 seen, cpu_count);
	return 0;
}

int pinning_apply(struct qmp *qmp, const struct host_places *places,
		  unsigned int cpu_count, uint64_t deadline_ns,
		  struct error *err)
{
	json_t *vcpus = NULL;
	int ret = qmp_execute(qmp, "query-cpus-fast", &vcpus, deadline_ns,
			      err);

	if (ret == 0)
		ret = pin_vcpus(vcpus, places, cpu_count, err);
	json_decref(vcpus);
	return ret;
}

/**
 * struct bound_memory - what numa_maps says of memory bound to one node
 * @pages: by the node they are on
 * @page_kib: size of each
 */
struct bound_memory {
	int nid;
	uint64_t pages[TOPOLOGY_MAX_NODES];
	uint64_t page_kib;
};

static void take_word(struct bound_memory *memory, const char *word)
{
	unsigned int nid;
	uint64_t number;

	if (sscanf(word, "N%u=%" SCNu64, &nid, &number) == 2 &&
	    nid < TOPOLOGY_MAX_NODES)
		memory->pages[nid] += number;
	else if (sscanf(word, "kernelpagesize_kB=%" SCNu64, &number) == 1)
		memory->page_kib = number;
}

/* Whether a line is about memory that is bound to one node. */
static bool read_line(char *line, struct bound_memory *memory)
{
	char *rest = NULL;
	char *word = strtok_r(line, " ", &rest);

	*memory = (struct bound_memory){ .nid = -1 };
	word = word ? strtok_r(NULL, " ", &rest) : NULL;
	if (!word || sscanf(word, "bind:%d", &memory->nid) != 1)
		return false;
	while ((word = strtok_r(NULL, " ", &rest)))
		take_word(memory, word);
	return true;
}

/* Add a line's memory to the guest's node whose memory is bound there. */
static int add_line(const struct bound_memory *memory,
		    const struct topology *topology,
		    const struct host_places *places, uint64_t *kib,
		    struct error *err)
{
	for (unsigned int nid = 0; nid < topology->node_count; nid++) {
		if (places->nids[nid] != memory->nid)
			continue;
		for (int other = 0; other < TOPOLOGY_MAX_NODES; other++)
			if (other != memory->nid && memory->pages[other])
				return error_set(err, EPROTO,
						 "numa_maps: found %" PRIu64
						 " pages of guest node %u on node %d, expected node %d",
						 memory->pages[other], nid,
						 other, memory->nid);
		kib[nid] += memory->pages[memory->nid] * memory->page_kib;
	}
	return 0;
}

static int check_sums(const struct topology *topology, const uint64_t *kib,
		      struct error *err)
{
	for (unsigned int nid = 0; nid < topology->node_count; nid++)
		if (kib[nid] < topology->nodes[nid].memory_bytes >> 10)
			return error_set(err, EPROTO,
					 "numa_maps: found %" PRIu64
					 " KiB of guest node %u, expected %" PRIu64,
					 kib[nid], nid,
					 topology->nodes[nid].memory_bytes >>
						 10);
	return 0;
}

int pinning_check_maps(char *text, const struct topology *topology,
		       const struct host_places *places, struct error *err)
{
	uint64_t kib[TOPOLOGY_MAX_NODES] = { 0 };
	char *rest = NULL;
	int ret = 0;

	for (char *line = strtok_r(text, "\n", &rest); line && ret == 0;
	     line = strtok_r(NULL, "\n", &rest)) {
		struct bound_memory memory;

		if (read_line(line, &memory))
			ret = add_line(&memory, topology, places, kib, err);
	}
	return ret ? ret : check_sums(topology, kib, err);
}

int pinning_verify(pid_t qemu, const struct topology *topology,
		   const struct host_places *places, const char *copy,
		   struct error *err)
{
	char *path = xasprintf("/proc/%d/numa_maps", (int)qemu);
	char *text = NULL;
	int ret = file_read(path, &text, NULL, err);

	if (ret == 0)
		ret = file_write(copy, text, strlen(text), err);
	if (ret == 0)
		ret = pinning_check_maps(text, topology, places, err);
	free(text);
	free(path);
	return ret;
}
