// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/catalog.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define BASE "[base linux]\npackage=p\ntarball=t\nmade-for=1\n"
#define VARIANT "[variant patched]\nbase=linux\npatches=before series\n" \
		"config=base movable@2\n"
#define DIFF(file) "--- a/" file "\n+++ b/" file "\n@@ -1 +1 @@\n-a\n+b\n"
#define TREE "[tree]\nconfig=base\n"

/* A folder like kernels/, with a series of two and a cover letter. */
struct folder {
	char path[32];
	struct catalog catalog;
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
	static const char *const parts[] = { "before", "series", "mutants" };
	struct folder *folder = xcalloc(1, sizeof(*folder));
	struct error err;

	strcpy(folder->path, "/tmp/catalog.XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	for (size_t i = 0; i < 3; i++) {
		char *path = xasprintf("%s/%s", folder->path, parts[i]);

		assert_int_equal(directory_make(path, &err), 0);
		free(path);
	}
	write_in(folder, "before/0001-a.patch", DIFF("x"));
	write_in(folder, "series/0000-cover.patch", "words only\n");
	write_in(folder, "series/0001-b.patch", DIFF("x"));
	write_in(folder, "series/0002-c.patch", DIFF("y"));
	write_in(folder, "mutants/07-worse.patch", DIFF("y"));
	*state = folder;
	return 0;
}

static int remove_folder(void **state)
{
	struct folder *folder = *state;
	struct error err;

	catalog_release(&folder->catalog);
	assert_int_equal(directory_remove(folder->path, &err), 0);
	free(folder);
	return 0;
}

static int load(struct folder *folder, const char *text)
{
	char *path = xasprintf("%s/variants.ini", folder->path);
	int ret;

	write_in(folder, "variants.ini", text);
	ret = catalog_load(&folder->catalog, path, &folder->err);
	free(path);
	return ret;
}

static void expect_words(char *const *words, const char *wanted)
{
	char text[256] = "";

	for (; *words; words++) {
		strcat(text, *words);
		strcat(text, " ");
	}
	assert_string_equal(text, wanted);
}

static void a_family_stands_for_the_prefixes_of_a_series(void **state)
{
	struct folder *folder = *state;
	const struct variant *variant;

	assert_int_equal(load(folder, BASE VARIANT
			      "[family series]\nof=patched\n" TREE), 0);
	assert_int_equal(folder->catalog.variant_count, 4);
	variant = catalog_find(&folder->catalog, "series@0");
	expect_words(variant->patches, "before ");
	variant = catalog_find(&folder->catalog, "series@2");
	expect_words(variant->patches,
		     "before series/0001-b.patch series/0002-c.patch ");
	assert_true(variant->generated);
	assert_null(catalog_find(&folder->catalog, "series@3"));
}

static void a_fragment_belongs_to_a_variant_from_its_patch_on(void **state)
{
	struct folder *folder = *state;
	const struct catalog *catalog = &folder->catalog;

	assert_int_equal(load(folder, BASE VARIANT
			      "[family series]\nof=patched\n" TREE), 0);
	expect_words(catalog_find(catalog, "series@1")->config, "base ");
	expect_words(catalog_find(catalog, "series@2")->config,
		     "base movable ");
	expect_words(catalog_find(catalog, "patched")->config,
		     "base movable ");
}

static void a_family_of_mutants_adds_one_patch_each(void **state)
{
	struct folder *folder = *state;
	const struct variant *variant;

	assert_int_equal(load(folder, BASE VARIANT
			      "[family mutant]\nof=patched\npatches=mutants\n"
			      TREE), 0);
	variant = catalog_find(&folder->catalog, "mutant@07-worse");
	expect_words(variant->patches,
		     "before series mutants/07-worse.patch ");
	expect_words(variant->config, "base movable ");
}

static void expect_refused(struct folder *folder, const char *text,
			   const char *sentence)
{
	assert_true(load(folder, text) < 0);
	if (!strstr(folder->err.text, sentence))
		fail_msg("`%s` lacks `%s`", folder->err.text, sentence);
	catalog_release(&folder->catalog);
}

static void what_is_wrong_is_said(void **state)
{
	struct folder *folder = *state;

	expect_refused(folder, BASE VARIANT "[family s]\nof=unknown\n" TREE,
		       "variants.ini:10: found `of = unknown`, expected the name of a [variant");
	expect_refused(folder, BASE VARIANT "[family s]\npatches=mutants\n"
		       TREE, "found [family s] without `of`");
	expect_refused(folder, BASE "[variant v]\nbase=linux\nconfig=base\n"
		       "[family s]\nof=v\n" TREE,
		       "[family s]: found variant v without patches");
	expect_refused(folder, BASE "[variant v]\nbase=linux\n"
		       "config=base@first\n" TREE,
		       "[variant v]: found fragment `base@first`");
	expect_refused(folder, "[base b]\ntree=linux\n" TREE,
		       "found `tree = linux`, expected an absolute path");
	expect_refused(folder, "[base b]\ntree=/linux\npackage=p\n" TREE,
		       "found [base b] with neither");
	expect_refused(folder, "[base b]\nrevision=v6.9\n" TREE,
		       "found [base b] with neither");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_family_stands_for_the_prefixes_of_a_series,
			make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			a_fragment_belongs_to_a_variant_from_its_patch_on,
			make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			a_family_of_mutants_adds_one_patch_each,
			make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(what_is_wrong_is_said,
						make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
