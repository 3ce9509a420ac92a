// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/options.h"

#include <errno.h>
#include <string.h>

#include "probes/common/words.h"

#define MOST_COUNT 1000000000ULL

/* How often each operation is done unless its option says so. */
static const struct {
	const char *option;
	uint64_t timed;
	uint64_t marked;
} repetitions[OPERATION_COUNT] = {
	[OPERATION_READ] = { "--reads", 1000000, 20000 },
	[OPERATION_FAULT] = { "--faults", 100000, 4000 },
	[OPERATION_FORK] = { "--forks", 1000, 100 },
	[OPERATION_DENTRY] = { "--lookups", 200000, 4000 },
	[OPERATION_SYSCALL] = { "--syscalls", 1000000, 15000 },
};

/* The words of the command line, before they are read. */
struct words {
	struct probe_words common;
	const char *counts[OPERATION_COUNT];
	const char *read_bytes, *operations, *backing;
	int mark;
};

static int take_operation(const char *word, void *context, struct error *err)
{
	struct direct_options *options = context;

	for (size_t i = 0; i < OPERATION_COUNT; i++)
		if (strcmp(word, operations[i]->name) == 0 &&
		    !options->chosen[i]) {
			options->chosen[i] = true;
			return 0;
		}
	return words_refuse(
		err, "--operations", word,
		"read, fault, fork, dentry and syscall, each once at most");
}

static int take_counts(const struct words *words,
		       struct direct_options *options, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < OPERATION_COUNT; i++) {
		options->counts[i] = words->mark ? repetitions[i].marked
						 : repetitions[i].timed;
		ret = words_take_number(repetitions[i].option, words->counts[i],
					1, MOST_COUNT, &options->counts[i],
					err);
	}
	return ret;
}

static int take_read_bytes(const char *word, struct direct_options *options,
			   struct error *err)
{
	uint64_t bytes;
	int ret = words_take_number("--read-bytes", word, 64, 4096,
				    &options->read_bytes, err);

	bytes = options->read_bytes;
	if (ret == 0 && (bytes & (bytes - 1)))
		ret = words_refuse(err, "--read-bytes", word, "a power of two");
	return ret;
}

static int take_backing(const char *word, struct direct_options *options,
			struct error *err)
{
	if (!word || backing_parse(word, &options->backing))
		return 0;
	return words_refuse(err, "--backing", word, "memfd or mem");
}

static int take_words(const struct words *words, struct direct_options *options,
		      struct error *err)
{
	int ret;

	*options = (struct direct_options){
		.common.samples = words->mark ? 1 : 5,
		.common.untimed = words->mark,
		.read_bytes = 64,
		.mark = words->mark,
	};
	if ((ret = take_counts(words, options, err)) ||
	    (ret = probe_options_take(&options->common, &words->common, err)) ||
	    (ret = take_read_bytes(words->read_bytes, options, err)) ||
	    (ret = take_backing(words->backing, options, err)))
		return ret;
	return words_take_list(words->operations
				       ? words->operations
				       : "read,fault,fork,dentry,syscall",
			       take_operation, options, err);
}

int direct_options_parse(struct direct_options *options, int argc,
			 const char **argv, struct error *err)
{
	struct words words = { 0 };
	const struct poptOption table[] = {
		{ "operations", 'o', POPT_ARG_STRING, &words.operations, 0,
		  "what is done (read,fault,fork,dentry,syscall)", "LIST" },
		{ "samples", 'n', POPT_ARG_STRING, &words.common.samples, 0,
		  "samples of each kind (5; 1 with --mark)", "N" },
		{ "bytes", 'b', POPT_ARG_STRING, &words.common.bytes, 0,
		  "memory of a node that is read (four times the last cache; 64M with --mark)",
		  "SIZE" },
		{ "reads", 0, POPT_ARG_STRING, &words.counts[OPERATION_READ], 0,
		  "reads in a sample (1000000; 20000 with --mark)", "N" },
		{ "read-bytes", 0, POPT_ARG_STRING, &words.read_bytes, 0,
		  "bytes of a read (64)", "N" },
		{ "faults", 0, POPT_ARG_STRING, &words.counts[OPERATION_FAULT],
		  0, "page faults in a sample (100000; 4000)", "N" },
		{ "forks", 0, POPT_ARG_STRING, &words.counts[OPERATION_FORK], 0,
		  "forks in a sample (1000; 100)", "N" },
		{ "lookups", 0, POPT_ARG_STRING,
		  &words.counts[OPERATION_DENTRY], 0,
		  "lookups of names in a sample (200000; 4000)", "N" },
		{ "syscalls", 0, POPT_ARG_STRING,
		  &words.counts[OPERATION_SYSCALL], 0,
		  "getppid calls in a sample (1000000; 15000)", "N" },
		{ "backing", 0, POPT_ARG_STRING, &words.backing, 0,
		  "what is read: memfd, or mem, which is /proc/self/mem (memfd if the kernel has it)",
		  "NAME" },
		PROBE_OPTION_LOCAL(words.common),
		{ "seed", 0, POPT_ARG_STRING, &words.common.seed, 0,
		  "of positions, names and order (1)", "N" },
		PROBE_OPTION_SECONDS(words.common),
		{ "mark", 0, POPT_ARG_NONE, &words.mark, 0,
		  "mark rows by stores for an emulator, time nothing", NULL },
		PROBE_OPTION_EMULATED(words.common),
		PROBE_OPTION_VERSION(words.common),
		POPT_AUTOHELP POPT_TABLEEND
	};
	int ret = probe_options_parse("direct-map", table, &words.common, argc,
				      argv, err);

	if (ret == 0)
		ret = take_words(&words, options, err);
	probe_options_free(table);
	return ret;
}
