// SPDX-License-Identifier: GPL-2.0-only
#include "probes/numa-latency/load.h"

#include <errno.h>
#include <immintrin.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "probes/common/buffer.h"
#include "probes/common/pin.h"
#include "probes/common/stream.h"

#define START_TIMEOUT_NS (10 * NS_PER_S)
#define CHUNK_BYTES 4096ULL
#define CHUNK_WORDS (CHUNK_BYTES / STREAM_WORD_BYTES)

/*
 * One thread.  @read_bytes has a cache line of its own: the thread writes
 * it behind every chunk.
 */
struct streamer {
	_Alignas(64) atomic_ullong read_bytes;
	_Alignas(64) atomic_bool stop;
	struct buffer buffer;
	unsigned int percent;
	int cpu;
	int cpu_nid;
	pthread_t thread;
	bool started;
	int ret;
	struct error err;
};

/* Wait so long that reading was @percent of both. */
static void rest(uint64_t began, unsigned int percent)
{
	uint64_t now = __rdtsc();
	uint64_t until = now + (now - began) * (100 - percent) / percent;

	while (__rdtsc() < until)
		_mm_pause();
}

static int read_chunk(struct streamer *streamer, uint64_t word)
{
	const uint64_t *words = streamer->buffer.base;
	uint64_t began = __rdtsc();

	if (stream_read(words + word, CHUNK_WORDS) !=
	    stream_sum(word, CHUNK_WORDS))
		return error_set(&streamer->err, EIO,
				 "the load on CPU %d read wrong words",
				 streamer->cpu);
	atomic_fetch_add_explicit(&streamer->read_bytes, CHUNK_BYTES,
				  memory_order_relaxed);
	rest(began, streamer->percent);
	return 0;
}

static void *stream(void *context)
{
	struct streamer *streamer = context;
	uint64_t count = streamer->buffer.bytes / STREAM_WORD_BYTES;
	uint64_t word = 0;
	int ret = pin_thread(streamer->cpu, &streamer->err);

	while (ret == 0 && !atomic_load(&streamer->stop)) {
		ret = read_chunk(streamer, word);
		word = (word + CHUNK_WORDS) % count;
	}
	if (ret == 0)
		ret = pin_check(streamer->cpu, streamer->cpu_nid,
				&streamer->err);
	streamer->ret = ret;
	return NULL;
}

static uint64_t share(const struct load_setup *setup)
{
	uint64_t each = setup->bytes / (setup->node->cpu_count - 1);

	each = each / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
	return each ? each : HUGE_PAGE_BYTES;
}

static int prepare(struct streamer *streamer, const struct load_setup *setup,
		   int cpu, struct error *err)
{
	int ret = buffer_create(&streamer->buffer, share(setup), setup->nid,
				setup->page_bytes, err);

	if (ret)
		return ret;
	stream_fill(streamer->buffer.base,
		    streamer->buffer.bytes / STREAM_WORD_BYTES);
	streamer->percent = setup->percent;
	streamer->cpu = cpu;
	streamer->cpu_nid = setup->node->nid;
	return 0;
}

static int start(struct streamer *streamer, struct error *err)
{
	int code = pthread_create(&streamer->thread, NULL, stream, streamer);

	streamer->started = code == 0;
	if (code)
		return error_set(err, code, "starting a thread for CPU %d: %s",
				 streamer->cpu, strerror(code));
	return 0;
}

static int await_first_bytes(const struct streamer *streamer,
			     uint64_t deadline, struct error *err)
{
	while (!atomic_load(&streamer->read_bytes)) {
		if (!clock_left_ns(deadline))
			return error_set(err, ETIMEDOUT,
					 "the load on CPU %d read nothing within 10 s",
					 streamer->cpu);
		sched_yield();
	}
	return 0;
}

static int start_all(const struct load *load, struct error *err)
{
	uint64_t deadline = clock_now_ns() + START_TIMEOUT_NS;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < load->count; i++)
		ret = start(&load->streamers[i], err);
	for (size_t i = 0; ret == 0 && i < load->count; i++)
		ret = await_first_bytes(&load->streamers[i], deadline, err);
	return ret;
}

int load_start(struct load *load, const struct load_setup *setup,
	       struct error *err)
{
	size_t size = setup->node->cpu_count * sizeof(*load->streamers);
	int ret = 0;

	*load = (struct load){ 0 };
	load->streamers = aligned_alloc(_Alignof(struct streamer), size);
	if (!load->streamers)
		return error_set(err, ENOMEM, "no memory for threads");
	memset(load->streamers, 0, size);
	for (size_t i = 0; ret == 0 && i < setup->node->cpu_count; i++)
		if (setup->node->cpus[i] != setup->spared_cpu)
			ret = prepare(&load->streamers[load->count++], setup,
				      setup->node->cpus[i], err);
	return ret ? ret : start_all(load, err);
}

uint64_t load_bytes(const struct load *load)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < load->count; i++)
		sum += atomic_load_explicit(&load->streamers[i].read_bytes,
					    memory_order_relaxed);
	return sum;
}

static int check_pages(const struct buffer *buffer, struct error *err)
{
	uint64_t pages;
	int ret = buffer_count_pages(buffer, &pages, err);

	if (ret == 0 && pages != buffer->bytes / SMALL_PAGE_BYTES)
		ret = error_set(err, EXDEV,
				"the load's memory has left node %d",
				buffer->nid);
	return ret;
}

/* A thread sees the flag behind the chunk that it reads. */
static int end(struct streamer *streamer, struct error *err)
{
	int ret = 0;

	atomic_store(&streamer->stop, true);
	if (streamer->started) {
		pthread_join(streamer->thread, NULL);
		ret = streamer->ret;
		if (ret)
			*err = streamer->err;
		else
			ret = check_pages(&streamer->buffer, err);
	}
	buffer_release(&streamer->buffer);
	return ret;
}

int load_stop(struct load *load, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < load->count; i++) {
		int one = end(&load->streamers[i], err);

		ret = ret ? ret : one;
	}
	free(load->streamers);
	*load = (struct load){ 0 };
	return ret;
}
