// SPDX-License-Identifier: GPL-2.0-only
#include "cli/real-host.h"

#include <fcntl.h>
#include <jansson.h>
#include <numa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "boot/hyperfine.h"
#include "boot/perfstat.h"
#include "cli/checkup.h"
#include "cli/command.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"
#include "lib/lock.h"
#include "machine/hostnodes.h"
#include "plan/plan.h"
#include "session/audit.h"
#include "session/emulator.h"
#include "session/kvm.h"

#define PLAN "penalty-timed"
#define TOPOLOGY "host2"
/* QEMU itself, and what the host's own programs take meanwhile. */
#define SPARE_BYTES (512LL << 20)
/* A host on which nobody works. */
#define LOAD_MAX 0.5

static const char next[] =
	"then: numaboot run " PLAN ", alone on this host; its report must show\n"
	"- KVM in its first lines: under `kvm in tcg` nothing is a time\n"
	"- every run completed\n"
	"- unpatched against unpatched: the same, in every metric\n"
	"- latency.ns: more for memory of the other node, from both nodes\n"
	"- bandwidth.bytes_per_s: less for memory of the other node\n"
	"- more for pages of 4K than of 2M, where memory is the same\n"
	"- under `What this does not show` nothing of CPUs or nodes that guests did not have\n";

static struct checkup check_cpu(const json_t *host)
{
	const char *hypervisor = jsonfile_text(host, "hypervisor");
	struct checkup checkup = {
		.name = "real CPUs",
		.needed = true,
		.ok = !*hypervisor && !audit_is_emulated(host),
	};

	checkup.detail = checkup.ok ?
		xasprintf("%s, no hypervisor", jsonfile_text(host, "cpu")) :
		xasprintf("found this host under %s, expected none: %s",
			  *hypervisor ? hypervisor : "an emulator",
			  audit_is_emulated(host) ?
			  "its CPUs are emulated, nothing here is a time" :
			  "nodes and CPUs of a guest may be anybody's");
	return checkup;
}

static struct checkup check_kvm(const char *qemu)
{
	struct checkup checkup = { .name = "KVM", .needed = true };
	struct emulator emulator;
	struct error err;
	bool works;

	if (emulator_open(&emulator, qemu, 0, &err)) {
		checkup.detail = xstrdup(err.text);
	} else {
		works = kvm_recall(emulator.version, &checkup.detail);
		/* Not known yet is fine: the plan finds it out first. */
		checkup.ok = works || (access(KVM_DEVICE, R_OK | W_OK) == 0 &&
				       strstr(checkup.detail, "finds out"));
	}
	emulator_close(&emulator);
	return checkup;
}

static struct checkup check_turn(void)
{
	struct checkup checkup = { .name = "alone", .needed = true };
	int fd = open(KVM_DEVICE, O_RDWR | O_CLOEXEC);
	double load = 0;

	checkup.ok = fd < 0 || lock_try(fd, LOCK_EX);
	if (fd >= 0)
		close(fd);
	if (!checkup.ok) {
		checkup.detail = xstrdup("another timed run is under way");
		return checkup;
	}
	checkup.ok = getloadavg(&load, 1) == 1 && load <= LOAD_MAX;
	checkup.detail = xasprintf("found a load of %.2f, expected at most %.1f",
				   load, LOAD_MAX);
	return checkup;
}

static struct checkup check_places(struct host_places *places)
{
	struct topology *topology = xcalloc(1, sizeof(*topology));
	struct checkup checkup = { .name = "two nodes", .needed = true };
	struct hostnodes host = { 0 };
	struct error err;

	checkup.ok = plan_load_topology(topology, TOPOLOGY, &err) == 0 &&
		     hostnodes_read(&host, &err) == 0 &&
		     hostnodes_place(&host, topology, places, &err) == 0;
	checkup.detail = checkup.ok ?
		xasprintf("guests of " TOPOLOGY " go to CPU %d of node %d and CPU %d of node %d",
			  places->cpus[0], places->nids[0], places->cpus[1],
			  places->nids[1]) : xstrdup(err.text);
	hostnodes_release(&host);
	free(topology);
	return checkup;
}

static struct checkup check_distance(const struct host_places *places)
{
	int near = numa_distance(places->nids[0], places->nids[0]);
	int far = numa_distance(places->nids[0], places->nids[1]);

	return (struct checkup){
		.name = "distances",
		.needed = true,
		.ok = far > near,
		.detail = xasprintf("node %d is at %d from node %d, itself at %d",
				    places->nids[1], far, places->nids[0],
				    near),
	};
}

static struct checkup check_memory(const struct host_places *places)
{
	const long long needed = (2LL << 30) + SPARE_BYTES;
	struct checkup checkup = { .name = "free memory", .needed = true };
	long long free_bytes[2] = { 0 };

	for (int i = 0; i < 2; i++)
		numa_node_size64(places->nids[i], &free_bytes[i]);
	checkup.ok = free_bytes[0] >= needed && free_bytes[1] >= needed;
	checkup.detail = xasprintf("found %lld and %lld MiB on nodes %d and %d, expected %lld on each",
				   free_bytes[0] >> 20, free_bytes[1] >> 20,
				   places->nids[0], places->nids[1],
				   needed >> 20);
	return checkup;
}

static struct checkup check_counters(void)
{
	struct perf_events events;
	struct checkup checkup = { .name = "perf counters" };

	perf_events_probe(&events);
	checkup.ok = !events.reason && !*events.unsupported;
	checkup.detail = events.reason ? xstrdup(events.reason) : checkup.ok ?
			 xasprintf("perf counts %s", events.supported) :
			 xasprintf("perf does not support here: %s",
				   events.unsupported);
	perf_events_release(&events);
	return checkup;
}

static struct checkup check_hyperfine(void)
{
	char *problem = hyperfine_probe();

	return (struct checkup){
		.name = "hyperfine",
		.ok = !problem,
		.detail = problem ? problem : xstrdup("times whole boots"),
	};
}

/* What makes a clock run faster or slower while it measures. */
static struct checkup check_clock(const json_t *host)
{
	const char *governor = jsonfile_text(host, "governor");
	const char *no_turbo = jsonfile_text(host, "no_turbo");
	const char *boost = jsonfile_text(host, "boost");
	bool steady = strcmp(no_turbo, "1") == 0 || strcmp(boost, "0") == 0;

	return (struct checkup){
		.name = "steady clock",
		.ok = steady && strcmp(governor, "performance") == 0,
		.detail = xasprintf("found governor %s and turbo %s, expected performance and off",
				    *governor ? governor : "unknown",
				    steady ? "off" :
				    *no_turbo || *boost ? "on" : "unknown"),
	};
}

int real_host_check(const char *qemu, bool json)
{
	struct host_places places = { 0 };
	struct checkups checkups = { 0 };
	struct checkup nodes = check_places(&places);
	json_t *host = audit_host();
	int missing;

	checkups_add(&checkups, check_cpu(host));
	checkups_add(&checkups, check_kvm(qemu));
	checkups_add(&checkups, nodes);
	if (nodes.ok) {
		checkups_add(&checkups, check_distance(&places));
		checkups_add(&checkups, check_memory(&places));
	}
	checkups_add(&checkups, check_turn());
	checkups_add(&checkups, check_counters());
	checkups_add(&checkups, check_hyperfine());
	checkups_add(&checkups, check_clock(host));
	json_decref(host);
	missing = checkups_print(&checkups, json);
	if (!json && missing)
		puts("not ready: what is MISSING above is needed for a first timed run");
	else if (!json)
		fputs(next, stdout);
	return missing ? EXIT_FAILED : 0;
}
