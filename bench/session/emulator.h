/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EMULATOR_H
#define NUMABOOT_EMULATOR_H

/*
 * What a QEMU can do.  It is asked by starting it as a boot does, without a
 * guest, and every no is one sentence with its version, its own reason and
 * what to use instead.  Every wait has a deadline.  A yes is remembered in the
 * cache as long as the program's file and version are the same.
 */

#include <stdint.h>

#include "lib/digest.h"
#include "lib/error.h"

/**
 * struct emulator - a QEMU program
 * @program: as the user named it; not owned
 * @version: first line of its --version
 * @plugin: the build of the profile plugin that it loads, or NULL
 * @timeout_ns: for each question
 */
struct emulator {
	const char *program;
	char *version;
	char *plugin;
	uint64_t timeout_ns;
};

/** enum emulator_use - what a QEMU is wanted for; each needs those before */
enum emulator_use {
	EMULATOR_ANY,		/* to be a QEMU */
	EMULATOR_EXACT,		/* … and boot q35 under TCG by icount */
	EMULATOR_COUNTS,	/* … and load the plugin that counts */
};

/**
 * emulator_open - ask a program for its version
 * @timeout_ns: for this and the other questions; 0 for what a slow host needs
 *
 * Return: 0; -ENOENT: there is none; -ENOTSUP: it is no QEMU, it cannot be
 * run, or it does not answer; or -errno.  emulator_close() in all cases.
 */
int emulator_open(struct emulator *emulator, const char *program,
		  uint64_t timeout_ns, struct error *err);

/**
 * emulator_check - find out whether it can do this
 *
 * Sets @plugin for EMULATOR_COUNTS.
 *
 * Return: 0, -ENOTSUP with the sentence, or -errno.
 */
int emulator_check(struct emulator *emulator, enum emulator_use use,
		   struct error *err);

/** emulator_need - the same; what is known of it already is not asked */
int emulator_need(struct emulator *emulator, enum emulator_use use,
		  struct error *err);

/** emulator_hash - add what tells it from another one */
void emulator_hash(const struct emulator *emulator, SHA2_CTX *digest);

/** emulator_close - free */
void emulator_close(struct emulator *emulator);

#endif
