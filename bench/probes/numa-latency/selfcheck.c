// SPDX-License-Identifier: GPL-2.0-only
#include "probes/numa-latency/selfcheck.h"

#include <errno.h>
#include <math.h>
#include <sched.h>

#include "probes/common/buffer.h"
#include "probes/common/cycle.h"
#include "probes/common/pin.h"
#include "probes/common/random.h"
#include "probes/common/rawclock.h"

#define ROUNDS 60
#define LIMIT_NS 30000000000ULL

static const unsigned int extras[] = CYCLE_EXTRAS;

#define COUNT (sizeof(extras) / sizeof(extras[0]))

/**
 * struct shortest - the shortest pairs, of a step, in the order of @extras
 * @walk_ns: of a walk
 * @idle_ns: of the added instructions alone, right behind that walk
 * @walk: nanoseconds for each instruction, by all walks
 * @idle: the same by the instructions alone
 * @difference: how much more @walk is; 0.01 is 1 %
 */
struct shortest {
	double walk_ns[COUNT];
	double idle_ns[COUNT];
	double walk, idle, difference;
};

double selfcheck_slope(const double *x, const double *y, size_t count)
{
	double mean_x = 0, mean_y = 0, above = 0, below = 0;

	for (size_t i = 0; i < count; i++) {
		mean_x += x[i] / count;
		mean_y += y[i] / count;
	}
	for (size_t i = 0; i < count; i++) {
		above += (x[i] - mean_x) * (y[i] - mean_y);
		below += (x[i] - mean_x) * (x[i] - mean_x);
	}
	return above / below;
}

/*
 * A fresh slice of the CPU holds a short walk and the instructions alone: both are
 * timed at one frequency, which the shortest of each by itself are not.
 */
static int time_once(void **start, uint64_t count, size_t i,
		     struct shortest *shortest, struct error *err)
{
	uint64_t began, walked, ended, steps;

	sched_yield();
	began = rawclock_ns();
	steps = cycle_walk(start, count + 1, extras[i]);
	walked = rawclock_ns();
	cycle_idle(count, extras[i]);
	ended = rawclock_ns();
	if (steps != count)
		return error_set(err, EIO, "the walk lost its way");
	if ((double)(ended - began) / count <
	    shortest->walk_ns[i] + shortest->idle_ns[i]) {
		shortest->walk_ns[i] = (double)(walked - began) / count;
		shortest->idle_ns[i] = (double)(ended - walked) / count;
	}
	return 0;
}

static int time_rounds(const struct buffer *buffer, uint64_t stride,
		       uint64_t *seed, struct shortest *shortest,
		       struct error *err)
{
	uint64_t count = buffer->bytes / stride;
	int ret = 0;

	for (size_t round = 0; ret == 0 && round < ROUNDS; round++) {
		void **start = cycle_write(buffer->base, buffer->bytes, stride,
					   false, random_next(seed));

		if (!start)
			return error_set(err, ENOMEM, "no memory for a cycle");
		for (size_t i = 0; ret == 0 && i < COUNT; i++)
			ret = time_once(start, count, (i + round) % COUNT,
					shortest, err);
	}
	return ret;
}

static void compare(struct shortest *shortest)
{
	double x[COUNT];

	for (size_t i = 0; i < COUNT; i++)
		x[i] = extras[i];
	/* Without any instruction there is nothing to time alone. */
	shortest->walk = selfcheck_slope(x, shortest->walk_ns, COUNT);
	shortest->idle = selfcheck_slope(x + 1, shortest->idle_ns + 1,
					 COUNT - 1);
	shortest->difference = shortest->walk / shortest->idle - 1;
}

/* More rounds only bring the shortest pairs nearer to those of an idle CPU. */
static int time_all(const struct buffer *buffer,
		    const struct latency_options *options,
		    struct shortest *shortest, struct error *err)
{
	uint64_t began = rawclock_ns(), seed = options->common.seed;

	for (size_t i = 0; i < COUNT; i++)
		shortest->walk_ns[i] = shortest->idle_ns[i] = INFINITY;
	do {
		int ret = time_rounds(buffer, options->stride, &seed, shortest,
				      err);

		if (ret)
			return ret;
		compare(shortest);
	} while (fabs(shortest->difference) > SELFCHECK_TOLERANCE &&
		 rawclock_ns() - began < LIMIT_NS);
	return 0;
}

static int judge(const struct shortest *shortest, FILE *out, struct error *err)
{
	fputs("extra,walk_ns,alone_ns\n", out);
	for (size_t i = 0; i < COUNT; i++)
		fprintf(out, "%u,%.3f,%.3f\n", extras[i], shortest->walk_ns[i],
			shortest->idle_ns[i]);
	fprintf(out,
		"ns per instruction: %.4f in the walk, %.4f alone, difference %+.2f %%, tolerance %.0f %%\n",
		shortest->walk, shortest->idle, 100 * shortest->difference,
		100 * SELFCHECK_TOLERANCE);
	if (fabs(shortest->difference) <= SELFCHECK_TOLERANCE)
		return 0;
	return error_set(err, ERANGE,
			 "the walk's slope is off by %+.2f %%, expected %.0f %% or less",
			 100 * shortest->difference, 100 * SELFCHECK_TOLERANCE);
}

static const struct node *find_node(const struct nodes *nodes)
{
	for (size_t i = 0; i < nodes->count; i++)
		if (nodes->list[i].cpu_count && nodes->list[i].bytes)
			return &nodes->list[i];
	return NULL;
}

int selfcheck_run(const struct latency_options *options,
		  const struct nodes *nodes, FILE *out, struct error *err)
{
	const struct node *node = find_node(nodes);
	struct buffer buffer = { 0 };
	struct shortest shortest;
	int ret;

	if (!node)
		return error_set(err, ENODEV,
				 "found no node with CPUs and memory");
	ret = pin_thread(node_last_cpu(node), err);
	if (ret == 0)
		ret = buffer_create(&buffer, options->common.bytes, node->nid,
				    options->pages.bytes[0], err);
	if (ret == 0)
		ret = time_all(&buffer, options, &shortest, err);
	buffer_release(&buffer);
	return ret ? ret : judge(&shortest, out, err);
}
