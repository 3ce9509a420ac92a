// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "cli/checkup.h"
#include "cli/command.h"
#include "cli/execute.h"
#include "kernel/cache.h"
#include "kernel/catalog.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"
#include "lib/root.h"
#include "machine/hostnodes.h"
#include "session/audit.h"
#include "session/emulator.h"
#include "session/kvm.h"

#define QUERY_TIMEOUT_NS (20 * NS_PER_S)
/* A kernel tree with its objects, three kernels and some evidence. */
#define DISK_NEEDED_BYTES (4ULL << 30)

static int want_json;
static const char *qemu = DEFAULT_QEMU;

static struct checkup check_tool(const char *tool, const char *option,
				 bool needed)
{
	struct checkup checkup = { .name = tool, .needed = needed };
	struct argv argv = { 0 };
	struct error err;

	argv_add(&argv, "%s", tool);
	argv_add(&argv, "%s", option);
	checkup.ok = process_output(&argv, QUERY_TIMEOUT_NS, &checkup.detail,
				    &err) == 0;
	if (!checkup.ok)
		checkup.detail = xstrdup("not found, see `make deps`");
	checkup.detail[strcspn(checkup.detail, "\n")] = '\0';
	argv_release(&argv);
	return checkup;
}

/* @ret says whether it is so; @good is what to say then. */
static struct checkup qemu_checkup(const char *name, int ret, const char *good,
				   const struct error *err)
{
	return (struct checkup){
		.name = name,
		.ok = ret == 0,
		.needed = true,
		.detail = xstrdup(ret ? err->text : good),
	};
}

/* What was no use asking for is said in a few words. */
static int check_use(struct emulator *emulator, enum emulator_use use, int ret,
		     struct error *err)
{
	return ret ? error_set(err, -ret, "not tried") :
		     emulator_check(emulator, use, err);
}

/* How far what is timed here has been proven. */
static struct checkup check_timed(bool kvm)
{
	json_t *host = audit_host();
	bool emulated = audit_is_emulated(host);

	json_decref(host);
	return (struct checkup){
		.name = "timed engine",
		.ok = kvm && !emulated,
		.detail = xstrdup(emulated ?
			"this host is emulated: timed plans run, nothing that they take is a time" :
			kvm ? "never seen on two real nodes; before the first run: numaboot host --check-real" :
			"not on this host; a plan can be tried on an emulated one: numaboot host -- numaboot run PLAN"),
	};
}

/* Nothing that is remembered: it is looked at. */
static void check_qemu(struct checkups *checkups)
{
	struct emulator emulator;
	struct checkup kvm = { .name = "KVM" };
	struct error err;
	int ret = emulator_open(&emulator, qemu, 0, &err);

	checkups_add(checkups, qemu_checkup("QEMU", ret, emulator.version, &err));
	ret = check_use(&emulator, EMULATOR_EXACT, ret, &err);
	checkups_add(checkups, qemu_checkup("exact boots", ret,
					  "q35 starts under TCG with icount",
					  &err));
	ret = check_use(&emulator, EMULATOR_COUNTS, ret, &err);
	checkups_add(checkups, qemu_checkup("counting plugin", ret,
					  emulator.plugin, &err));
	if (emulator.version && *emulator.version)
		kvm.ok = kvm_recall(emulator.version, &kvm.detail);
	else
		kvm.detail = xstrdup("no QEMU to try it with");
	checkups_add(checkups, kvm);
	checkups_add(checkups, check_timed(kvm.ok));
	emulator_close(&emulator);
}

/* One packaged base is enough: a release need not have the others. */
static bool has_package(const struct catalog *catalog)
{
	for (int i = 0; i < catalog->base_count; i++)
		if (catalog->bases[i]->package &&
		    base_is_here(catalog->bases[i]))
			return true;
	return false;
}

static struct checkup check_source(const struct base *base, bool needed)
{
	const char *place = base->tree ? base->tree : base->tarball;
	struct checkup checkup = {
		.name = base->name,
		.needed = base->tree || needed,
		.ok = base_is_here(base),
	};

	checkup.detail = checkup.ok ? xstrdup(place) :
			 base->tree ? xasprintf("%s missing", place) :
			 needed ? xasprintf("%s missing, install %s", place,
					    base->package) :
			 xasprintf("kernels of %s cannot be built here",
				   base->package);
	return checkup;
}

static struct checkup check_counters(void)
{
	struct checkup checkup = { .name = "perf counters" };
	struct argv argv = { 0 };
	struct error err;
	char *text = NULL;

	argv_add(&argv, "perf");
	argv_add(&argv, "stat");
	argv_add(&argv, "--field-separator=,");
	argv_add(&argv, "--log-fd=1");
	argv_add(&argv, "--event=instructions:u");
	argv_add(&argv, "true");
	checkup.ok = process_output(&argv, QUERY_TIMEOUT_NS, &text, &err) ==
		     0 && !strstr(text, "not supported") &&
		     !strstr(text, "not counted");
	checkup.detail = xstrdup(checkup.ok ? "hardware events work" :
				 "hardware events are not supported here");
	free(text);
	argv_release(&argv);
	return checkup;
}

static struct checkup check_cache(void)
{
	struct checkup checkup = { .name = "cache", .needed = true };
	char *cache = cache_folder();
	struct statvfs space = { 0 };
	uint64_t free_bytes;
	struct error err;

	if (directory_make(cache, &err) || statvfs(cache, &space)) {
		checkup.detail = xasprintf("%s cannot be used", cache);
	} else {
		free_bytes = (uint64_t)space.f_bavail * space.f_frsize;
		checkup.ok = free_bytes >= DISK_NEEDED_BYTES;
		checkup.detail = xasprintf("%s, %.1f GiB free%s", cache,
					   (double)free_bytes / (1 << 30),
					   checkup.ok ? "" :
					   ", expected 4 GiB");
	}
	free(cache);
	return checkup;
}

static struct checkup check_host(void)
{
	json_t *host = audit_host();
	const char *cpu = json_string_value(json_object_get(host, "cpu"));
	struct checkup checkup = { .name = "host", .ok = true };

	checkup.detail = xasprintf(
		"%s, %d CPUs, %d NUMA node(s), %.1f GiB", cpu ? cpu : "CPU",
		(int)json_integer_value(json_object_get(host, "cpus")),
		(int)json_integer_value(json_object_get(host, "nodes")),
		(double)json_integer_value(json_object_get(host,
							   "memory_bytes")) /
			(1 << 30));
	json_decref(host);
	return checkup;
}

/* Latency follows a guest's nodes only where each is bound to one of these. */
static struct checkup check_nodes(void)
{
	struct checkup checkup = { .name = "NUMA nodes" };
	struct hostnodes host;
	struct error err;

	if (hostnodes_read(&host, &err)) {
		checkup.detail = xstrdup(err.text);
	} else {
		checkup.ok = host.node_count > 1;
		checkup.detail = xasprintf(
			"%zu with memory, %zu CPUs to pin to: %s",
			host.node_count, host.cpu_count, checkup.ok ?
			"guests' nodes can be bound to them" :
			"access across nodes cannot be measured here");
	}
	hostnodes_release(&host);
	return checkup;
}

static int examine(const struct catalog *catalog)
{
	static const char *const tools[] = {
		"gcc", "ld", "make", "git", "flex", "bison", "bc", "lz4",
		"tar", "Rscript",
	};
	struct checkups checkups = { 0 };

	checkups_add(&checkups, check_host());
	check_qemu(&checkups);
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		checkups_add(&checkups, check_tool(tools[i], "--version", true));
	for (int i = 0; i < catalog->base_count; i++)
		checkups_add(&checkups, check_source(catalog->bases[i],
					       !has_package(catalog)));
	checkups_add(&checkups, check_cache());
	checkups_add(&checkups, check_tool("hyperfine", "--version", false));
	checkups_add(&checkups, check_nodes());
	checkups_add(&checkups, check_counters());
	return checkups_print(&checkups, want_json) ? EXIT_FAILED : 0;
}

/* Say what this host can do, and what is missing for the main job. */
int cmd_doctor(int argc, const char **argv)
{
	const struct poptOption options[] = {
		{ "qemu", 0, POPT_ARG_STRING, &qemu, 0,
		  "QEMU to look at (default: " DEFAULT_QEMU ")", "PROGRAM" },
		{ "json", 0, POPT_ARG_NONE, &want_json, 0, "print JSON",
		  NULL },
		POPT_AUTOHELP
		POPT_TABLEEND
	};
	char *variants = root_path("kernels/variants.ini");
	struct catalog catalog = { 0 };
	struct error err;
	const char **words;
	poptContext context;
	int ret = command_parse(argc, argv, options, "", 0, 0, &words,
				&context);

	if (ret)
		goto out;
	ret = catalog_load(&catalog, variants, &err);
	ret = ret ? command_refuse(ret, &err) : examine(&catalog);
out:
	catalog_release(&catalog);
	command_release(context);
	free(variants);
	return ret;
}
