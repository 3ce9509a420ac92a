// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probes/common/buffer.h"
#include "probes/numa-latency/options.h"

static struct latency_options options;
static struct error err;

/* The words behind the program's name, NULL at the end. */
static int parse(const char *const *words)
{
	const char *argv[12] = { "numa-latency" };
	int argc = 1;

	while (*words)
		argv[argc++] = *words++;
	return latency_options_parse(&options, argc, argv, &err);
}

#define PARSE(...) parse((const char *const[]){ __VA_ARGS__, NULL })

static void defaults_are_those_of_the_help(void **state)
{
	(void)state;
	assert_int_equal(parse((const char *const[]){ NULL }), 0);
	assert_int_equal(options.common.samples, 5);
	assert_int_equal(options.common.bytes, 0);
	assert_int_equal(options.stride, 0);
	assert_int_equal(options.common.seed, 1);
	assert_int_equal(options.common.seconds, 600);
	assert_int_equal(options.pages.count, 2);
	assert_int_equal(options.pages.bytes[0], 4096);
	assert_int_equal(options.pages.bytes[1], 2 << 20);
	assert_int_equal(options.level_count, 6);
	assert_int_equal(options.levels[0], 0);
	assert_int_equal(options.levels[5], 100);
	assert_false(options.common.local || options.aligned ||
		     options.common.emulated || options.self_check);
}

static void every_option_is_taken(void **state)
{
	(void)state;
	assert_int_equal(PARSE("-n", "7", "-b4M", "--stride=256", "--seed",
			       "18446744073709551615"),
			 0);
	assert_int_equal(options.common.samples, 7);
	assert_int_equal(options.common.bytes, 4 << 20);
	assert_int_equal(options.stride, 256);
	assert_true(options.common.seed == UINT64_MAX);
	assert_int_equal(PARSE("-p2M", "-l", "0,100", "-t", "9", "-k16",
			       "--local", "--aligned", "--emulated",
			       "--self-check"),
			 0);
	assert_int_equal(options.pages.count, 1);
	assert_int_equal(options.pages.bytes[0], 2 << 20);
	assert_int_equal(options.level_count, 2);
	assert_int_equal(options.levels[1], 100);
	assert_int_equal(options.common.seconds, 9);
	assert_int_equal(options.extra, 16);
	assert_true(options.common.local && options.aligned &&
		    options.common.emulated && options.self_check);
}

static void a_wrong_word_gets_one_sentence(void **state)
{
	static const struct {
		const char *word;
		const char *sentence;
	} wrong[] = {
		{ "-n0",
		  "--samples: found `0`, expected a number from 1 to 1000000" },
		{ "-b3M", "--bytes: found `3M`, expected a multiple of 2M" },
		{ "-b0", "--bytes: found `0`, expected a multiple of 2M" },
		{ "-b32G", "--bytes: found `32G`, expected less than 32G" },
		{ "-s7",
		  "--stride: found `7`, expected a number from 8 to 4096" },
		{ "-s12", "--stride: found 12, expected a multiple of 8" },
		{ "-p1G", "--pages: found `1G`, expected 4K, 2M or 4K,2M" },
		{ "-p4K,4K", "--pages: found `4K`, expected 4K, 2M or 4K,2M" },
		{ "-p", "-p: missing argument" },
		{ "-l101",
		  "--load: found `101`, expected percents from 0 to 100" },
		{ "-l0,,5",
		  "--load: found ``, expected percents from 0 to 100" },
		{ "-l0,50,0", "--load: found `0`, expected each level once" },
		{ "-l1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
		  "--load: found `17`, expected 16 levels at most" },
		{ "-k3", "--extra: found 3, expected 0, 8, 16, 32 or 64" },
		{ "-t-1",
		  "--seconds: found `-1`, expected a number from 1 to 86400" },
		{ "--sed", "--sed: unknown option" },
		{ "node0", "found `node0`, expected options only" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(PARSE(wrong[i].word), -EINVAL);
		assert_string_equal(err.text, wrong[i].sentence);
	}
}

static void the_default_size_is_far_beyond_the_cache(void **state)
{
	(void)state;
	assert_int_equal(buffer_default_bytes(0), 64 << 20);
	assert_int_equal(buffer_default_bytes(8 << 20), 64 << 20);
	assert_int_equal(buffer_default_bytes(32 << 20), 128 << 20);
	assert_int_equal(buffer_default_bytes((32 << 20) + 1), 130 << 20);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_those_of_the_help),
		cmocka_unit_test(every_option_is_taken),
		cmocka_unit_test(a_wrong_word_gets_one_sentence),
		cmocka_unit_test(the_default_size_is_far_beyond_the_cache),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
