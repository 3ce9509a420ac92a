// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "plugin/machine.h"

/* A command line as /proc has it: words end with a zero byte. */
static char *describe(const char *words, size_t size)
{
	char path[] = "/tmp/command-line-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	char *text;

	assert_int_equal(fwrite(words, 1, size, file), size);
	fclose(file);
	text = machine_describe("QEMU 7", path);
	unlink(path);
	return text;
}

static void the_machine_is_what_qemu_was_told(void **state)
{
	static const char words[] =
		"qemu\0-display\0none\0--cpu\0qemu64\0-icount\0shift=0\0"
		"-machine\0q35\0-append\0-cpu=old";
	char *text = describe(words, sizeof(words));

	(void)state;
	assert_string_equal(text,
			    "QEMU 7 -machine q35 -icount shift=0 -cpu qemu64");
	free(text);
}

static void a_machine_that_cannot_be_read_is_none(void **state)
{
	(void)state;
	assert_null(machine_describe("QEMU 7", "/nowhere"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_machine_is_what_qemu_was_told),
		cmocka_unit_test(a_machine_that_cannot_be_read_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
