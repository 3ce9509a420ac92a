/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LATENCY_LIMITS_H
#define NUMABOOT_LATENCY_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "probes/common/facts.h"

/**
 * struct limits - what was asked for and cannot be measured here
 * @list: @count sentences without full stop
 * @all: nothing can be measured
 */
struct limits {
	char **list;
	size_t count;
	bool all;
};

/** limits_add - one more sentence */
void limits_add(struct limits *limits, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** limits_add_host - times of an emulated CPU, nodes that are one */
void limits_add_host(struct limits *limits, const struct facts *facts);

/** limits_add_nodes - no CPU has another node's memory */
void limits_add_nodes(struct limits *limits, const struct nodes *nodes);

/**
 * limits_find - compare what is wanted with what there is
 * @options: page sizes that cannot be had are taken out
 *
 * @limits: free with limits_release()
 */
void limits_find(struct limits *limits, struct latency_options *options,
		 const struct facts *facts, const struct nodes *nodes);

/** limits_print - "PREFIXnot measurable here: SENTENCE", line by line */
void limits_print(FILE *out, const char *prefix, const struct limits *limits);

/** limits_release - free what limits_find() allocated */
void limits_release(struct limits *limits);

#endif
