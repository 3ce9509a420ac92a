// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/sample.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/resource.h>

#include "probes/common/pin.h"
#include "probes/common/rawclock.h"
#include "probes/direct-map/mark.h"
#include "probes/direct-map/policy.h"
#include "probes/direct-map/quiet.h"

/* The last one, since the first one has most of the interrupts. */
static int choose_cpu(const struct node *node)
{
	return node->cpus[node->cpu_count - 1];
}

/* Between the two looks at the clock, or stores, nothing but the work. */
static void run(const struct operation *operation, struct work *work,
		struct direct_sample *sample, bool mark)
{
	uint64_t began;

	if (mark) {
		mark_store(sample->number);
		operation->run(work);
		mark_store(MARK_END);
		return;
	}
	began = rawclock_ns();
	operation->run(work);
	sample->ns = rawclock_ns() - began;
}

static void measure(const struct operation *operation, struct work *work,
		    struct direct_sample *sample, bool mark)
{
	struct rusage before, after;

	if (mark)
		quiet_begin();
	getrusage(RUSAGE_THREAD, &before);
	run(operation, work, sample, mark);
	getrusage(RUSAGE_THREAD, &after);
	if (mark)
		quiet_end();
	sample->operations = work->done;
	sample->bytes = work->bytes;
	sample->switches = after.ru_nivcsw - before.ru_nivcsw;
	sample->faults = after.ru_minflt - before.ru_minflt + after.ru_majflt -
			 before.ru_majflt;
	work->faults = sample->faults;
}

static int check(const struct operation *operation, const struct work *work,
		 struct error *err)
{
	if (work->done != work->count)
		return error_set(
			err, EIO,
			"operation %" PRIu64 " of %" PRIu64 " failed: %s",
			work->done + 1, work->count,
			work->error_number ? strerror(work->error_number)
					   : "it found something else");
	return operation->check ? operation->check(work, err) : 0;
}

/* Thread and memory are where they are to be. */
static int locate(const struct operation *operation, struct work *work,
		  const struct direct_sample *sample, struct error *err)
{
	int ret = pin_check(sample->cpu, sample->cell->cpu_node->nid, err);

	if (ret == 0 && operation->locate)
		ret = operation->locate(work, err);
	return ret;
}

static int take(const struct operation *operation, struct work *work,
		struct direct_sample *sample, bool mark, struct error *err)
{
	int ret = pin_thread(sample->cpu, err);

	if (ret == 0)
		ret = operation->prepare(work, err);
	if (ret == 0)
		ret = locate(operation, work, sample, err);
	if (ret)
		return ret;
	measure(operation, work, sample, mark);
	ret = check(operation, work, err);
	return ret ? ret : locate(operation, work, sample, err);
}

int direct_sample_take(struct direct_sample *sample,
		       const struct direct_options *options, uint64_t seed,
		       struct error *err)
{
	const struct direct_cell *cell = sample->cell;
	struct work work = {
		.memory_node = cell->memory_node,
		.count = options->counts[cell->index],
		.seed = seed,
		.backing = options->backing,
		.read_bytes = options->read_bytes,
		.buffer_bytes = options->bytes,
		.fd = -1,
	};
	struct error second;
	int ret, reset;

	sample->cpu = choose_cpu(cell->cpu_node);
	ret = take(operations[cell->index], &work, sample, options->mark, err);
	if (ret)
		error_prefix(err, "%s: ", operations[cell->index]->name);
	reset = policy_reset(ret ? &second : err);
	work_release(&work);
	return ret ? ret : reset;
}

void direct_sample_print_names(FILE *out)
{
	fputs("sample,block,operation,mark,cpu,cpu_node,memory_node,"
	      "operations,bytes,ns,switches,faults\n",
	      out);
}

/* What there is not is an empty field. */
static void print_number(FILE *out, bool known, uint64_t number)
{
	if (known)
		fprintf(out, "%" PRIu64, number);
	fputc(',', out);
}

void direct_sample_print(FILE *out, const struct direct_sample *sample,
			 const struct direct_options *options)
{
	const struct direct_cell *cell = sample->cell;
	const struct node *memory = cell->memory_node;

	fprintf(out, "%" PRIu64 ",%" PRIu64 ",%s,", sample->number,
		sample->block, operations[cell->index]->name);
	print_number(out, options->mark, sample->number);
	fprintf(out, "%d,%d,", sample->cpu, cell->cpu_node->nid);
	print_number(out, memory, memory ? memory->nid : 0);
	fprintf(out, "%" PRIu64 ",%" PRIu64 ",", sample->operations,
		sample->bytes);
	print_number(out, !options->mark, sample->ns);
	fprintf(out, "%" PRIu64 ",%" PRIu64 "\n", sample->switches,
		sample->faults);
}
