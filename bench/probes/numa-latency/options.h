/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LATENCY_OPTIONS_H
#define NUMABOOT_LATENCY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

#define OPTIONS_MAX_LEVELS 16

/**
 * struct latency_options - what the command line asks for
 * @predict: parameters of a CPU to predict times with; NULL: take samples
 * @nested_bytes: with @predict: pages that a hypervisor maps this machine with,
 *	0: there is none
 * @scattered: with @predict: no two pages of 4 KiB lie together in physical
 *	memory
 */
struct latency_options {
	uint64_t samples;
	uint64_t bytes;
	uint64_t stride;
	uint64_t seed;
	uint64_t seconds;
	uint64_t page_bytes[2];
	size_t page_sizes;
	unsigned int levels[OPTIONS_MAX_LEVELS];
	size_t level_count;
	unsigned int extra;
	bool aligned;
	bool local;
	bool emulated;
	bool self_check;
	char *predict;
	uint64_t nested_bytes;
	bool scattered;
};

/**
 * options_parse - read the command line
 * @options: @bytes and @stride are 0 when they were not named
 *
 * --help and --version print and exit with 0.
 *
 * Return: 0, or -EINVAL with one sentence; options_release() in both cases.
 */
int options_parse(struct latency_options *options, int argc,
		  const char **argv, struct error *err);

/** options_release - free what options_parse() allocated */
void options_release(struct latency_options *options);

/**
 * options_default_bytes - four times the last cache, 64 MiB at least
 * @cache_bytes: size of that cache, 0 when it is not known
 *
 * Return: a multiple of 2 MiB.
 */
uint64_t options_default_bytes(uint64_t cache_bytes);

#endif
