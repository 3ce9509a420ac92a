// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/files.h"

#include <string.h>

#include "lib/alloc.h"

static const char *const names[EVIDENCE_FILE_COUNT] = {
	[EVIDENCE_CELL] = "cell.json",
	[EVIDENCE_TOPOLOGY] = "topology.topo",
	[EVIDENCE_COMMAND] = "command.json",
	[EVIDENCE_FIRMWARE] = "firmware.rom",
	[EVIDENCE_CONSOLE] = "console.log",
	[EVIDENCE_GUEST] = "guest.jsonl",
	[EVIDENCE_PROFILE] = "profile.tsv",
	[EVIDENCE_CALLGRAPH] = "callgraph.tsv",
	[EVIDENCE_ACCESSES] = "accesses.tsv",
	[EVIDENCE_TRANSLATION] = "translation.tsv",
	[EVIDENCE_WALKS] = "walks.tsv",
	[EVIDENCE_MMU] = "model.ini",
	[EVIDENCE_GDB_LOG] = "gdb.log",
	[EVIDENCE_HYPERFINE] = "hyperfine.json",
	[EVIDENCE_PERF] = "perf.csv",
	[EVIDENCE_NUMA_MAPS] = "numa_maps",
	[EVIDENCE_QMP_LOG] = "qmp.log",
	[EVIDENCE_QEMU_LOG] = "qemu.log",
	[EVIDENCE_RESULT] = "result.json",
	/* The format of sha256sum(1), so that `sha256sum -c` checks it too. */
	[EVIDENCE_SUMS] = "SHA256SUMS",
};

static const struct {
	const char *kind;
	const char *suffix;
} stop_names[] = {
	[EVIDENCE_STOP_PAGETABLE] = { "pagetable", "json" },
	[EVIDENCE_STOP_MAPPING] = { "mapping", "tsv" },
	[EVIDENCE_STOP_FRAMES] = { "frames", "tsv" },
};

static const enum evidence_file of_host[] = {
	EVIDENCE_CELL, EVIDENCE_COMMAND, EVIDENCE_HYPERFINE, EVIDENCE_PERF,
	EVIDENCE_NUMA_MAPS, EVIDENCE_QMP_LOG, EVIDENCE_QEMU_LOG,
	EVIDENCE_RESULT, EVIDENCE_SUMS,
};

static const char *const session_names[] = {
	[EVIDENCE_RUN_JSON] = "run.json",
	[EVIDENCE_RUNS] = "runs",
	[EVIDENCE_AGAIN] = "again",
	[EVIDENCE_INPUTS] = "inputs",
	[EVIDENCE_REPORT] = "report.txt",
	[EVIDENCE_VERDICTS] = "verdicts.csv",
};

const char *evidence_name(enum evidence_file file)
{
	return names[file];
}

bool evidence_is_repeatable(const char *name)
{
	for (size_t i = 0; i < sizeof(of_host) / sizeof(of_host[0]); i++)
		if (strcmp(name, names[of_host[i]]) == 0)
			return false;
	return true;
}

char *evidence_path(const char *folder, enum evidence_file file)
{
	return xasprintf("%s/%s", folder, names[file]);
}

char *evidence_stop_name(enum evidence_stop_file file, const char *stop)
{
	return xasprintf("%s.%s.%s", stop_names[file].kind, stop,
			 stop_names[file].suffix);
}

char *evidence_stop_path(const char *folder, enum evidence_stop_file file,
			 const char *stop)
{
	return xasprintf("%s/%s.%s.%s", folder, stop_names[file].kind, stop,
			 stop_names[file].suffix);
}

const char *evidence_session_name(enum evidence_session_file file)
{
	return session_names[file];
}

char *evidence_session_path(const char *folder, enum evidence_session_file file)
{
	return xasprintf("%s/%s", folder, session_names[file]);
}

static char *of_arm(const char *folder, int arm, const char *of,
		    const char *suffix)
{
	return xasprintf("%s/%s/arm%d%s%s.%s", folder,
			 session_names[EVIDENCE_INPUTS], arm, of ? "." : "",
			 of ? of : "", suffix);
}

char *evidence_session_image(const char *folder, int arm, const char *of)
{
	return of_arm(folder, arm, of, "bzImage");
}

char *evidence_session_code(const char *folder, int arm, const char *of)
{
	return of_arm(folder, arm, of, "code");
}

char *evidence_session_map(const char *folder, int arm, const char *of)
{
	return of_arm(folder, arm, of, "map");
}

char *evidence_session_lines(const char *folder, int arm, const char *of)
{
	return of_arm(folder, arm, of, "lines");
}

char *evidence_session_topology(const char *folder, const char *name)
{
	return xasprintf("%s/%s/%s.topo", folder,
			 session_names[EVIDENCE_INPUTS], name);
}
