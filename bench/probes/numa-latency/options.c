// SPDX-License-Identifier: GPL-2.0-only
#include "probes/numa-latency/options.h"

#include <errno.h>
#include <inttypes.h>

#include "lib/parse.h"
#include "probes/common/cycle.h"
#include "probes/common/record.h"

/* The words of the command line, before they are read. */
struct words {
	struct probe_words common;
	const char *stride, *pages, *load, *extra, *predict;
	int aligned, self_check;
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
		.common.samples = 5,
		.aligned = words->aligned,
		.self_check = words->self_check,
	};
	if ((ret = probe_options_take(&options->common, &words->common, err)) ||
	    (ret = words_take_stride(words->stride, &options->stride, err)) ||
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

int latency_options_parse(struct latency_options *options, int argc,
			  const char **argv, struct error *err)
{
	struct words words = { 0 };
	const struct poptOption table[] = {
		{ "samples", 'n', POPT_ARG_STRING, &words.common.samples, 0,
		  "samples of each kind (5)", "N" },
		{ "bytes", 'b', POPT_ARG_STRING, &words.common.bytes, 0,
		  "memory that is walked (four times the last cache)", "SIZE" },
		{ "stride", 's', POPT_ARG_STRING, &words.stride, 0,
		  "bytes per step of the walk (64; 512 for --self-check)",
		  "N" },
		{ "pages", 'p', POPT_ARG_STRING, &words.pages, 0,
		  "page sizes (4K,2M)", "LIST" },
		{ "load", 'l', POPT_ARG_STRING, &words.load, 0,
		  "percents of their time that the other CPUs read (0,20,40,60,80,100)",
		  "LIST" },
		PROBE_OPTION_LOCAL(words.common),
		{ "aligned", 0, POPT_ARG_NONE, &words.aligned, 0,
		  "pointers at the start of their slots, not anywhere in them",
		  NULL },
		{ "extra", 'k', POPT_ARG_STRING, &words.extra, 0,
		  "further instructions per step (0)", "K" },
		{ "seed", 0, POPT_ARG_STRING, &words.common.seed, 0,
		  "of cycles and order (1)", "N" },
		PROBE_OPTION_SECONDS(words.common),
		PROBE_OPTION_EMULATED(words.common),
		{ "self-check", 0, POPT_ARG_NONE, &words.self_check, 0,
		  "only see whether added instructions are found again", NULL },
		{ "predict", 0, POPT_ARG_STRING | POPT_ARGFLAG_DOC_HIDDEN,
		  &words.predict, 0, NULL, NULL },
		PROBE_OPTION_VERSION(words.common),
		POPT_AUTOHELP POPT_TABLEEND
	};
	int ret = probe_options_parse("numa-latency", table, &words.common,
				      argc, argv, err);

	if (words.predict)
		ret = error_set(
			err, EINVAL,
			"--predict: this program only measures, see `numaboot predict`");
	if (ret == 0)
		ret = take_words(&words, options, err);
	probe_options_free(table);
	return ret;
}

void latency_options_print(FILE *out, const struct latency_options *options)
{
	record_fact(out, "samples", "%" PRIu64, options->common.samples);
	record_fact(out, "bytes", "%" PRIu64, options->common.bytes);
	record_fact(out, "stride", "%" PRIu64, options->stride);
	record_fact(out, "seed", "%" PRIu64, options->common.seed);
	record_fact(out, "extra", "%u", options->extra);
	record_fact(out, "aligned", "%s", options->aligned ? "yes" : "no");
	fputs("# levels:", out);
	for (size_t i = 0; i < options->level_count; i++)
		fprintf(out, " %u", options->levels[i]);
	fputs("\n# pages:", out);
	for (size_t i = 0; i < options->pages.count; i++)
		fprintf(out, " %" PRIu64, options->pages.bytes[i]);
	fputc('\n', out);
}
