// SPDX-License-Identifier: GPL-2.0-only
/* Which function a guest stood in that did not complete. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/file.h"
#include "night/ended.h"

#define RUN "runs/b0-a-uma-2M-count"

static char folder[] = "/dev/shm/test-ended-XXXXXX";
static struct error err;

static void write_text(const char *path, const char *text, size_t size)
{
	assert_int_equal(file_write(path, text, size, &err), 0);
}

static int open_folder(void **state)
{
	static const char record[] =
		"{\"arms\": [{\"name\": \"a\"}], \"topologies\": [{\"name\": \"uma\"}],"
		" \"cells\": [{\"run_id\": \"b0-a-uma-2M-count\", \"plan\": \"p\","
		" \"block\": 0, \"cell\": \"a/uma/2M/count\", \"kernel\": \"a\","
		" \"arm\": \"a\", \"topology\": \"uma\", \"mapping\": \"2M\","
		" \"workload\": \"count\", \"engine\": \"exact\"}]}";

	(void)state;
	if (!mkdtemp(folder) || chdir(folder) || directory_make(RUN, &err))
		return -1;
	write_text("run.json", record, strlen(record));
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return chdir("/") || directory_remove(folder, &err);
}

static void assert_stood_in(const char *function)
{
	const struct cell_name cell = {
		.arm = "a", .topology = "uma", .mapping = "2M",
	};
	char *found = ended_function(".", &cell, "count");

	if (function)
		assert_string_equal(found, function);
	else
		assert_null(found);
	free(found);
}

static void the_console_tells_it_first(void **state)
{
	static const char console[] =
		"[    0.000000] BUG: made\n"
		"[    0.000000] RIP: 0010:first_fault+0x1/0x2\n"
		"[    0.000000] RIP: 0010:second_fault+0x1/0x2\n";
	static const char log[] = "\0\0RIP: 0010:in_the_log+0x1/0x2\0\0";

	(void)state;
	write_text(RUN "/console.log", console, strlen(console));
	write_text(RUN "/log-buffer.bin", log, sizeof(log));
	assert_stood_in("first_fault");
}

/* It had no console yet. */
static void else_the_log_buffer_does(void **state)
{
	static const char log[] =
		"\0\0\1Linux version 6.1.0 made up\0\0\0\0"
		"xRIP: 0010:extend_brk+0x14/0x4a\0\0";

	(void)state;
	write_text(RUN "/console.log", "", 0);
	write_text(RUN "/log-buffer.bin", log, sizeof(log));
	assert_stood_in("extend_brk");
	unlink(RUN "/log-buffer.bin");
	assert_stood_in(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_console_tells_it_first),
		cmocka_unit_test(else_the_log_buffer_does),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
