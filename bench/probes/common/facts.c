// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/parse.h"
#include "probes/common/emulation.h"
#include "probes/common/rawclock.h"
#include "probes/common/record.h"

/* Files of one line, and what they are called. */
static const struct {
	const char *name;
	const char *path;
} one_liners[] = {
	{ "clocksource",
	  "/sys/devices/system/clocksource/clocksource0/current_clocksource" },
	{ "governor", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor" },
	{ "no_turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo" },
	{ "smt", "/sys/devices/system/cpu/smt/control" },
	{ "transparent_hugepage",
	  "/sys/kernel/mm/transparent_hugepage/enabled" },
	{ "numa_balancing", "/proc/sys/kernel/numa_balancing" },
	{ "loadavg", "/proc/loadavg" },
};

/* Its first line, "" when it cannot be read; the caller frees. */
static char *first_line(const char *path)
{
	struct error ignored;
	char *text;

	if (file_read(path, &text, NULL, &ignored))
		return xstrdup("");
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static char *read_model(void)
{
	struct error ignored;
	char *text, *at, *model = NULL;

	if (file_read("/proc/cpuinfo", &text, NULL, &ignored))
		return xstrdup("");
	at = strstr(text, "model name");
	at = at ? strchr(at, ':') : NULL;
	if (at) {
		at += strspn(at, ": ");
		at[strcspn(at, "\n")] = '\0';
		model = xstrdup(at);
	}
	free(text);
	return model ? model : xstrdup("");
}

/* Caches are numbered from the first level on. */
uint64_t host_facts_cache_bytes(void)
{
	uint64_t bytes = 0;

	for (int i = 0; i < 8; i++) {
		char *path = xasprintf(
			"/sys/devices/system/cpu/cpu0/cache/index%d/size", i);
		char *size = first_line(path);

		parse_bytes(size, &bytes);
		free(size);
		free(path);
	}
	return bytes;
}

void host_facts_read(struct host_facts *facts)
{
	char *cmdline = first_line("/proc/cmdline");

	facts->model = read_model();
	facts->signature = emulation_signature();
	facts->cache_bytes = host_facts_cache_bytes();
	facts->emulated = emulation_is_tcg(facts->signature, facts->model);
	facts->fake_nodes = emulation_fakes_nodes(cmdline);
	free(cmdline);
}

void host_facts_release(struct host_facts *facts)
{
	free(facts->model);
	*facts = (struct host_facts){ 0 };
}

static void print_one_liners(FILE *out)
{
	for (size_t i = 0; i < sizeof(one_liners) / sizeof(one_liners[0]);
	     i++) {
		char *line = first_line(one_liners[i].path);

		record_fact(out, one_liners[i].name, "%s",
			    *line ? line : "unknown");
		free(line);
	}
}

void host_facts_print_time(FILE *out)
{
	time_t now = time(NULL);
	char stamp[32];

	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", gmtime(&now));
	record_fact(out, "time", "%s", stamp);
	record_fact(out, "clock", "%s", rawclock_name());
}

void host_facts_print_host(FILE *out, const struct host_facts *facts)
{
	struct utsname name;

	uname(&name);
	record_fact(out, "kernel", "%s", name.release);
	record_fact(out, "cpu", "%s", facts->model);
	record_fact(out, "hypervisor", "%s",
		    *facts->signature ? facts->signature : "none");
	record_fact(out, "emulated", "%s", facts->emulated ? "yes" : "no");
	record_fact(out, "fake_nodes", "%s", facts->fake_nodes ? "yes" : "no");
	record_fact(out, "last_cache", "%" PRIu64, facts->cache_bytes);
	print_one_liners(out);
}
