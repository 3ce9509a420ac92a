/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COST_MEASURE_H
#define COST_MEASURE_H

/*
 * What one operation costs.  cost_begin() and cost_end() are where the plugin
 * looks (bench/plugin/program.c): it says what ran in between, function by
 * function, once for each pair.  They do nothing themselves.
 */

#include <stdint.h>

/**
 * struct operation - a state of memblock and one thing that is done with it
 * @prepare: makes the state
 * @run: is measured; returns what memblock answered
 * @context: for both
 */
struct operation {
	void (*prepare)(const void *context);
	uint64_t (*run)(const void *context);
	const void *context;
};

/**
 * cost_measure - prepare, then run between the marks
 * @moved: bytes that memblock moved
 *
 * Return: the answer.
 */
uint64_t cost_measure(const struct operation *operation, uint64_t *moved);

/**
 * cost_time_ns - the same by this host's clock
 *
 * Return: the median of several runs, each with a state of its own; the clock
 * itself is taken off.
 */
double cost_time_ns(const struct operation *operation);

#endif
