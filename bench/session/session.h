/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SESSION_H
#define NUMABOOT_SESSION_H

#include <jansson.h>
#include <stdbool.h>

#include "kernel/catalog.h"
#include "kernel/kernel.h"
#include "kernel/symbols.h"
#include "lib/digest.h"
#include "machine/hostnodes.h"
#include "boot/boot.h"
#include "plan/cells.h"
#include "boot/perfstat.h"
#include "plan/plan.h"
#include "session/programs.h"

/**
 * struct session_options - what the command line says beside the plan
 * @qemu: program
 * @symbols: System.map or vmlinux for arms that are a bzImage, or NULL
 * @resume: folder of an interrupted session to go on with, or NULL
 * @allow_tcg: a timed plan may run under plain emulation; its times are
 *	then labelled as no times
 * @argc: of the whole command, for the record
 * @argv: of the whole command
 */
struct session_options {
	const char *qemu;
	const char *symbols;
	const char *resume;
	bool allow_tcg;
	int argc;
	const char *const *argv;
};

/**
 * struct session_kernel - a kernel of the session and its symbols
 * @kernel: what boots
 * @map: its symbols, empty when no workload needs them
 * @map_path: the map for the plugin, in the session's folder
 */
struct session_kernel {
	struct kernel kernel;
	struct sysmap map;
	char *map_path;
};

/**
 * struct session - one execution of a plan
 * @plan: not owned
 * @options: not owned
 * @cells: every boot, in order
 * @kernels: one for each arm
 * @initramfs: one path for each topology, of guests that run no program
 * @programs: for each workload of the plan what its guests run
 * @symbols: kernels/symbols.ini
 * @plugin: path of the profile plugin
 * @accelerator: what really runs the guests
 * @places: for each topology, where this host keeps its guests; NULL under
 *	the exact engine, to which it makes no difference
 * @unpinned_reasons: for each topology why its guests have no CPUs of their
 *	own, or NULL
 * @perf: what perf counts of timed boots here
 * @no_hyperfine: why it does not time boots, or NULL
 * @skip_reason: why nothing can run, or NULL
 * @qemu_version: first line of `qemu --version`
 * @folder: out/PLAN/STAMP
 * @runs: its folder of evidence
 * @inputs_sha256: over all that decides what is measured
 * @lock_fd: keeps a second process out of @folder
 */
struct session {
	const struct plan *plan;
	const struct session_options *options;
	struct cells cells;
	struct session_kernel *kernels;
	char **initramfs;
	struct workload_program *programs;
	struct symbols *symbols;
	char *plugin;
	enum accelerator accelerator;
	struct host_places *places;
	char **unpinned_reasons;
	struct perf_events perf;
	char *no_hyperfine;
	char *skip_reason;
	char *qemu_version;
	char *folder;
	char *runs;
	char inputs_sha256[DIGEST_HEX_SIZE];
	int lock_fd;
};

/**
 * session_open - build what is missing and prepare everything that boots
 *
 * Every kernel, topology, symbol table and command line is checked here,
 * before the first boot.  Writes run.json.
 *
 * Return: 0 or -errno; freed by session_close() in both cases.
 */
int session_open(struct session *session, const struct plan *plan,
		 const struct catalog *catalog,
		 const struct session_options *options, struct error *err);

/**
 * session_boot - boot one cell, or seal it as skipped
 *
 * Return: as boot_run().
 */
int session_boot(const struct session *session, const struct cell *cell,
		 struct error *err);

/** session_has - is that cell's evidence sealed already? */
bool session_has(const struct session *session, const struct cell *cell);

/** session_close - free */
void session_close(struct session *session);

#endif
