// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "kernel/era.h"
#include "kernel/release.h"
#include "lib/alloc.h"
#include "lib/file.h"

/* A folder like kernels/eras. */
struct folder {
	char path[32];
	struct era era;
	struct error err;
};

static void write_in(const struct folder *folder, const char *name,
		     const char *text)
{
	char *path = xasprintf("%s/%s", folder->path, name);
	struct error err;

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(path);
}

static int make_folder(void **state)
{
	struct folder *folder = xcalloc(1, sizeof(*folder));
	char *shims;
	struct error err;

	strcpy(folder->path, "/tmp/era.XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	shims = xasprintf("%s/shims/old/linux", folder->path);
	assert_int_equal(directory_make(shims, &err), 0);
	free(shims);
	write_in(folder, "shims/old/linux/a.h", "int a;\n");
	write_in(folder, "before-3.ini",
		 "[era]\nbefore = 3.15\n"
		 "[build]\ncc = -old -shared-flag\nhost-cc = -host\nshims = old\n"
		 "make = A=b -c\n"
		 "[boot]\nabsent = one two\nwords = cmdline\n4K = configuration\n"
		 "[milestone run]\nenter = first second\n");
	write_in(folder, "from-3.ini",
		 "[era]\nfrom = 3\nbefore = 7.1\n[build]\ncc = -shared-flag -mid\n"
		 "[needs]\ngcc = 4.9\n");
	write_in(folder, "from-7.ini", "[era]\nfrom = 7\n[needs]\ngcc = 8.1\n");
	*state = folder;
	return 0;
}

static int remove_folder(void **state)
{
	struct folder *folder = *state;
	struct error err;

	era_release(&folder->era);
	assert_int_equal(directory_remove(folder->path, &err), 0);
	free(folder);
	return 0;
}

static const struct era *find(struct folder *folder, const char *release)
{
	era_release(&folder->era);
	assert_int_equal(era_find_in(&folder->era, folder->path, release,
				     &folder->err), 0);
	return &folder->era;
}

static void has_words(const struct era_words *words, const char *expected)
{
	char *text = xstrdup("");

	for (char **word = words->list; *word; word++) {
		char *longer = xasprintf("%s%s%s", text, *text ? "|" : "",
					 *word);

		free(text);
		text = longer;
	}
	assert_string_equal(text, expected);
	free(text);
}

static void what_all_files_say_that_hold_is_merged(void **state)
{
	const struct era *era = find(*state, "3.12.0");

	has_words(&era->files, "before-3|from-3");
	has_words(&era->cc,
		  "-old|-shared-flag|-idirafter ../shims/old|-mid");
	has_words(&era->host_cc, "-host");
	has_words(&era->make, "A=b -c");
	has_words(&era->shims, "old/linux/a.h");
	assert_true(era->words_from_cmdline);
	assert_true(era->mapping_by_config);
	assert_int_equal(era->name_count, 1);
	assert_string_equal(era->names[0].milestone, "run");
	has_words(&era->names[0].enter, "first|second");
}

static void a_span_ends_before_its_release(void **state)
{
	has_words(&find(*state, "3.14.79")->files, "before-3|from-3");
	has_words(&find(*state, "3.15.0-rc1")->files, "from-3");
	has_words(&find(*state, "7.0.3")->files, "from-3|from-7");
	has_words(&find(*state, "7.1")->files, "from-7");
	has_words(&find(*state, "2.6.32")->files, "before-3");
}

static void nothing_holds_for_what_has_no_release(void **state)
{
	const struct era *era = find(*state, NULL);

	has_words(&era->files, "");
	has_words(&era->cc, "");
	assert_true(era_has_parameter(era, "one"));
	has_words(&find(*state, "next")->files, "");
}

static void parameters_that_do_not_exist_yet_are_known(void **state)
{
	const struct era *era = find(*state, "3.12.0");

	assert_false(era_has_parameter(era, "one"));
	assert_false(era_has_parameter(era, "two=on"));
	assert_true(era_has_parameter(era, "on"));
	assert_true(era_has_parameter(era, "one.more=1"));
	assert_true(era_has_parameter(find(*state, "6.1.0"), "one"));
}

static void a_tool_that_is_too_old_is_named(void **state)
{
	struct folder *folder = *state;
	const struct era *era = find(folder, "7.0.5");

	assert_int_equal(era_check_tool(era, "gcc", "8.1.0", "", &folder->err),
			 0);
	assert_int_equal(era_check_tool(era, "ld", "2.0", "", &folder->err),
			 0);
	assert_int_equal(era_check_tool(era, "gcc", "7.5.0",
					"gcc (Debian 7.5.0-3) 7.5.0",
					&folder->err), -EINVAL);
	assert_string_equal(folder->err.text,
			    "7.0.5 needs gcc 8.1 or newer: found gcc (Debian 7.5.0-3) 7.5.0");
}

static void digest(const struct era *era, char hex[DIGEST_HEX_SIZE])
{
	SHA2_CTX context;
	struct error err;

	SHA256Init(&context);
	assert_int_equal(era_add_digest(era, &context, &err), 0);
	SHA256End(&context, hex);
}

static void the_content_of_shims_is_part_of_the_key(void **state)
{
	struct folder *folder = *state;
	char before[DIGEST_HEX_SIZE], after[DIGEST_HEX_SIZE];

	digest(find(folder, "3.12.0"), before);
	write_in(folder, "shims/old/linux/a.h", "int b;\n");
	digest(find(folder, "3.12.0"), after);
	assert_string_not_equal(before, after);
}

static void without_shims_a_key_is_as_ever(void **state)
{
	char none[DIGEST_HEX_SIZE], newer[DIGEST_HEX_SIZE];

	digest(find(*state, NULL), none);
	digest(find(*state, "6.1.0"), newer);
	assert_string_equal(none, newer);
}

static void shims_are_placed_whole_and_alone(void **state)
{
	struct folder *folder = *state;
	char *target = xasprintf("%s/target", folder->path);
	char *placed = xasprintf("%s/old/linux/a.h", target);
	struct stat first, second;
	char *text;
	struct error err;

	assert_int_equal(directory_make(target, &err), 0);
	write_in(folder, "target/left", "");
	assert_int_equal(era_place_shims(find(folder, "3.12.0"), target, &err),
			 0);
	assert_int_equal(file_read(placed, &text, NULL, &err), 0);
	assert_string_equal(text, "int a;\n");
	free(text);
	assert_int_equal(stat(placed, &first), 0);
	assert_int_equal(era_place_shims(&folder->era, target, &err), 0);
	assert_int_equal(stat(placed, &second), 0);
	assert_int_equal(first.st_ino, second.st_ino);
	assert_int_equal(era_place_shims(find(folder, "6.1"), target, &err), 0);
	assert_false(file_exists(placed));
	assert_false(file_exists(target));
	free(placed);
	free(target);
}

static void refuses(struct folder *folder, const char *text,
		    const char *sentence)
{
	char *path = xasprintf("%s/wrong.ini", folder->path);
	char *whole;

	write_in(folder, "wrong.ini", text);
	era_release(&folder->era);
	assert_int_equal(era_find_in(&folder->era, folder->path, "3.12",
				     &folder->err), -EINVAL);
	whole = xasprintf("%s:%s", path, sentence);
	assert_string_equal(folder->err.text, whole);
	free(whole);
	free(path);
}

static void what_no_era_has_is_refused_with_its_line(void **state)
{
	struct folder *folder = *state;

	refuses(folder, "[era]\nbefore = 9\n[build]\ncflags = -x\n",
		"4: found `cflags = -x`, expected one of cc, host-cc, make, shims, config");
	refuses(folder, "[era]\nbefore = 9\nbefore = 10\n",
		"3: found `before = 10`, expected `before` once");
	refuses(folder, "[era]\nbefore = v9\n",
		"2: found `before = v9`, expected a release such as 3.12");
	refuses(folder, "[boot]\n4K = parameter\n",
		"2: found `4K = parameter`, expected `configuration`, or no such line");
	refuses(folder, "[boot]\nabsnt = a\n",
		"2: found `absnt = a`, expected one of absent, words, 4K");
	refuses(folder, "[needs]\nicc = 1\n",
		"2: found `icc = 1`, expected one of gcc, clang, ld");
	refuses(folder, "[build]\nmake = all\n",
		"2: found `make = all`, expected NAME=VALUE");
	refuses(folder, "[milestone x]\nreturn = a\n",
		"2: found `return = a`, expected enter");
	refuses(folder, "[eras]\nfrom = 1\n",
		"2: found `from = 1`, expected a section [era], [build], [needs], [boot] or [milestone NAME], not [eras]");
}

static void a_file_without_a_span_is_refused(void **state)
{
	struct folder *folder = *state;

	refuses(folder, "[boot]\nabsent = a\n",
		" found [era] with neither from nor before");
	refuses(folder, "[era]\nfrom = 4\nbefore = 3.19\n",
		" found from 4 and before 3.19, which hold for nothing");
}

static void a_shim_that_is_not_there_is_refused(void **state)
{
	struct folder *folder = *state;
	char *sentence = xasprintf(
		"4: found `shims = new`, expected a folder of %s/shims",
		folder->path);

	refuses(folder, "[era]\nbefore = 9\n[build]\nshims = new\n", sentence);
	free(sentence);
}

static void the_files_of_the_lab_say_what_is_known(void **state)
{
	struct era era;
	struct error err;

	(void)state;
	assert_int_equal(era_find(&era, "3.12.0", &err), 0);
	assert_true(era.words_from_cmdline);
	assert_true(era.mapping_by_config);
	assert_false(era_has_parameter(&era, "movable_node"));
	assert_false(era_has_parameter(&era, "debug_pagealloc=on"));
	assert_false(era_has_parameter(&era, "nokaslr"));
	assert_true(era_has_parameter(&era, "panic=-1"));
	has_words(&era.make, "srctree=.|AFLAGS_head_64.o=-Wa,-mshared");
	has_words(&era.host_cc, "-std=gnu89|-fcommon");
	assert_true(era.shims.count > 0);
	era_release(&era);
	assert_int_equal(era_find(&era, "4.4.155", &err), 0);
	assert_false(era.words_from_cmdline || era.mapping_by_config);
	assert_int_equal(era.shims.count, 0);
	has_words(&era.host_cc, "-fcommon");
	era_release(&era);
	assert_int_equal(era_find(&era, "7.1.5", &err), 0);
	assert_int_equal(era_check_tool(&era, "gcc", "7.5", "it", &err),
			 -EINVAL);
	era_release(&era);
}

/* Their keys must stay what they are. */
static void nothing_holds_for_the_lab_s_own_kernels(void **state)
{
	static const char *const releases[] = { "6.1.192", "6.12.38" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct era era;
		struct error err;

		assert_int_equal(era_find(&era, releases[i], &err), 0);
		has_words(&era.files, "");
		era_release(&era);
	}
}

static void versions_are_compared_by_their_numbers(void **state)
{
	(void)state;
	assert_int_equal(release_compare("3.12", "3.12.0"), 0);
	assert_int_equal(release_compare("3.9", "3.10"), -1);
	assert_int_equal(release_compare("10.1", "9.9.9"), 1);
	assert_int_equal(release_compare("6.1.0-25-amd64", "6.1"), 0);
	assert_int_equal(release_compare("3.12.0-rc4", "3.12"), 0);
	assert_int_equal(release_compare("99999999999999999999", "7"), 1);
}

static void release_is(struct folder *folder, const char *makefile,
		       const char *expected)
{
	char *release;

	write_in(folder, "Makefile", makefile);
	release = release_of_tree(folder->path);
	if (expected)
		assert_string_equal(release, expected);
	else
		assert_null(release);
	free(release);
}

static void a_tree_s_release_is_its_makefile_s(void **state)
{
	release_is(*state, "# x\nVERSION = 3\nPATCHLEVEL = 12\nSUBLEVEL = 7\n"
		   "EXTRAVERSION = -rc4\n", "3.12.7");
	release_is(*state, "VERSION=7\nPATCHLEVEL\t= 1\nSUBLEVEL =\n", "7.1.0");
	release_is(*state, "VERSION = 3\n", NULL);
	release_is(*state, "all:\n\ttrue\n", NULL);
	release_is(*state, "VERSIONS = 3\nPATCHLEVEL = 1\n", NULL);
}

int main(void)
{
#define IN_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(what_all_files_say_that_hold_is_merged),
		IN_FOLDER(a_span_ends_before_its_release),
		IN_FOLDER(nothing_holds_for_what_has_no_release),
		IN_FOLDER(parameters_that_do_not_exist_yet_are_known),
		IN_FOLDER(a_tool_that_is_too_old_is_named),
		IN_FOLDER(the_content_of_shims_is_part_of_the_key),
		IN_FOLDER(without_shims_a_key_is_as_ever),
		IN_FOLDER(shims_are_placed_whole_and_alone),
		IN_FOLDER(what_no_era_has_is_refused_with_its_line),
		IN_FOLDER(a_file_without_a_span_is_refused),
		IN_FOLDER(a_shim_that_is_not_there_is_refused),
		cmocka_unit_test(the_files_of_the_lab_say_what_is_known),
		cmocka_unit_test(nothing_holds_for_the_lab_s_own_kernels),
		cmocka_unit_test(versions_are_compared_by_their_numbers),
		IN_FOLDER(a_tree_s_release_is_its_makefile_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
