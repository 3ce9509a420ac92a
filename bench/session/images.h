/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SESSION_IMAGES_H
#define NUMABOOT_SESSION_IMAGES_H

/*
 * The initramfs images that a session's guests boot from: one, and another for
 * each workload whose guests run a program.  Kernels that do not hand init its
 * words have another init; where a plan has such and others, it has each image
 * twice.  Once written they do not change.
 */

#include "lib/digest.h"
#include "machine/program.h"
#include "plan/cells.h"
#include "session/kernels.h"

/**
 * struct session_program - what the guests of one workload run
 * @files: of the program, none when the workload has no program
 * @missing: why there is none on this host, or NULL
 */
struct session_program {
	struct program files;
	char *missing;
};

/**
 * struct session_init - one build of the guest's init
 * @name: how the project calls it, "build/init"
 * @key: of its hash in run.json
 * @path: of it
 * @suffix: of its images' names, "" or ".cmdline"
 * @initramfs: of guests that run no program
 * @with_program: for each workload of the plan, with its program, or NULL
 */
struct session_init {
	const char *name;
	const char *key;
	char *path;
	const char *suffix;
	char *initramfs;
	char **with_program;
};

/**
 * struct session_images - of all guests of a session
 * @plan: not owned
 * @kept: folder of a session whose images are taken, or NULL
 * @kernels: not owned
 * @inits: those that some kernel needs, @init_count of them; the first one's
 *	images have the plain names
 * @init_count: how many
 * @programs: for each workload of the plan
 */
struct session_images {
	const struct plan *plan;
	const char *kept;
	const struct session_kernels *kernels;
	struct session_init inits[2];
	int init_count;
	struct session_program *programs;
};

/**
 * images_open - find what guests run
 * @kept: folder of a session whose images are taken as they are, or NULL
 *
 * A program of ours that is not there fails.  Of one of the host's it is
 * noted: boots of that workload are skipped.
 *
 * Return: 0 or -errno; freed by images_close() in both cases.
 */
int images_open(struct session_images *images, const struct plan *plan,
		const struct session_kernels *kernels, const char *kept,
		struct error *err);

/** images_hash - every file that guests run; Return: 0 or -errno */
int images_hash(const struct session_images *images, SHA2_CTX *digest,
		struct error *err);

/**
 * images_write - inputs/initramfs.cpio, and inputs/WORKLOAD.cpio for those that
 * run a program
 * @folder: of the session
 *
 * Return: 0 or -errno.
 */
int images_write(struct session_images *images, const char *folder,
		 struct error *err);

/** images_init - the init of a cell's guest */
const struct session_init *images_init(const struct session_images *images,
				       const struct cell *cell);

/** images_plain - what the first arm boots from without a program */
const char *images_plain(const struct session_images *images);

/** images_path - what a cell boots from */
const char *images_path(const struct session_images *images,
			const struct cell *cell);

/** images_missing - why a cell cannot run on this host, or NULL */
const char *images_missing(const struct session_images *images,
			   const struct cell *cell);

/** images_close - free */
void images_close(struct session_images *images);

#endif
