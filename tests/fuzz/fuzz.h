/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FUZZ_H
#define NUMABOOT_FUZZ_H

/*
 * Formats that come from outside, each with a function that hands bytes to
 * its reader as a user's file or a peer would.  Whatever the bytes are, the
 * reader returns, with its answer or with a sentence.
 */

#include <stddef.h>
#include <stdint.h>

/**
 * struct fuzz_input - the bytes
 * @data: @size of them
 * @text: the same, with a NUL behind them
 * @folder: an empty one but for @path, in memory
 * @path: a file with the bytes, named as the format wants it
 */
struct fuzz_input {
	const uint8_t *data;
	size_t size;
	const char *text;
	const char *folder;
	const char *path;
};

/**
 * struct fuzz_format - a format
 * @name: of the target, and of its folder in tests/fuzz/corpus
 * @file: what the bytes' file is called
 * @read: hands them to the reader
 */
struct fuzz_format {
	const char *name;
	const char *file;
	void (*read)(const struct fuzz_input *input);
};

/** fuzz_formats - all; a nameless one ends the list */
extern const struct fuzz_format fuzz_formats[];

#endif
