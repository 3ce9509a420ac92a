/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LATENCY_OPTIONS_H
#define NUMABOOT_LATENCY_OPTIONS_H

/*
 * What numa-latency is asked for.  Names are those of the command line, of
 * facts in the header and of docs/man/numa-latency.1.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"
#include "probes/common/options.h"
#include "probes/common/words.h"

#define OPTIONS_MAX_LEVELS 16

/**
 * struct latency_options - what the command line asks for
 * @common: what every probe is asked for; @bytes of it are walked
 * @stride: bytes per step, 0 when it was not named
 * @pages: page sizes
 * @levels: @level_count percents of their time that other CPUs read
 * @extra: further instructions per step, one of CYCLE_EXTRAS
 * @aligned: pointers lie at the start of their slots
 * @self_check: only see whether added instructions are found again
 */
struct latency_options {
	struct probe_options common;
	uint64_t stride;
	struct words_pages pages;
	unsigned int levels[OPTIONS_MAX_LEVELS];
	size_t level_count;
	unsigned int extra;
	bool aligned;
	bool self_check;
};

/**
 * latency_options_parse - read the command line, see probe_options_parse()
 *
 * Return: 0, or -EINVAL with one sentence.
 */
int latency_options_parse(struct latency_options *options, int argc,
			  const char **argv, struct error *err);

/** latency_options_print - facts for the header */
void latency_options_print(FILE *out, const struct latency_options *options);

#endif
