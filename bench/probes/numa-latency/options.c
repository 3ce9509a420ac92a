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

/* The words of the command line, before they are read. */
struct words {
	const char *samples, *bytes, *stride, *seed, *seconds, *pages, *load,
		*extra, *predict;
	int aligned, local, emulated, self_check, version;
};

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
	};
	if ((ret = words_take_number("--samples", words->samples, 1, 1000000,
				     &options->samples, err)) ||
	    (ret = words_take_memory("--bytes", words->bytes, &options->bytes,
				     err)) ||
	    (ret = words_take_stride(words->stride, &options->stride, err)) ||
	    (ret = words_take_number("--seed", words->seed, 0, UINT64_MAX,
				     &options->seed, err)) ||
	    (ret = words_take_number("--seconds", words->seconds, 1, 86400,
				     &options->seconds, err)) ||
	    (ret = words_take_number("--extra", words->extra, 0, 64, &extra,
				     err)))
		return ret;
	options->extra = extra;
	if ((ret = check_extra(options->extra, err)) ||
	    (ret = words_take_pages(words->pages, &options->pages, err)))
		return ret;
	return words_take_list(words->load ? words->load : "0,20,40,60,80,100",
			       take_level, options, err);
}

static void free_words(struct words *words)
{
	const char *all[] = { words->samples, words->bytes,   words->stride,
			      words->seed,    words->seconds, words->pages,
			      words->load,    words->extra,   words->predict };

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
		{ "predict", 0, POPT_ARG_STRING | POPT_ARGFLAG_DOC_HIDDEN,
		  &words.predict, 0, NULL, NULL },
		{ "version", 0, POPT_ARG_NONE, &words.version, 0,
		  "print the version", NULL },
		POPT_AUTOHELP POPT_TABLEEND
	};
	poptContext context =
		poptGetContext("numa-latency", argc, argv, table, 0);
	int ret = words_parse(context, err);

	if (words.predict)
		ret = error_set(err, EINVAL,
				"--predict: this program only measures, see `numaboot predict`");
	if (ret == 0 && words.version)
		print_version();
	if (ret == 0)
		ret = take_words(&words, options, err);
	poptFreeContext(context);
	free_words(&words);
	return ret;
}
