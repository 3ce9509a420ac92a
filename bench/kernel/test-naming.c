// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/naming.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define VARIANT(name, base) \
	"[variant " name "]\nbase=" base "\npatches=series\nconfig=c\n"

/* Bases whose sources come and go, with a series of one patch. */
struct folder {
	char path[32];
	struct catalog catalog;
	struct error err;
};

static char *path_in(const struct folder *folder, const char *name)
{
	return xasprintf("%s/%s", folder->path, name);
}

static void write_in(const struct folder *folder, const char *name,
		     const char *text)
{
	char *path = path_in(folder, name);
	struct error err;

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(path);
}

static void remove_from(const struct folder *folder, const char *name)
{
	char *path = path_in(folder, name);

	assert_int_equal(unlink(path), 0);
	free(path);
}

/* linux-6.12 stands before linux-6.9: what is newer is not the file's order. */
static char *variants(const struct folder *folder)
{
	static const char format[] =
		"[base linux-6.1]\npackage=p1\nmade-for=1\ntarball=%1$s/6.1\n"
		"[base linux-6.12]\npackage=p12\nmade-for=1\ntarball=%1$s/6.12\n"
		"[base linux-6.9]\npackage=p9\nmade-for=1\ntarball=%1$s/6.9\n"
		"[base mine]\ntree=%1$s\n"
		"[base linux-7.0]\ntree=%1$s\n"
		VARIANT("plain-6.1", "linux-6.1")
		VARIANT("plain-6.12", "linux-6.12")
		VARIANT("plain-6.9", "linux-6.9")
		VARIANT("plain-7.0", "linux-7.0")
		VARIANT("old-6.1", "linux-6.1")
		VARIANT("mixed-6.1", "linux-6.12")
		VARIANT("mine", "mine")
		VARIANT("-6.1", "linux-6.1")
		"[family step-6.1]\nof=plain-6.1\n"
		"[family step-6.12]\nof=plain-6.12\n"
		"[tree]\nconfig=c\n";

	return xasprintf(format, folder->path);
}

static int load(void **state)
{
	struct folder *folder = xcalloc(1, sizeof(*folder));
	char *text, *path, *series;

	strcpy(folder->path, "/tmp/naming.XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	series = path_in(folder, "series");
	assert_int_equal(directory_make(series, &folder->err), 0);
	write_in(folder, "series/0001-a.patch",
		 "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n");
	write_in(folder, "6.1", "");
	write_in(folder, "6.12", "");
	write_in(folder, "6.9", "");
	text = variants(folder);
	write_in(folder, "variants.ini", text);
	path = path_in(folder, "variants.ini");
	if (catalog_load(&folder->catalog, path, &folder->err))
		fail_msg("%s", folder->err.text);
	free(path);
	free(text);
	free(series);
	*state = folder;
	return 0;
}

static int unload(void **state)
{
	struct folder *folder = *state;

	catalog_release(&folder->catalog);
	assert_int_equal(directory_remove(folder->path, &folder->err), 0);
	free(folder);
	return 0;
}

static void means(struct folder *folder, const char *name, const char *whole)
{
	const struct variant *found;

	if (naming_find(&folder->catalog, name, &found, &folder->err))
		fail_msg("%s means nothing", name);
	assert_string_equal(found->name, whole);
}

static void a_name_without_a_base_means_the_newest_that_is_here(void **state)
{
	struct folder *folder = *state;

	means(folder, "plain", "plain-6.12");
	means(folder, "step@1", "step-6.12@1");
	means(folder, "old", "old-6.1");
	remove_from(folder, "6.12");
	means(folder, "plain", "plain-6.9");
	means(folder, "step@1", "step-6.1@1");
	remove_from(folder, "6.9");
	means(folder, "plain", "plain-6.1");
}

static void a_whole_name_means_itself(void **state)
{
	struct folder *folder = *state;

	remove_from(folder, "6.1");
	means(folder, "plain-6.1", "plain-6.1");
	means(folder, "step-6.1@0", "step-6.1@0");
	means(folder, "plain-7.0", "plain-7.0");
	means(folder, "mine", "mine");
	means(folder, "-6.1", "-6.1");
}

static void is_unknown(struct folder *folder, const char *name)
{
	const struct variant *found;

	assert_int_equal(naming_find(&folder->catalog, name, &found,
				     &folder->err), -ESRCH);
	assert_false(naming_knows(&folder->catalog, name));
}

static void what_no_variant_is_called_is_unknown(void **state)
{
	is_unknown(*state, "other");
	is_unknown(*state, "plain-6");
	is_unknown(*state, "plain-6.13");
	is_unknown(*state, "plain@0");
	is_unknown(*state, "step@2");
	is_unknown(*state, "step-6.1");
	is_unknown(*state, "mixed");
	is_unknown(*state, "");
}

static void expect_refused(struct folder *folder, const char *name,
			   const char *sentence)
{
	const struct variant *found;

	assert_int_equal(naming_find(&folder->catalog, name, &found,
				     &folder->err), -ENOENT);
	assert_string_equal(folder->err.text, sentence);
	assert_true(naming_knows(&folder->catalog, name));
}

static void what_has_no_source_here_is_refused(void **state)
{
	struct folder *folder = *state;

	remove_from(folder, "6.1");
	expect_refused(folder, "old",
		       "kernel old: found no source for it on this host, expected the package p1; this host can build plain");
	remove_from(folder, "6.9");
	remove_from(folder, "6.12");
	expect_refused(folder, "step@0",
		       "kernel step@0: found no source for it on this host, expected the package p1 or p12");
}

static void the_user_may_want_another_base(void **state)
{
	struct folder *folder = *state;
	const struct variant *found;

	assert_int_equal(naming_want(&folder->catalog, "linux-6.9",
				     &folder->err), 0);
	means(folder, "plain", "plain-6.9");
	means(folder, "plain-6.1", "plain-6.1");
	assert_int_equal(naming_find(&folder->catalog, "old", &found,
				     &folder->err), -ENOENT);
	assert_string_equal(folder->err.text,
			    "kernel old: found none of linux-6.9, expected one of plain");
	/* Its absence is said by whoever opens it, not passed over. */
	remove_from(folder, "6.9");
	means(folder, "plain", "plain-6.9");
}

static void a_base_that_is_none_is_refused(void **state)
{
	struct folder *folder = *state;

	assert_int_equal(naming_want(&folder->catalog, "6.9", &folder->err),
			 -EINVAL);
	assert_string_equal(folder->err.text,
			    "base 6.9: expected one of linux-6.1, linux-6.12, linux-6.9");
	means(folder, "plain", "plain-6.12");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, load, unload)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_name_without_a_base_means_the_newest_that_is_here),
		TEST(a_whole_name_means_itself),
		TEST(what_no_variant_is_called_is_unknown),
		TEST(what_has_no_source_here_is_refused),
		TEST(the_user_may_want_another_base),
		TEST(a_base_that_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
