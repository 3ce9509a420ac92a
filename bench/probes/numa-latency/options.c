// SPDX-License-Identifier: GPL-2.0-only
#include "probes/numa-latency/options.h"

#include <errno.h>
#include <inttypes.h>
#include <popt.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/parse.h"
#include "probes/common/buffer.h"
#include "probes/common/cycle.h"
#include "probes/common/words.h"

#define LEAST_BYTES (64ULL << 20)

/* The words of the command line, before they are read. */
struct words {
	const char *samples, *bytes, *stride, *seed, *seconds, *pages, *load,
		*extra, *predict, *nested;
	int aligned, local, emulated, self_check, scattered, version;
};

static int take_page(const char *word, void *context, struct error *err)
{
	struct latency_options *options = context;
	uint64_t bytes = 0;

	parse_bytes(word, &bytes);
	if ((bytes != SMALL_PAGE_BYTES && bytes != HUGE_PAGE_BYTES) ||
	    options->page_sizes == 2 ||
	    (options->page_sizes && options->page_bytes[0] == bytes))
		return words_refuse(err, "--pages", word, "4K, 2M or 4K,2M");
	options->page_bytes[options->page_sizes++] = bytes;
	return 0;
}

static int take_level(const char *word, void *context, struct error *err)
{
	struct latency_options *options = context;
	uint64_t level;

	if (parse_u64(word, &level) || level > 100)
		return words_refuse(err, "--load", word,
				    "percents from 0 to 100");
	for (size_t i = 0; i < options->level_count; i++)
		if (options->levels[i] == level)
			return words_refuse(err, "--load", word,
					    "each level once");
	if (options->level_count == OPTIONS_MAX_LEVELS)
		return words_refuse(err, "--load", word, "16 levels at most");
	options->levels[options->level_count++] = level;
	return 0;
}

static int check_extra(unsigned int extra, struct error *err)
{
	static const unsigned int extras[] = CYCLE_EXTRAS;

	for (size_t i = 0; i < sizeof(extras) / sizeof(extras[0]); i++)
		if (extras[i] == extra)
			return 0;
	return error_set(err, EINVAL,
			 "--extra: found %u, expected 0, 8, 16, 32 or 64",
			 extra);
}

static int check_stride(uint64_t stride, struct error *err)
{
	if (stride % 8 == 0)
		return 0;
	return error_set(err, EINVAL,
			 "--stride: found %" PRIu64 ", expected a multiple of 8",
			 stride);
}

static int take_prediction(const struct words *words,
			   struct latency_options *options, struct error *err)
{
	if (words->nested &&
	    (parse_bytes(words->nested, &options->nested_bytes) ||
	     (options->nested_bytes != SMALL_PAGE_BYTES &&
	      options->nested_bytes != HUGE_PAGE_BYTES)))
		return words_refuse(err, "--nested", words->nested,
				    "4K or 2M");
	if (words->predict || !(words->nested || words->scattered))
		return 0;
	return error_set(err, EINVAL, "--%s: found no --predict, expected it, too",
			 words->nested ? "nested" : "scattered");
}

static int take_words(const struct words *words,
		      struct latency_options *options, struct error *err)
{
	uint64_t extra = 0;
	int ret;

	*options = (struct latency_options){
		.samples = 5,
		.seed = 1,
		.seconds = 600,
		.aligned = words->aligned,
		.local = words->local,
		.emulated = words->emulated,
		.self_check = words->self_check,
		.predict = words->predict ? xstrdup(words->predict) : NULL,
		.scattered = words->scattered,
	};
	if ((ret = words_take_number("--samples", words->samples, 1, 1000000,
				     &options->samples, err)) ||
	    (ret = words_take_memory("--bytes", words->bytes, &options->bytes,
				     err)) ||
	    (ret = words_take_number("--stride", words->stride, 8, 4096,
				     &options->stride, err)) ||
	    (ret = check_stride(options->stride, err)) ||
	    (ret = words_take_number("--seed", words->seed, 0, UINT64_MAX,
				     &options->seed, err)) ||
	    (ret = words_take_number("--seconds", words->seconds, 1, 86400,
				     &options->seconds, err)) ||
	    (ret = words_take_number("--extra", words->extra, 0, 64, &extra,
				     err)))
		return ret;
	options->extra = extra;
	if ((ret = check_extra(options->extra, err)) ||
	    (ret = words_take_list(words->pages ? words->pages : "4K,2M",
				   take_page, options, err)))
		return ret;
	ret = take_prediction(words, options, err);
	if (ret)
		return ret;
	return words_take_list(words->load ? words->load : "0,20,40,60,80,100",
			       take_level, options, err);
}

static void free_words(struct words *words)
{
	const char *all[] = { words->samples, words->bytes,   words->stride,
			      words->seed,    words->seconds, words->pages,
			      words->load,    words->extra,   words->nested,
			      words->predict };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		free((char *)all[i]);
}

static void print_version(void)
{
	puts("numa-latency " NUMABOOT_VERSION);
	exit(EXIT_SUCCESS);
}

int options_parse(struct latency_options *options, int argc,
		  const char **argv, struct error *err)
{
	struct words words = { 0 };
	const struct poptOption table[] = {
		{ "samples", 'n', POPT_ARG_STRING, &words.samples, 0,
		  "samples of each kind (5)", "N" },
		{ "bytes", 'b', POPT_ARG_STRING, &words.bytes, 0,
		  "memory that is walked (four times the last cache)",
		  "SIZE" },
		{ "stride", 's', POPT_ARG_STRING, &words.stride, 0,
		  "bytes per step of the walk (64; 512 for --self-check)", "N" },
		{ "pages", 'p', POPT_ARG_STRING, &words.pages, 0,
		  "page sizes (4K,2M)", "LIST" },
		{ "load", 'l', POPT_ARG_STRING, &words.load, 0,
		  "percents of their time that the other CPUs read (0,20,40,60,80,100)",
		  "LIST" },
		{ "local", 0, POPT_ARG_NONE, &words.local, 0,
		  "each node's own memory only", NULL },
		{ "aligned", 0, POPT_ARG_NONE, &words.aligned, 0,
		  "pointers at the start of their slots, not anywhere in them",
		  NULL },
		{ "extra", 'k', POPT_ARG_STRING, &words.extra, 0,
		  "further instructions per step (0)", "K" },
		{ "seed", 0, POPT_ARG_STRING, &words.seed, 0,
		  "of cycles and order (1)", "N" },
		{ "seconds", 't', POPT_ARG_STRING, &words.seconds, 0,
		  "end after this time, whatever is done (600)", "N" },
		{ "emulated", 0, POPT_ARG_NONE, &words.emulated, 0,
		  "go on under emulation, where nothing is a time", NULL },
		{ "self-check", 0, POPT_ARG_NONE, &words.self_check, 0,
		  "only see whether added instructions are found again",
		  NULL },
		{ "predict", 0, POPT_ARG_STRING, &words.predict, 0,
		  "measure nothing: print what the model of this CPU predicts",
		  "FILE" },
		{ "nested", 0, POPT_ARG_STRING, &words.nested, 0,
		  "with --predict: a hypervisor maps this machine with pages of this size",
		  "SIZE" },
		{ "scattered", 0, POPT_ARG_NONE, &words.scattered, 0,
		  "with --predict: pages of 4 KiB lie anywhere in physical memory",
		  NULL },
		{ "version", 0, POPT_ARG_NONE, &words.version, 0,
		  "print the version", NULL },
		POPT_AUTOHELP POPT_TABLEEND
	};
	poptContext context =
		poptGetContext("numa-latency", argc, argv, table, 0);
	int ret = words_parse(context, err);

	if (ret == 0 && words.version)
		print_version();
	if (ret == 0)
		ret = take_words(&words, options, err);
	poptFreeContext(context);
	free_words(&words);
	return ret;
}

void options_release(struct latency_options *options)
{
	free(options->predict);
}

uint64_t options_default_bytes(uint64_t cache_bytes)
{
	uint64_t bytes = 4 * cache_bytes;

	if (bytes < LEAST_BYTES)
		return LEAST_BYTES;
	return (bytes + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES *
	       HUGE_PAGE_BYTES;
}
