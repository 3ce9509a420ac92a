// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

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

/**
 * struct finding - one line of the doctor's answer
 * @name: what was looked at
 * @ok: it is as numaboot needs it
 * @needed: without it the main job does not run
 * @detail: what was found; owned
 */
struct finding {
	const char *name;
	bool ok;
	bool needed;
	char *detail;
};

static int want_json;
static const char *qemu = DEFAULT_QEMU;

static void add(struct finding **findings, int *count, struct finding finding)
{
	*findings = xgrow(*findings, *count, sizeof(**findings));
	(*findings)[(*count)++] = finding;
}

static struct finding check_tool(const char *tool, const char *option,
				 bool needed)
{
	struct finding finding = { .name = tool, .needed = needed };
	struct argv argv = { 0 };
	struct error err;

	argv_add(&argv, "%s", tool);
	argv_add(&argv, "%s", option);
	finding.ok = process_output(&argv, QUERY_TIMEOUT_NS, &finding.detail,
				    &err) == 0;
	if (!finding.ok)
		finding.detail = xstrdup("not found, see `make deps`");
	finding.detail[strcspn(finding.detail, "\n")] = '\0';
	argv_release(&argv);
	return finding;
}

/* @ret says whether it is so; @good is what to say then. */
static struct finding qemu_finding(const char *name, int ret, const char *good,
				   const struct error *err)
{
	return (struct finding){
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

/* Nothing that is remembered: it is looked at. */
static void check_qemu(struct finding **findings, int *count)
{
	struct emulator emulator;
	struct finding kvm = { .name = "KVM" };
	struct error err;
	int ret = emulator_open(&emulator, qemu, 0, &err);

	add(findings, count, qemu_finding("QEMU", ret, emulator.version, &err));
	ret = check_use(&emulator, EMULATOR_EXACT, ret, &err);
	add(findings, count, qemu_finding("exact boots", ret,
					  "q35 starts under TCG with icount",
					  &err));
	ret = check_use(&emulator, EMULATOR_COUNTS, ret, &err);
	add(findings, count, qemu_finding("counting plugin", ret,
					  emulator.plugin, &err));
	if (emulator.version && *emulator.version)
		kvm.ok = kvm_recall(emulator.version, &kvm.detail);
	else
		kvm.detail = xstrdup("no QEMU to try it with");
	add(findings, count, kvm);
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

static struct finding check_source(const struct base *base, bool needed)
{
	const char *place = base->tree ? base->tree : base->tarball;
	struct finding finding = {
		.name = base->name,
		.needed = base->tree || needed,
		.ok = base_is_here(base),
	};

	finding.detail = finding.ok ? xstrdup(place) :
			 base->tree ? xasprintf("%s missing", place) :
			 needed ? xasprintf("%s missing, install %s", place,
					    base->package) :
			 xasprintf("kernels of %s cannot be built here",
				   base->package);
	return finding;
}

static struct finding check_counters(void)
{
	struct finding finding = { .name = "perf counters" };
	struct argv argv = { 0 };
	struct error err;
	char *text = NULL;

	argv_add(&argv, "perf");
	argv_add(&argv, "stat");
	argv_add(&argv, "--field-separator=,");
	argv_add(&argv, "--log-fd=1");
	argv_add(&argv, "--event=instructions:u");
	argv_add(&argv, "true");
	finding.ok = process_output(&argv, QUERY_TIMEOUT_NS, &text, &err) ==
		     0 && !strstr(text, "not supported") &&
		     !strstr(text, "not counted");
	finding.detail = xstrdup(finding.ok ? "hardware events work" :
				 "hardware events are not supported here");
	free(text);
	argv_release(&argv);
	return finding;
}

static struct finding check_cache(void)
{
	struct finding finding = { .name = "cache", .needed = true };
	char *cache = cache_folder();
	struct statvfs space = { 0 };
	uint64_t free_bytes;
	struct error err;

	if (directory_make(cache, &err) || statvfs(cache, &space)) {
		finding.detail = xasprintf("%s cannot be used", cache);
	} else {
		free_bytes = (uint64_t)space.f_bavail * space.f_frsize;
		finding.ok = free_bytes >= DISK_NEEDED_BYTES;
		finding.detail = xasprintf("%s, %.1f GiB free%s", cache,
					   (double)free_bytes / (1 << 30),
					   finding.ok ? "" :
					   ", expected 4 GiB");
	}
	free(cache);
	return finding;
}

static struct finding check_host(void)
{
	json_t *host = audit_host();
	const char *cpu = json_string_value(json_object_get(host, "cpu"));
	struct finding finding = { .name = "host", .ok = true };

	finding.detail = xasprintf(
		"%s, %d CPUs, %d NUMA node(s), %.1f GiB", cpu ? cpu : "CPU",
		(int)json_integer_value(json_object_get(host, "cpus")),
		(int)json_integer_value(json_object_get(host, "nodes")),
		(double)json_integer_value(json_object_get(host,
							   "memory_bytes")) /
			(1 << 30));
	json_decref(host);
	return finding;
}

/* Latency follows a guest's nodes only where each is bound to one of these. */
static struct finding check_nodes(void)
{
	struct finding finding = { .name = "NUMA nodes" };
	struct hostnodes host;
	struct error err;

	if (hostnodes_read(&host, &err)) {
		finding.detail = xstrdup(err.text);
	} else {
		finding.ok = host.node_count > 1;
		finding.detail = xasprintf(
			"%zu with memory, %zu CPUs to pin to: %s",
			host.node_count, host.cpu_count, finding.ok ?
			"guests' nodes can be bound to them" :
			"access across nodes cannot be measured here");
	}
	hostnodes_release(&host);
	return finding;
}

static int print_findings(struct finding *findings, int count)
{
	json_t *list = json_array();
	int missing = 0;

	for (int i = 0; i < count; i++) {
		struct finding *finding = &findings[i];

		missing += finding->needed && !finding->ok;
		json_array_append_new(list,
			json_pack("{s:s, s:b, s:b, s:s}", "name",
				  finding->name, "ok", finding->ok, "needed",
				  finding->needed, "detail",
				  finding->detail));
		if (!want_json)
			printf("%-7s %-20s %s\n",
			       finding->ok ? "ok" :
			       finding->needed ? "MISSING" : "no",
			       finding->name, finding->detail);
		free(finding->detail);
	}
	if (want_json) {
		json_dumpf(list, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(list);
	return missing ? EXIT_FAILED : 0;
}

static int examine(const struct catalog *catalog)
{
	static const char *const tools[] = {
		"gcc", "ld", "make", "git", "flex", "bison", "bc", "lz4",
		"tar", "Rscript",
	};
	struct finding *findings = NULL;
	int count = 0;

	add(&findings, &count, check_host());
	check_qemu(&findings, &count);
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		add(&findings, &count, check_tool(tools[i], "--version", true));
	for (int i = 0; i < catalog->base_count; i++)
		add(&findings, &count, check_source(catalog->bases[i],
					       !has_package(catalog)));
	add(&findings, &count, check_cache());
	add(&findings, &count, check_tool("hyperfine", "--version", false));
	add(&findings, &count, check_nodes());
	add(&findings, &count, check_counters());
	count = print_findings(findings, count);
	free(findings);
	return count;
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
