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
#define LIMIT_NS 10000000000ULL

static const unsigned int extras[] = CYCLE_EXTRAS;

#define COUNT (sizeof(extras) / sizeof(extras[0]))

/* The shortest times per step, in the order of @extras. */
struct shortest {
	double walk_ns[COUNT];
	double idle_ns[COUNT];
};

/* Nanoseconds per added instruction, and how much more it is in a walk. */
struct slopes {
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

static void keep_shorter(double *shortest, double ns)
{
	if (ns < *shortest)
		*shortest = ns;
}

/* A fresh slice of the CPU holds a short walk from end to end. */
static int time_once(void **start, uint64_t count, size_t i,
		     struct shortest *shortest, struct error *err)
{
	uint64_t began, walked, steps, idled;

	sched_yield();
	began = rawclock_ns();
	steps = cycle_walk(start, count + 1, extras[i]);
	walked = rawclock_ns() - began;
	sched_yield();
	began = rawclock_ns();
	cycle_idle(count, extras[i]);
	idled = rawclock_ns() - began;
	if (steps != count)
		return error_set(err, EIO, "the walk lost its way");
	keep_shorter(&shortest->walk_ns[i], (double)walked / count);
	keep_shorter(&shortest->idle_ns[i], (double)idled / count);
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

static void compare(const struct shortest *shortest, struct slopes *slopes)
{
	double x[COUNT];

	for (size_t i = 0; i < COUNT; i++)
		x[i] = extras[i];
	/* Without any instruction there is nothing to time alone. */
	slopes->walk = selfcheck_slope(x, shortest->walk_ns, COUNT);
	slopes->idle = selfcheck_slope(x + 1, shortest->idle_ns + 1, COUNT - 1);
	slopes->difference = slopes->walk / slopes->idle - 1;
}

/* More rounds only bring the shortest times nearer to those of an idle CPU. */
static int time_all(const struct buffer *buffer,
		    const struct latency_options *options,
		    struct shortest *shortest, struct slopes *slopes,
		    struct error *err)
{
	uint64_t began = rawclock_ns(), seed = options->common.seed;

	for (size_t i = 0; i < COUNT; i++)
		shortest->walk_ns[i] = shortest->idle_ns[i] = INFINITY;
	do {
		int ret = time_rounds(buffer, options->stride, &seed, shortest,
				      err);

		if (ret)
			return ret;
		compare(shortest, slopes);
	} while (fabs(slopes->difference) > SELFCHECK_TOLERANCE &&
		 rawclock_ns() - began < LIMIT_NS);
	return 0;
}

static int judge(const struct shortest *shortest, const struct slopes *slopes,
		 FILE *out, struct error *err)
{
	fputs("extra,walk_ns,alone_ns\n", out);
	for (size_t i = 0; i < COUNT; i++)
		fprintf(out, "%u,%.3f,%.3f\n", extras[i],
			shortest->walk_ns[i], shortest->idle_ns[i]);
	fprintf(out,
		"ns per instruction: %.4f in the walk, %.4f alone, difference %+.2f %%, tolerance %.0f %%\n",
		slopes->walk, slopes->idle, 100 * slopes->difference,
		100 * SELFCHECK_TOLERANCE);
	if (fabs(slopes->difference) <= SELFCHECK_TOLERANCE)
		return 0;
	return error_set(err, ERANGE,
			 "the walk's slope is off by %+.2f %%, expected %.0f %% or less",
			 100 * slopes->difference, 100 * SELFCHECK_TOLERANCE);
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
	struct slopes slopes;
	int ret;

	if (!node)
		return error_set(err, ENODEV,
				 "found no node with CPUs and memory");
	ret = pin_thread(node_last_cpu(node), err);
	if (ret == 0)
		ret = buffer_create(&buffer, options->common.bytes, node->nid,
				    options->pages.bytes[0], err);
	if (ret == 0)
		ret = time_all(&buffer, options, &shortest, &slopes, err);
	buffer_release(&buffer);
	return ret ? ret : judge(&shortest, &slopes, out, err);
}
