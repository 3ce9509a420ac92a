/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_QEMU_H
#define NUMABOOT_QEMU_H

/*
 * QEMU's command line for one boot.  It is a function of struct machine alone:
 * the guest starts paused, and nothing in it depends on the host's clock,
 * random numbers, network or configuration.
 */

#include <stdbool.h>

#include "lib/argv.h"
#include "lib/error.h"
#include "machine/mapping.h"
#include "machine/topology.h"

/** enum accelerator - how QEMU runs the guest's instructions */
enum accelerator {
	ACCELERATOR_TCG_EXACT,	/* one vCPU, icount: counts are exact */
	ACCELERATOR_TCG,	/* plain emulation: neither counts nor times */
	ACCELERATOR_KVM,	/* hardware: times */
	ACCELERATOR_KVM_IN_TCG,	/* KVM of a host that is emulated: no times */
};

/** accelerator_name - "tcg-icount", "tcg", "kvm" or "kvm in tcg" */
const char *accelerator_name(enum accelerator accelerator);

/**
 * struct machine - all that QEMU must be told for one boot
 * @qemu: program
 * @kernel: bzImage
 * @code: its protected-mode code, which lies at FIRMWARE_KERNEL
 * @initramfs: what lies at firmware_initramfs()
 * @initramfs_bytes: its size
 * @command_line: of the kernel, complete
 * @firmware: what firmware_write() wrote of these
 * @console_path: receives ttyS0
 * @records_path: receives ttyS1
 * @qmp_fd: QEMU's end of the QMP socket
 * @plugin: shared object and its arguments, NULL for none
 * @backing: of the RAM
 * @gdb_fd: QEMU's end of the gdb stub's socket, 0 for no stub
 */
struct machine {
	const char *qemu;
	enum accelerator accelerator;
	enum mapping mapping;
	const struct topology *topology;
	const char *kernel;
	const char *code;
	const char *initramfs;
	uint64_t initramfs_bytes;
	const char *command_line;
	const char *firmware;
	const char *console_path;
	const char *records_path;
	int qmp_fd;
	const char *plugin;
	struct topology_backing backing;
	int gdb_fd;
};

/**
 * qemu_add_args - the command line of QEMU
 * @argv: the words are appended
 *
 * The guest starts paused.  Nothing in it depends on the host's clock,
 * random numbers, network or user configuration, nor on QEMU's firmware and
 * tables.
 */
void qemu_add_args(const struct machine *machine, struct argv *argv);

/**
 * qemu_add_trial_args - the same of a machine that boots nothing
 *
 * Whether QEMU starts with it says whether it can do what a boot needs.
 */
void qemu_add_trial_args(const struct machine *machine, struct argv *argv);

/**
 * qemu_complaint - the line of QEMU's stdout and stderr that says most
 *
 * Return: in @log: the first line that is no warning, or the first one.
 */
const char *qemu_complaint(const char *log);

/**
 * qemu_escape - double the commas of an option's value
 *
 * Return: a string that the caller frees.
 */
char *qemu_escape(const char *value);

#endif
