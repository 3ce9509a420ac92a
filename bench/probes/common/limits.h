/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROBE_LIMITS_H
#define NUMABOOT_PROBE_LIMITS_H

/*
 * What was asked for and cannot be measured on this host.  A probe says so,
 * does the rest and ends with an exit code of its own.
 */

#include <stdbool.h>
#include <stddef.h>

#include "probes/common/facts.h"
#include "probes/common/nodes.h"
#include "probes/common/options.h"

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

/**
 * limits_find - what every probe may be asked for in vain
 *
 * Times of an emulated CPU, nodes that are one, memory of other nodes where
 * there are none.
 *
 * @limits: free with limits_release()
 */
void limits_find(struct limits *limits, const struct probe_options *options,
		 const struct host_facts *facts, const struct nodes *nodes);

/** limits_release - free the sentences */
void limits_release(struct limits *limits);

#endif
