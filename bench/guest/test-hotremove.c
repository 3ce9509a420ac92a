// SPDX-License-Identifier: GPL-2.0-only
/* Memory blocks in a made-up /sys, and a kernel that refuses them. */
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "guest/hotremove.h"
#include "lib/file.h"

/* What the kernel answers EINVAL to, whatever is written. */
#define REFUSING "/proc/self/oom_score_adj"

static const char *kernel_log;
static char folder[] = "/tmp/test-hotremove-XXXXXX";
static json_t *records;
static struct error err;

/* Stands in for the C library's: nobody's log is read or cleared. */
int klogctl(int what, char *text, int size)
{
	return what == 3 ? snprintf(text, size, "%s", kernel_log) : 0;
}

/* Stands in for the C library's: 20 s pass in less than one. */
int nanosleep(const struct timespec *wanted, struct timespec *left)
{
	const struct timespec blink = { .tv_nsec = wanted->tv_nsec / 50 };

	return syscall(SYS_nanosleep, &blink, left);
}

static void file_make(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void folder_make(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(mkdir(path, 0755), 0);
}

/* @state: where its file leads, NULL for one of its own */
static void block_make(const char *name, const char *state,
		       const char *removable)
{
	char path[128];

	snprintf(path, sizeof(path), "memory/%s", name);
	folder_make(path);
	snprintf(path, sizeof(path), "memory/%s/removable", name);
	file_make(path, removable);
	snprintf(path, sizeof(path), "node/node1/%s", name);
	folder_make(path);
	snprintf(path, sizeof(path), "%s/memory/%s/state", folder, name);
	if (state)
		assert_int_equal(symlink(state, path), 0);
	else
		assert_int_equal(mknod(path, S_IFREG | 0644, 0), 0);
}

static int tree_make(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/test-hotremove-XXXXXX");
	kernel_log = "";
	records = json_array();
	assert_non_null(mkdtemp(folder));
	folder_make("memory");
	folder_make("node");
	folder_make("node/node1");
	file_make("memory/block_size_bytes", "8000000\n");
	return 0;
}

static int tree_remove(void **state)
{
	(void)state;
	json_decref(records);
	return directory_remove(folder, &err);
}

static int report(void)
{
	FILE *port = tmpfile();
	char line[4096];
	int ret;

	assert_non_null(port);
	ret = hotremove_report(folder, "1", fileno(port), &err);
	rewind(port);
	while (fgets(line, sizeof(line), port))
		json_array_append_new(records, json_loads(line, 0, NULL));
	fclose(port);
	return ret;
}

static const char *text(size_t i, const char *key)
{
	return json_string_value(json_object_get(json_array_get(records, i),
						 key));
}

static json_int_t number(size_t i, const char *key)
{
	return json_integer_value(json_object_get(json_array_get(records, i),
						  key));
}

static void assert_block(size_t i, int block, bool offline, int error)
{
	assert_string_equal(text(i, "record"), "block");
	assert_int_equal(number(i, "block"), block);
	assert_int_equal(number(i, "start"), block * 0x8000000LL);
	assert_int_equal(json_is_true(json_object_get(
		json_array_get(records, i), "offline")), offline);
	assert_string_equal(text(i, "error"), error ? strerror(error) : "");
}

static void a_kernel_that_refuses_all_is_told_by_its_option(void **state)
{
	(void)state;
	block_make("memory8", REFUSING, "0\n");
	block_make("memory9", REFUSING, "0\n");
	assert_int_equal(report(), -EINVAL);
	assert_string_equal(err.text, "the kernel takes no memory block "
			    "offline: it lacks CONFIG_MEMORY_HOTREMOVE");
	assert_int_equal(json_array_size(records), 3);
	assert_block(0, 8, false, EINVAL);
	assert_block(1, 9, false, EINVAL);
}

static void blocks_with_holes_are_a_result(void **state)
{
	(void)state;
	block_make("memory8", REFUSING, "1\n");
	assert_int_equal(report(), 0);
	assert_block(0, 8, false, EINVAL);
	assert_string_equal(text(1, "record"), "restored");
	assert_int_equal(number(1, "blocks"), 0);
}

/* Nobody reads the pipe: opening it takes for ever. */
static void an_attempt_without_end_is_given_up(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	block_make("memory10", NULL, "1\n");
	block_make("memory9", path, "1\n");
	assert_int_equal(report(), 0);
	assert_int_equal(json_array_size(records), 3);
	assert_block(0, 9, false, ETIMEDOUT);
	assert_block(1, 10, true, 0);
	assert_int_equal(number(2, "blocks"), 1);
	assert_int_equal(number(2, "lost"), 0);
}

static void the_last_page_that_the_kernel_names_is_told(void **state)
{
	(void)state;
	kernel_log = "page:1 refcount:1 mapcount:0 pfn:0x100\nflags: 0x1(a)\n"
		"page: refcount:1 mapcount:0 pfn:0x1bf600\n"
		"flags: 0x300000000001000(reserved|node=3|zone=2)\n"
		"page dumped because: unmovable page\n";
	block_make("memory9", REFUSING, "1\n");
	assert_int_equal(report(), 0);
	assert_int_equal(number(0, "pfn"), 0x1bf600);
	assert_string_equal(text(0, "why"), "unmovable page");
	assert_string_equal(text(0, "flags"),
			    "0x300000000001000(reserved|node=3|zone=2)");
}

static void a_kernel_without_hotplug_is_told_by_its_option(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/memory/block_size_bytes", folder);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(report(), -ENOENT);
	assert_non_null(strstr(err.text, "CONFIG_MEMORY_HOTPLUG"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, tree_make, tree_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_kernel_that_refuses_all_is_told_by_its_option),
		TEST(blocks_with_holes_are_a_result),
		TEST(an_attempt_without_end_is_given_up),
		TEST(the_last_page_that_the_kernel_names_is_told),
		TEST(a_kernel_without_hotplug_is_told_by_its_option),
	};

	return cmocka_run_group_tests_name("guest/hotremove", tests, NULL,
					   NULL);
}
