/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CMD_KERNEL_H
#define NUMABOOT_CMD_KERNEL_H

/*
 * `numaboot kernel`: one file for each of its words.  Each gets the words from
 * its own on and returns the exit code, as every command.  All of them look
 * names up in the catalog, which is open while kernel_run() runs one.
 */

#include <popt.h>

#include "kernel/catalog.h"
#include "lib/error.h"

/**
 * struct kernel_word - one word of the command
 * @options: its option table
 * @usage: what stands behind the options in the help
 * @least: fewest further words
 * @most: most of them
 * @run: gets them, NULL-terminated; returns the exit code, or -errno with the
 *	sentence
 */
struct kernel_word {
	const struct poptOption *options;
	const char *usage;
	int least;
	int most;
	int (*run)(struct catalog *catalog, const char **words,
		   struct error *err);
};

/** kernel_run - read options, open the catalog, run; Return: the exit code */
int kernel_run(const struct kernel_word *word, int argc, const char **argv);

int kernel_list(int argc, const char **argv);
int kernel_build(int argc, const char **argv);
int kernel_log(int argc, const char **argv);
int kernel_check_words(int argc, const char **argv);

#endif
