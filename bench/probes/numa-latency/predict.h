/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LATENCY_PREDICT_H
#define NUMABOOT_LATENCY_PREDICT_H

#include <stdio.h>

#include "probes/numa-latency/options.h"

/**
 * predict_print - what the model makes of the same walks
 * @out: gets a header, and a row for each page size
 *
 * Every walk is followed twice, its first turn fills the caches.  Nothing is
 * measured: the same options give the same rows everywhere.
 *
 * Return: 0 or -errno with the sentence set.
 */
int predict_print(FILE *out, const struct latency_options *options,
		  struct error *err);

#endif
