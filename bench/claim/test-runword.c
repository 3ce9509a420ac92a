// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "claim/runword.h"
#include "lib/alloc.h"
#include "lib/file.h"

static char folder[] = "/tmp/test-runword-XXXXXX";
static struct error err;

static void write_run(const char *path, const char *complete)
{
	char *file = xasprintf("%s/run.json", path);
	char *text = xasprintf("{\"cells\": [], \"arms\": [], \"topologies\": [], \"complete\": %s}",
			       complete);

	assert_int_equal(directory_make(path, &err), 0);
	assert_int_equal(file_write(file, text, strlen(text), &err), 0);
	free(text);
	free(file);
}

static int open_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || chdir(folder))
		return -1;
	write_run("out/night/20260101T000000Z", "true");
	write_run("out/night/20260101T000000Z-2", "true");
	write_run("out/night/20260103T000000Z", "true");
	write_run("out/night/20260104T000000Z", "false");
	write_run("out/small/20260102T000000Z", "true");
	write_run("out/a:b/20250101T000000Z", "true");
	write_run("night-copy", "true");
	if (directory_make("out/empty", &err) || symlink("loop", "loop") ||
	    symlink("20260103T000000Z", "out/night/latest"))
		return -1;
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return chdir("/") || directory_remove(folder, &err);
}

static void assert_finds(const char *text, const char *path, const char *arm)
{
	struct run_word word;

	assert_int_equal(run_word_find(&word, text, &err), 0);
	assert_string_equal(word.folder, path);
	if (arm)
		assert_string_equal(word.arm, arm);
	else
		assert_null(word.arm);
	run_word_release(&word);
}

static void assert_refuses(const char *text, int code, const char *sentence)
{
	struct run_word word;

	assert_int_equal(run_word_find(&word, text, &err), -code);
	assert_non_null(strstr(err.text, sentence));
	run_word_release(&word);
}

static void a_plan_is_its_newest_complete_run(void **state)
{
	(void)state;
	assert_finds("night", "out/night/20260103T000000Z", NULL);
	assert_finds("night@latest", "out/night/20260103T000000Z", NULL);
	assert_finds("night@1", "out/night/20260103T000000Z", NULL);
	assert_finds("night@2", "out/night/20260101T000000Z-2", NULL);
	assert_finds("night@3", "out/night/20260101T000000Z", NULL);
}

static void latest_is_the_newest_of_any_plan(void **state)
{
	(void)state;
	assert_finds("latest", "out/night/20260103T000000Z", NULL);
	assert_finds("latest:patched", "out/night/20260103T000000Z", "patched");
}

static void a_folder_is_its_run_and_no_link(void **state)
{
	(void)state;
	assert_finds("night-copy", "night-copy", NULL);
	assert_finds("out/night/latest", "out/night/20260103T000000Z", NULL);
	assert_finds("out/night/20260104T000000Z/",
		     "out/night/20260104T000000Z", NULL);
}

static void an_arm_stands_behind_a_colon(void **state)
{
	(void)state;
	assert_finds("night:patched+movable_node",
		     "out/night/20260103T000000Z", "patched+movable_node");
	assert_finds("night@2:series@3", "out/night/20260101T000000Z-2",
		     "series@3");
	assert_finds("night:./linux:a.mbox", "out/night/20260103T000000Z",
		     "./linux:a.mbox");
	assert_finds("a:b:x", "out/a:b/20250101T000000Z", "x");
	assert_finds("night-copy:x", "night-copy", "x");
}

static void what_is_no_run_is_said(void **state)
{
	(void)state;
	assert_refuses("nosuch", ESRCH, "expected a folder with a run.json");
	assert_refuses("nosuch:arm", ESRCH, "expected a folder");
	assert_refuses("out/night", ESRCH, "expected a folder");
	assert_refuses("night@4", ENOENT, "found 3 complete runs in out/night");
	assert_refuses("night@0", EINVAL, "found `@0`");
	assert_refuses("night@x", EINVAL, "found `@x`");
	assert_refuses("empty", ENOENT, "found 0 complete runs in out/empty");
	assert_refuses("loop", EACCES,
		       "loop/run.json: Too many levels of symbolic links");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_is_its_newest_complete_run),
		cmocka_unit_test(latest_is_the_newest_of_any_plan),
		cmocka_unit_test(a_folder_is_its_run_and_no_link),
		cmocka_unit_test(an_arm_stands_behind_a_colon),
		cmocka_unit_test(what_is_no_run_is_said),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
