// SPDX-License-Identifier: GPL-2.0-only
#include "probes/numa-latency/sample.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "lib/alloc.h"
#include "probes/common/buffer.h"
#include "probes/common/cycle.h"
#include "probes/common/pin.h"
#include "probes/common/rawclock.h"
#include "probes/common/stream.h"
#include "probes/numa-latency/load.h"

/* What a sample needs while it is taken. */
struct taking {
	struct latency_sample *sample;
	const struct latency_cell *cell;
	const struct latency_options *options;
	struct buffer buffer;
	struct load load;
	void **start;
};

static uint64_t slots(const struct taking *taking)
{
	return taking->buffer.bytes / taking->options->stride;
}

static int write_cycle(struct taking *taking, uint64_t seed,
		       struct error *err)
{
	const struct latency_options *options = taking->options;

	taking->start = cycle_write(taking->buffer.base, options->common.bytes,
				    options->stride, options->aligned, seed);
	return taking->start
		       ? 0
		       : error_set(err, ENOMEM,
				   "no memory to shuffle %" PRIu64 " bytes in",
				   options->common.bytes);
}

static int prepare(struct taking *taking, uint64_t seed, struct error *err)
{
	const struct latency_cell *cell = taking->cell;
	int ret = pin_thread(taking->sample->cpu, err);

	if (ret == 0)
		ret = buffer_create(
			&taking->buffer, taking->options->common.bytes,
			cell->memory_node->nid, cell->page_bytes, err);
	if (ret)
		return ret;
	if (cell->kind == CELL_LATENCY)
		return write_cycle(taking, seed, err);
	stream_fill(taking->buffer.base,
		    taking->buffer.bytes / STREAM_WORD_BYTES);
	return 0;
}

static int start_load(struct taking *taking, struct error *err)
{
	const struct latency_cell *cell = taking->cell;
	struct load_setup setup = {
		.node = cell->cpu_node,
		.spared_cpu = taking->sample->cpu,
		.nid = cell->memory_node->nid,
		.bytes = taking->options->common.bytes,
		.page_bytes = cell->page_bytes,
		.percent = cell->level,
	};
	int ret = 0;

	if (cell->level)
		ret = load_start(&taking->load, &setup, err);
	taking->sample->load_threads = taking->load.count;
	return ret;
}

static int walk(struct taking *taking, struct error *err)
{
	struct latency_sample *sample = taking->sample;
	uint64_t count = slots(taking), began = rawclock_ns();

	sample->steps = cycle_walk(taking->start, count + 1,
				   taking->options->extra);
	sample->ns = rawclock_ns() - began;
	if (sample->steps == count)
		return 0;
	return error_set(err, EIO,
			 "the walk came back after %" PRIu64 " steps, expected %" PRIu64,
			 sample->steps, count);
}

static int read_all(struct taking *taking, struct error *err)
{
	struct latency_sample *sample = taking->sample;
	uint64_t count = taking->buffer.bytes / STREAM_WORD_BYTES;
	uint64_t began = rawclock_ns(), sum;

	sum = stream_read(taking->buffer.base, count);
	sample->ns = rawclock_ns() - began;
	sample->steps = count;
	if (sum == stream_sum(0, count))
		return 0;
	return error_set(err, EIO, "the sum of the words that were read is wrong");
}

/* Between two looks at the clock nothing but the work itself. */
static int measure(struct taking *taking, struct error *err)
{
	struct latency_sample *sample = taking->sample;
	struct rusage before, after;
	uint64_t loaded;
	int ret = pin_check(sample->cpu, taking->cell->cpu_node->nid, err);

	if (ret)
		return ret;
	getrusage(RUSAGE_THREAD, &before);
	loaded = load_bytes(&taking->load);
	ret = taking->cell->kind == CELL_LATENCY ? walk(taking, err)
						 : read_all(taking, err);
	sample->load_bytes = load_bytes(&taking->load) - loaded;
	getrusage(RUSAGE_THREAD, &after);
	sample->bytes = taking->buffer.bytes;
	sample->switches = after.ru_nivcsw - before.ru_nivcsw;
	sample->faults = after.ru_minflt - before.ru_minflt;
	if (ret)
		return ret;
	return pin_check(sample->cpu, taking->cell->cpu_node->nid, err);
}

/* Pages that are on the node now, and were so before. */
static int count_pages(struct taking *taking, struct error *err)
{
	struct latency_sample *sample = taking->sample;
	uint64_t all = taking->buffer.bytes / SMALL_PAGE_BYTES;
	int ret = buffer_count_pages(&taking->buffer, &sample->pages, err);

	if (ret == 0)
		ret = buffer_huge_bytes(&taking->buffer, &sample->huge_bytes,
					err);
	if (ret == 0 && sample->pages != all)
		ret = error_set(err, EXDEV,
				"found %" PRIu64 " pages on node %d, expected %" PRIu64,
				sample->pages, taking->buffer.nid, all);
	return ret;
}

const struct record_column latency_columns[] = {
	RECORD_NUMBER("sample", struct latency_sample, number),
	RECORD_NUMBER("block", struct latency_sample, block),
	RECORD_TEXT("kind", struct latency_sample, kind),
	RECORD_NUMBER("cpu", struct latency_sample, cpu),
	RECORD_NUMBER("cpu_node", struct latency_sample, cpu_nid),
	RECORD_NUMBER("memory_node", struct latency_sample, memory_nid),
	RECORD_NUMBER("page_bytes", struct latency_sample, page_bytes),
	RECORD_NUMBER("load", struct latency_sample, load),
	RECORD_NUMBER("bytes", struct latency_sample, bytes),
	RECORD_NUMBER("stride", struct latency_sample, stride),
	RECORD_NUMBER("extra", struct latency_sample, extra),
	RECORD_NUMBER("steps", struct latency_sample, steps),
	RECORD_NUMBER("ns", struct latency_sample, ns),
	RECORD_NUMBER("load_threads", struct latency_sample, load_threads),
	RECORD_NUMBER("load_bytes", struct latency_sample, load_bytes),
	RECORD_NUMBER("pages_on_node", struct latency_sample, pages),
	RECORD_NUMBER("huge_bytes", struct latency_sample, huge_bytes),
	RECORD_NUMBER("switches", struct latency_sample, switches),
	RECORD_NUMBER("faults", struct latency_sample, faults),
	{ 0 },
};

/* What is known before anything is measured. */
static void describe(struct latency_sample *sample,
		     const struct latency_cell *cell,
		     const struct latency_options *options)
{
	bool walked = cell->kind == CELL_LATENCY;

	sample->kind = walked ? "latency" : "bandwidth";
	sample->cpu = node_last_cpu(cell->cpu_node);
	sample->cpu_nid = cell->cpu_node->nid;
	sample->memory_nid = cell->memory_node->nid;
	sample->page_bytes = cell->page_bytes;
	sample->load = cell->level;
	sample->stride = walked ? options->stride : STREAM_WORD_BYTES;
	sample->extra = walked ? options->extra : 0;
}

static int take(struct taking *taking, uint64_t seed, struct error *err)
{
	int ret = prepare(taking, seed, err);

	if (ret == 0)
		ret = count_pages(taking, err);
	if (ret == 0)
		ret = start_load(taking, err);
	if (ret == 0)
		ret = measure(taking, err);
	return ret ? ret : count_pages(taking, err);
}

int latency_sample_take(struct latency_sample *sample,
			const struct latency_cell *cell,
			const struct latency_options *options, uint64_t seed,
			struct error *err)
{
	struct taking taking = {
		.sample = sample,
		.cell = cell,
		.options = options,
	};
	struct error second;
	int ret, stopped;

	describe(sample, cell, options);
	ret = take(&taking, seed, err);
	stopped = load_stop(&taking.load, ret ? &second : err);
	buffer_release(&taking.buffer);
	return ret ? ret : stopped;
}
