// SPDX-License-Identifier: GPL-2.0-only
/* How a command that hyperfine timed has ended is what its file says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "boot/hyperfine.h"
#include "lib/error.h"
#include "lib/file.h"

static int status_of(const char *text, int status)
{
	char path[] = "/tmp/test-hyperfine-XXXXXX";
	int fd = mkstemp(path);
	struct error err;
	int ret;

	assert_true(fd >= 0);
	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	ret = hyperfine_status(path, status);
	close(fd);
	unlink(path);
	return ret;
}

static void the_code_is_in_the_file(void **state)
{
	(void)state;
	assert_int_equal(status_of("{\"results\": [{\"times\": [0.5], "
				   "\"exit_codes\": [137]}]}", 0), 137 << 8);
	assert_int_equal(status_of("{\"results\": [{\"times\": [0.5], "
				   "\"exit_codes\": [0]}]}", 0), 0);
}

static void without_one_it_is_that_of_hyperfine(void **state)
{
	(void)state;
	assert_int_equal(status_of("", 0), 0);
	assert_int_equal(status_of("{\"results\": []}", 0), 0);
	assert_int_equal(status_of("{\"results\": [{\"exit_codes\": [3]}]}",
				   1 << 8), 1 << 8);
	assert_int_equal(hyperfine_status("/nonexistent", 9), 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_code_is_in_the_file),
		cmocka_unit_test(without_one_it_is_that_of_hyperfine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
