// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "mmu/predict.h"
#include "probes/common/buffer.h"
#include "probes/common/cycle.h"
#include "probes/common/facts.h"
#include "probes/common/words.h"

/* What is asked for: words of the command line, then numbers. */
static const char *word_bytes, *word_stride, *word_pages, *word_seed,
	*word_nested;
static int aligned, scattered;
static uint64_t bytes, stride = WORDS_STRIDE, seed = 1, nested_bytes;
static struct words_pages pages;

static const struct poptOption table[] = {
	{ "bytes", 'b', POPT_ARG_STRING, &word_bytes, 0,
	  "memory that is walked (four times the last cache)", "SIZE" },
	{ "stride", 's', POPT_ARG_STRING, &word_stride, 0,
	  "bytes per step of the walk (64)", "N" },
	{ "pages", 'p', POPT_ARG_STRING, &word_pages, 0, "page sizes (4K,2M)",
	  "LIST" },
	{ "aligned", 0, POPT_ARG_NONE, &aligned, 0,
	  "pointers at the start of their slots, not anywhere in them", NULL },
	{ "seed", 0, POPT_ARG_STRING, &word_seed, 0, "of the cycle (1)", "N" },
	{ "nested", 0, POPT_ARG_STRING, &word_nested, 0,
	  "a hypervisor maps this machine with pages of this size", "SIZE" },
	{ "scattered", 0, POPT_ARG_NONE, &scattered, 0,
	  "pages of 4 KiB lie anywhere in physical memory", NULL },
	POPT_AUTOHELP POPT_TABLEEND
};

static int take_words(struct error *err)
{
	struct words_pages nested = { 0 };
	int ret;

	if ((ret = words_take_memory("--bytes", word_bytes, &bytes, err)) ||
	    (ret = words_take_stride(word_stride, &stride, err)) ||
	    (ret = words_take_pages(word_pages, &pages, err)) ||
	    (ret = words_take_number("--seed", word_seed, 0, UINT64_MAX, &seed,
				     err)))
		return ret;
	if (word_nested && (words_take_pages(word_nested, &nested, err) ||
			    nested.count != 1))
		return words_refuse(err, "--nested", word_nested, "4K or 2M");
	nested_bytes = nested.bytes[0];
	if (!bytes)
		bytes = buffer_default_bytes(host_facts_cache_bytes());
	return 0;
}

static enum pagetable_size page_of(uint64_t page_bytes)
{
	return page_bytes == HUGE_PAGE_BYTES ? PAGETABLE_2M : PAGETABLE_4K;
}

static void print_head(const char *path,
		       const struct mmu_parameters *parameters)
{
	printf("# numaboot: " NUMABOOT_VERSION "\n# predicted: yes\n");
	printf("# model: %s\n# parameters: %s\n", parameters->name, path);
	printf("# nested: %s\n# scattered: %s\n# seed: %" PRIu64 "\n",
	       nested_bytes ? pagetable_size_name(page_of(nested_bytes)) : "no",
	       scattered ? "yes" : "no", seed);
	printf("kind,page_bytes,bytes,stride,steps,walks");
	for (int i = 0; i < SERVED_COUNT; i++)
		printf(",references_%s", mmu_served_names[i]);
	for (int i = 0; i < SERVED_COUNT; i++)
		printf(",lines_%s", mmu_served_names[i]);
	puts(",ns");
}

static void print_row(const struct predict_walk *walk,
		      const struct mmu_parameters *parameters)
{
	struct mmu_counters counters;

	predict_count(walk, parameters, &counters);
	printf("latency,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64
	       ",%" PRIu64,
	       pagetable_size_bytes(walk->page), bytes, stride, bytes / stride,
	       counters.walks[walk->page]);
	for (int i = 0; i < SERVED_COUNT; i++)
		printf(",%" PRIu64, counters.references[i]);
	for (int i = 0; i < SERVED_COUNT; i++)
		printf(",%" PRIu64, counters.lines[i]);
	printf(",%.0f\n", predict_ns(&counters, parameters));
}

/* The same cycle as a sample of numa-latency with that seed. */
static int predict(const char *path, struct error *err)
{
	struct mmu_parameters parameters;
	int ret = mmu_parameters_read(&parameters, path, err);
	char *memory = ret ? NULL : aligned_alloc(HUGE_PAGE_BYTES, bytes);
	struct predict_walk walk = {
		.memory = memory,
		.scattered = scattered,
		.nested = nested_bytes,
		.nested_page = page_of(nested_bytes),
	};

	if (memory)
		walk.start = cycle_write(memory, bytes, stride, aligned, seed);
	if (ret == 0 && !walk.start)
		ret = error_set(err, ENOMEM,
				"no memory for %" PRIu64 " bytes to walk",
				bytes);
	if (ret == 0)
		print_head(path, &parameters);
	for (size_t i = 0; ret == 0 && i < pages.count; i++) {
		walk.page = page_of(pages.bytes[i]);
		print_row(&walk, &parameters);
	}
	free(memory);
	return ret;
}

/* Say what a modelled CPU takes for the walk of numa-latency. */
int cmd_predict(int argc, const char **argv)
{
	const char **words;
	poptContext context;
	struct error err;
	int ret = command_parse(argc, argv, table, "FILE", 1, 1, &words,
				&context);

	if (ret)
		goto out;
	ret = take_words(&err);
	if (ret)
		ret = command_refuse(ret, &err);
	else if (predict(words[0], &err))
		ret = command_fail(&err);
out:
	command_release(context);
	return ret;
}
