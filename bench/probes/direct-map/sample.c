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
	int ret = pin_check(sample->cpu, sample->cpu_nid, err);

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

const struct record_column direct_columns[] = {
	RECORD_NUMBER("sample", struct direct_sample, number),
	RECORD_NUMBER("block", struct direct_sample, block),
	RECORD_TEXT("operation", struct direct_sample, operation),
	RECORD_NUMBER("mark", struct direct_sample, mark),
	RECORD_NUMBER("cpu", struct direct_sample, cpu),
	RECORD_NUMBER("cpu_node", struct direct_sample, cpu_nid),
	RECORD_NUMBER("memory_node", struct direct_sample, memory_nid),
	RECORD_NUMBER("operations", struct direct_sample, operations),
	RECORD_NUMBER("bytes", struct direct_sample, bytes),
	RECORD_NUMBER("ns", struct direct_sample, ns),
	RECORD_NUMBER("switches", struct direct_sample, switches),
	RECORD_NUMBER("faults", struct direct_sample, faults),
	{ 0 },
};

/* What is known before anything is done. */
static void describe(struct direct_sample *sample,
		     const struct direct_cell *cell, bool mark)
{
	const struct node *memory = cell->memory_node;

	sample->operation = operations[cell->index]->name;
	sample->mark = mark ? sample->number : RECORD_NOTHING;
	sample->cpu = node_last_cpu(cell->cpu_node);
	sample->cpu_nid = cell->cpu_node->nid;
	sample->memory_nid = memory ? (uint64_t)memory->nid : RECORD_NOTHING;
	sample->ns = RECORD_NOTHING;
}

int direct_sample_take(struct direct_sample *sample,
		       const struct direct_cell *cell,
		       const struct direct_options *options, uint64_t seed,
		       struct error *err)
{
	struct work work = {
		.memory_node = cell->memory_node,
		.count = options->counts[cell->index],
		.seed = seed,
		.backing = options->backing,
		.read_bytes = options->read_bytes,
		.buffer_bytes = options->common.bytes,
		.fd = -1,
	};
	struct error second;
	int ret, reset;

	describe(sample, cell, options->mark);
	ret = take(operations[cell->index], &work, sample, options->mark, err);
	if (ret)
		error_prefix(err, "%s: ", sample->operation);
	reset = policy_reset(ret ? &second : err);
	work_release(&work);
	return ret ? ret : reset;
}
