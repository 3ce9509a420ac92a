/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WORDS_H
#define NUMABOOT_WORDS_H

/*
 * Commands of two words, as `numaboot kernel list`: a table of the second
 * words, from which their help and their sentences are made.
 */

/**
 * struct word - the second word of a command
 * @name: the word
 * @usage: what stands behind it in the help, "FILE..."
 * @summary: what it does, for the help
 * @run: gets the words from @name on; returns the exit code
 */
struct word {
	const char *name;
	const char *usage;
	const char *summary;
	int (*run)(int argc, const char **argv);
};

/**
 * words_run - do what the second word says
 * @command: the first word
 * @words: ends with a nameless one
 * @argv: from the first word on
 *
 * Return: the exit code.
 */
int words_run(const char *command, const struct word *words, int argc,
	      const char **argv);

#endif
