// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/inside.h"
#include "lib/file.h"

static char folder[] = "/tmp/numaboot-inside-XXXXXX";

static int make_tree(void **state)
{
	(void)state;
	return !mkdtemp(folder) || chdir(folder) || mkdir("tree", 0700) ||
	       mkdir("tree/arch", 0700) ||
	       symlink("../arch", "tree/arch/back") ||
	       symlink("nowhere", "tree/dangling");
}

static int remove_tree(void **state)
{
	struct error err;

	(void)state;
	return directory_remove(folder, &err);
}

static void links_inside_of_the_tree_are_taken(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(inside_check("tree", "mine", &err), 0);
}

static void refuse_link(const char *target, const char *said)
{
	struct error err;

	assert_int_equal(symlink(target, "tree/arch/out"), 0);
	assert_int_equal(inside_check("tree", "mine", &err), -EINVAL);
	assert_string_equal(err.text, said);
	assert_int_equal(unlink("tree/arch/out"), 0);
}

static void a_link_out_of_the_tree_is_refused(void **state)
{
	(void)state;
	refuse_link("/tmp", "mine: arch/out: found a link to /tmp, expected one to a place inside of the tree: a build would write there");
	refuse_link("../../x", "mine: arch/out: found a link to ../../x, expected one to a place inside of the tree: a build would write there");
	refuse_link("a/../../../arch", "mine: arch/out: found a link to a/../../../arch, expected one to a place inside of the tree: a build would write there");
}

static void a_pipe_in_the_tree_is_refused(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(mkfifo("tree/arch/Kconfig", 0600), 0);
	assert_int_equal(inside_check("tree", "mine", &err), -EINVAL);
	assert_string_equal(err.text,
			    "mine: arch/Kconfig: found a pipe, expected a file");
	assert_int_equal(unlink("tree/arch/Kconfig"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_inside_of_the_tree_are_taken),
		cmocka_unit_test(a_link_out_of_the_tree_is_refused),
		cmocka_unit_test(a_pipe_in_the_tree_is_refused),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
