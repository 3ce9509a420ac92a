/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROBE_OPTIONS_H
#define NUMABOOT_PROBE_OPTIONS_H

/*
 * What the command line of every probe has.  A probe's table is one list of
 * popt's rows, its own and these, which point to words; all words are read
 * before one of them is taken for a number, and what is wrong is one sentence.
 */

#include <popt.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/error.h"

/**
 * struct probe_options - how samples are taken
 * @samples: rows of each kind
 * @bytes: memory that is worked on; 0 when it was not named
 * @seed: of everything random
 * @seconds: the program ends by itself after so many
 * @local: each node's own memory only
 * @emulated: go on under emulation, where nothing is a time
 * @untimed: take no time, so it does not matter whether there are any
 */
struct probe_options {
	uint64_t samples;
	uint64_t bytes;
	uint64_t seed;
	uint64_t seconds;
	bool local;
	bool emulated;
	bool untimed;
};

/** struct probe_words - words of the command line, before they are read */
struct probe_words {
	const char *samples, *bytes, *seed, *seconds;
	int local, emulated, version;
};

/* Rows that are the same in all tables; @words is a struct probe_words. */
#define PROBE_OPTION_LOCAL(words)                                              \
	{                                                                      \
		"local", 0, POPT_ARG_NONE, &(words).local, 0,                  \
			"each node's own memory only", NULL                    \
	}
#define PROBE_OPTION_SECONDS(words)                                            \
	{                                                                      \
		"seconds", 't', POPT_ARG_STRING, &(words).seconds, 0,          \
			"end after this time, whatever is done (600)", "N"     \
	}
#define PROBE_OPTION_EMULATED(words)                                           \
	{                                                                      \
		"emulated", 0, POPT_ARG_NONE, &(words).emulated, 0,            \
			"go on under emulation, where nothing is a time", NULL \
	}
#define PROBE_OPTION_VERSION(words)                                            \
	{                                                                      \
		"version", 0, POPT_ARG_NONE, &(words).version, 0,              \
			"print the version", NULL                              \
	}

/**
 * probe_options_parse - read all words; there is nothing but options
 * @name: of the program
 * @words: some of what @table points to
 *
 * --help and --version print and exit with 0.
 *
 * Return: 0, or -EINVAL with one sentence; probe_options_free() in any case.
 */
int probe_options_parse(const char *name, const struct poptOption *table,
			const struct probe_words *words, int argc,
			const char **argv, struct error *err);

/**
 * probe_options_take - words become numbers
 * @options: @samples and @bytes are the caller's where none are named, @seed
 *	is 1 then and @seconds 600; @untimed is his in any case
 *
 * Return: 0, or -EINVAL with one sentence.
 */
int probe_options_take(struct probe_options *options,
		       const struct probe_words *words, struct error *err);

/** probe_options_free - free the words that a table points to */
void probe_options_free(const struct poptOption *table);

#endif
