/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROGRAM_H
#define NUMABOOT_PROGRAM_H

/*
 * A program of this host and all files that a guest needs to run it.  The
 * libraries are those that the program's own loader would load, so that it
 * starts in a guest as it does here.
 */

#include <stddef.h>

#include "lib/error.h"

/**
 * struct program_file - a file that a guest needs to run a program
 * @source: on this host
 * @path: in the guest's initramfs, without the first slash
 */
struct program_file {
	char *source;
	char *path;
};

/**
 * struct program - a program of this host for a guest
 * @files: itself as bin/NAME, then, if it is linked dynamically, the loader
 *	that it names and its libraries in lib
 */
struct program {
	struct program_file *files;
	size_t count;
};

/**
 * program_find - find a program and all that it is linked with
 * @name: what it is called in the guest
 * @patterns: of glob(7), where it may be, those without a slash in the
 *	folders of PATH; NULL-terminated.  The first file that is an
 *	executable in ELF counts, so that a script may stand before it
 *
 * The libraries are those that the program's own loader would load.
 *
 * Return: 0, -ENOENT when there is none, or -errno; freed by
 * program_release() in all cases.
 */
int program_find(struct program *program, const char *name,
		 const char *const *patterns, struct error *err);

/**
 * program_add - another program that this one starts
 * @name: what it is called in the guest
 * @source: on this host; static
 */
void program_add(struct program *program, const char *name,
		 const char *source);

/** program_release - free what program_find() allocated */
void program_release(struct program *program);

#endif
