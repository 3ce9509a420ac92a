// SPDX-License-Identifier: GPL-2.0-only
#include "session/audit.h"

#include <numa.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/jsonfile.h"
#include "probes/common/emulation.h"

/* Files of one line, and what they are called in the audit. */
static const struct {
	const char *name;
	const char *path;
} one_liners[] = {
	{ "smt", "/sys/devices/system/cpu/smt/control" },
	{ "governor", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor" },
	{ "no_turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo" },
	{ "boost", "/sys/devices/system/cpu/cpufreq/boost" },
	{ "transparent_hugepage",
	  "/sys/kernel/mm/transparent_hugepage/enabled" },
	{ "load", "/proc/loadavg" },
};

static json_t *first_line(const char *path)
{
	struct error ignored;
	json_t *line;
	char *text;

	if (file_read(path, &text, NULL, &ignored))
		return json_null();
	line = json_stringn(text, strcspn(text, "\n"));
	free(text);
	return line;
}

/* The value of the first "name : value" line of /proc/cpuinfo. */
static json_t *cpuinfo(const char *name)
{
	struct error ignored;
	json_t *value = json_null();
	char *text, *at;

	if (file_read("/proc/cpuinfo", &text, NULL, &ignored))
		return value;
	at = strstr(text, name);
	at = at ? strchr(at, ':') : NULL;
	if (at) {
		at += strspn(at, ": ");
		value = json_stringn(at, strcspn(at, "\n"));
	}
	free(text);
	return value;
}

json_t *audit_host(void)
{
	const char *hypervisor = emulation_signature();
	struct utsname name;
	json_t *host = json_object();

	uname(&name);
	json_object_set_new(host, "kernel", json_string(name.release));
	json_object_set_new(host, "cpu", cpuinfo("model name"));
	json_object_set_new(host, "microcode", cpuinfo("microcode"));
	json_object_set_new(host, "hypervisor", *hypervisor ?
			    json_string(hypervisor) : json_null());
	json_object_set_new(host, "cpus",
			    json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
	json_object_set_new(host, "nodes",
			    json_integer(numa_available() < 0 ? 1 :
					 numa_num_configured_nodes()));
	json_object_set_new(host, "memory_bytes",
			    json_integer(sysconf(_SC_PHYS_PAGES) *
					 sysconf(_SC_PAGESIZE)));
	for (size_t i = 0; i < sizeof(one_liners) / sizeof(one_liners[0]);
	     i++)
		json_object_set_new(host, one_liners[i].name,
				    first_line(one_liners[i].path));
	return host;
}

bool audit_is_emulated(const json_t *host)
{
	return emulation_is_tcg(jsonfile_text(host, "hypervisor"),
				jsonfile_text(host, "cpu"));
}
