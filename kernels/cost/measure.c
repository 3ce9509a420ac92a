// SPDX-License-Identifier: GPL-2.0-only
#include "measure.h"

#include <stdlib.h>
#include <time.h>

#include "kernel.h"

#define ROUNDS 9
#define NS_PER_S 1000000000.0

void cost_begin(void);
void cost_end(void);

__attribute__((noinline)) void cost_begin(void)
{
	__asm__ volatile("");
}

__attribute__((noinline)) void cost_end(void)
{
	__asm__ volatile("");
}

uint64_t cost_measure(const struct operation *operation, uint64_t *moved)
{
	uint64_t answer;

	operation->prepare(operation->context);
	*moved = kernel_moved_bytes;
	cost_begin();
	answer = operation->run(operation->context);
	cost_end();
	*moved = kernel_moved_bytes - *moved;
	return answer;
}

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, ROUNDS, sizeof(*values), compare);
	return values[ROUNDS / 2];
}

static double clock_ns(void)
{
	double rounds[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		double begin = now_ns();

		rounds[i] = now_ns() - begin;
	}
	return median(rounds);
}

double cost_time_ns(const struct operation *operation)
{
	double rounds[ROUNDS], ns;

	for (int i = 0; i < ROUNDS; i++) {
		double begin;

		operation->prepare(operation->context);
		begin = now_ns();
		operation->run(operation->context);
		rounds[i] = now_ns() - begin;
	}
	ns = median(rounds) - clock_ns();
	return ns > 0 ? ns : 0;
}
