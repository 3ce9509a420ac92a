/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FUZZ_H
#define NUMABOOT_FUZZ_H

/*
 * What a format's function is given: bytes, and a folder for those readers
 * that take a path.  A function reads what it is given in every way that the
 * product does and frees all of it; what the readers say is not looked at.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"

struct topology;

/**
 * struct fuzz_input - bytes of unknown make
 * @text: the same with a NUL behind
 */
struct fuzz_input {
	const uint8_t *data;
	size_t size;
	const char *text;
};

/** fuzz_folder - a folder of this process, in TMPDIR or memory */
const char *fuzz_folder(void);

/** fuzz_put - give a file of that folder these bytes; Return: its path */
const char *fuzz_put(const char *name, const void *data, size_t size);

/** fuzz_put_input - fuzz_put() of all that was given */
const char *fuzz_put_input(const struct fuzz_input *input, const char *name);

/** fuzz_drop - remove a file of that folder */
void fuzz_drop(const char *name);

/** fuzz_subfolder - make a folder in that folder; Return: its path */
const char *fuzz_subfolder(const char *name);

/** fuzz_copy - put a file of the project there, unless there is one */
void fuzz_copy(const char *name, const char *from);

/** fuzz_machine - one of the project's topologies, read once */
const struct topology *fuzz_machine(const char *name);

/** fuzz_nowhere - /dev/null, for all that is printed */
FILE *fuzz_nowhere(void);

/** fuzz_socket - a socket whose other end has said all of it and closed */
int fuzz_socket(const struct fuzz_input *input);

/** fuzz_socket_close - the end of the one that spoke */
void fuzz_socket_close(void);

#define FORMAT(name, corpus) void fuzz_##name(const struct fuzz_input *input);
#include "formats.def"
#undef FORMAT

#endif
