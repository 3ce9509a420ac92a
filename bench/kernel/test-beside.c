// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/beside.h"
#include "lib/file.h"

#define STUB "ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n"
#define MAP "ffffffff81000000 T _text\n"

static char folder[] = "/tmp/test-beside.XXXXXX";

static void put(const char *name, const char *text)
{
	struct error err;

	assert_int_equal(file_write(name, text, strlen(text), &err), 0);
}

static void check(const char *image, const char *symbols, const char *stub)
{
	char *passed_over;
	char *found = beside_symbols(image, &passed_over);

	assert_string_equal(found ? found : "none", symbols);
	assert_string_equal(passed_over ? passed_over : "none", stub);
	free(passed_over);
	free(found);
}

static void an_image_is_found_with_what_has_its_version(void **state)
{
	(void)state;
	check("bzImage", "none", "none");
	put("vmlinux", MAP);
	check("./bzImage", "./vmlinux", "none");
	check("./vmlinuz-6.1.0-56-amd64", "./vmlinux", "none");
	check("vmlinux", "none", "none");
	put("System.map", MAP);
	check("bzImage", "System.map", "none");
	put("vmlinux-6.1.0-56-amd64", MAP);
	check("./vmlinuz-6.1.0-56-amd64", "./vmlinux-6.1.0-56-amd64", "none");
	put("System.map-6.1.0-56-amd64", MAP);
	check("./vmlinuz-6.1.0-56-amd64", "./System.map-6.1.0-56-amd64",
	      "none");
	check("./vmlinuz-6.1.0-57-amd64", "./System.map", "none");
}

static void the_stub_of_debian_is_passed_over(void **state)
{
	(void)state;
	put("System.map-6.1.0-56-amd64", STUB);
	check("vmlinuz-6.1.0-56-amd64", "vmlinux-6.1.0-56-amd64",
	      "System.map-6.1.0-56-amd64");
	assert_int_equal(unlink("vmlinux-6.1.0-56-amd64"), 0);
	assert_int_equal(unlink("vmlinux"), 0);
	put("System.map", STUB);
	check("vmlinuz-6.1.0-56-amd64", "none", "System.map-6.1.0-56-amd64");
	check("bzImage", "none", "System.map");
}

static int enter(void **state)
{
	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave(void **state)
{
	struct error err;

	(void)state;
	return chdir("/") == 0 ? directory_remove(folder, &err) : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_image_is_found_with_what_has_its_version),
		cmocka_unit_test(the_stub_of_debian_is_passed_over),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
