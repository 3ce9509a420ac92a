/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LATENCY_OPTIONS_H
#define NUMABOOT_LATENCY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"
#include "probes/common/words.h"

#define OPTIONS_MAX_LEVELS 16

/**
 * struct latency_options - what the command line asks for
 */
struct latency_options {
	uint64_t samples;
	uint64_t bytes;
	uint64_t stride;
	uint64_t seed;
	uint64_t seconds;
	struct words_pages pages;
	unsigned int levels[OPTIONS_MAX_LEVELS];
	size_t level_count;
	unsigned int extra;
	bool aligned;
	bool local;
	bool emulated;
	bool self_check;
};

/**
 * options_parse - read the command line
 * @options: @bytes and @stride are 0 when they were not named
 *
 * --help and --version print and exit with 0.
 *
 * Return: 0, or -EINVAL with one sentence.
 */
int options_parse(struct latency_options *options, int argc,
		  const char **argv, struct error *err);

#endif
