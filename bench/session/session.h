/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SESSION_H
#define NUMABOOT_SESSION_H

/*
 * One execution of a plan, composed of its parts: kernels, images, what this
 * host makes of them, and a folder.  All that can be refused is refused before
 * the first boot, and nothing changes afterwards.
 */

#include "kernel/catalog.h"
#include "plan/cells.h"
#include "session/emulator.h"
#include "session/folder.h"
#include "session/host.h"
#include "session/images.h"
#include "session/kernels.h"
#include "session/revision.h"

/**
 * struct session_shard - a part of a plan, for hosts that share it
 * @under: folder of its sessions in @out, in place of the plan's name
 * @record: "shard" of its run.json
 * @run_ids: what is booted of the plan, NULL-terminated
 * @canary: one of them that must be as it was elsewhere: its run of there is
 *	in again/ (session/twice.h); NULL: there is none
 */
struct session_shard {
	const char *under;
	json_t *record;
	const char *const *run_ids;
	const char *canary;
};

/**
 * struct session_options - what the command line says beside the plan
 * @qemu: program
 * @symbols: System.map or vmlinux for arms that are a bzImage, or NULL
 * @resume: folder of an interrupted session to go on with, or NULL
 * @out: where plans have their folders; NULL: out
 * @kept: folder of a session whose initramfs images are booted again, or NULL
 * @images: what is booted for some names of kernels, @image_count of them
 * @image_count: how many
 * @take_earlier: a finished session of the same inputs will do
 * @allow_tcg: a timed plan may run under plain emulation; its times are
 *	then labelled as no times
 * @only_twice: of an exact plan only the cell is booted that is booted twice
 * @shard: the part of the plan that is booted, or NULL for all
 * @revision: of the program
 * @argc: of the whole command, for the record
 * @argv: of the whole command
 */
struct session_options {
	const char *qemu;
	const char *symbols;
	const char *resume;
	const char *out;
	const char *kept;
	const struct session_image *images;
	int image_count;
	bool take_earlier;
	bool allow_tcg;
	bool only_twice;
	const struct session_shard *shard;
	struct revision revision;
	int argc;
	const char *const *argv;
};

/**
 * struct session - one execution of a plan
 * @plan: not owned
 * @options: not owned
 * @cells: every boot, in order
 * @kernels: what they boot
 * @images: … and from which initramfs
 * @host: how this host runs them
 * @folder: out/PLAN/STAMP
 * @earlier: it is a finished session's (session/earlier.h): nothing is booted
 * @emulator: the QEMU that runs them
 * @inputs_sha256: over all that decides what is measured
 */
struct session {
	const struct plan *plan;
	const struct session_options *options;
	struct cells cells;
	struct session_kernels kernels;
	struct session_images images;
	struct session_host host;
	struct session_folder folder;
	bool earlier;
	struct emulator emulator;
	char inputs_sha256[DIGEST_HEX_SIZE];
};

/**
 * session_open - build what is missing and prepare everything that boots
 *
 * Every kernel, topology, symbol table and command line is checked here,
 * before the first boot.  Writes run.json.  An @earlier one is not written to.
 *
 * Return: 0 or -errno; freed by session_close() in both cases.
 */
int session_open(struct session *session, const struct plan *plan,
		 const struct catalog *catalog,
		 const struct session_options *options, struct error *err);

/**
 * session_timeout_ns - how long the cell's boot may take
 *
 * What the plan says; its default is stretched by the kernel's own pace
 * (kernel/pace.h).
 */
uint64_t session_timeout_ns(const struct session *session,
			    const struct cell *cell);

/**
 * session_boot - boot one cell, or seal it as skipped
 * @runs: folder that gets its evidence
 *
 * Return: as boot_run().
 */
int session_boot(const struct session *session, const struct cell *cell,
		 const char *runs, struct error *err);

/**
 * session_end - say in run.json how all runs ended; point `latest` here
 * @counts: runs by end state
 * @wall_ns: that the boots took
 *
 * Return: 0 or -errno.
 */
int session_end(const struct session *session,
		const int counts[END_STATE_COUNT], uint64_t wall_ns,
		struct error *err);

/** session_close - free */
void session_close(struct session *session);

#endif
