// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "workload/registry.h"
#include "workload/table.h"
#include "workload/tables.h"

static char folder[] = "/tmp/numaboot-tables-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	struct error err;

	(void)state;
	return directory_remove(folder, &err);
}

/* What a file of the folder holds; the caller frees. */
static char *text_of(const char *file)
{
	char *path = xasprintf("%s/%s", folder, file);
	struct error err;
	char *text = NULL;

	assert_int_equal(file_read(path, &text, NULL, &err), 0);
	free(path);
	return text;
}

static void assert_file(const char *file, const char *expected)
{
	char *text = text_of(file);

	assert_string_equal(text, expected);
	free(text);
}

static void a_table_without_rows_has_its_header(void **state)
{
	struct tables tables = { 0 };
	struct error err;

	(void)state;
	tables_add_declared(&tables);
	assert_int_equal(tables_write(&tables, folder, 3, &err), 3);
	assert_file("functions.csv",
		    "run_id,block,arm,kernel,topology,mapping,function,calls,insns,iterations\n");
	assert_file("memory-blocks.csv",
		    "run_id,pass,arm,kernel,topology,mapping,node,start,end,removable,owner,page\n");
}

static void workloads_share_a_table(void **state)
{
	struct tables tables = { 0 };
	struct error err;
	FILE **one, **other;

	(void)state;
	tables_add_declared(&tables);
	one = tables_of(&tables, &workload_hotremove);
	other = tables_of(&tables, &workload_hotremove_loaded);
	assert_ptr_equal(one[0], other[0]);
	free(one);
	free(other);
	assert_null(tables_of(&tables, &workload_wall));
	tables_write(&tables, folder, -EINVAL, &err);
}

static void a_row_begins_with_what_its_run_is(void **state)
{
	struct tables tables = { 0 };
	struct sample_sink sink = { .row_prefix = "run,0," };
	struct error err;
	FILE **files;

	(void)state;
	tables_add(&tables, "other.csv");
	tables_add_declared(&tables);
	files = tables_of(&tables, &workload_count);
	sink.tables = files;
	fputs("f,1,2,3\n", table_row(&sink, 0));
	free(files);
	assert_int_equal(tables_write(&tables, folder, 0, &err), 0);
	assert_file("functions.csv",
		    "run_id,block,arm,kernel,topology,mapping,function,calls,insns,iterations\n"
		    "run,0,f,1,2,3\n");
	assert_file("other.csv", "");
}

static void after_a_failure_no_table_is_written(void **state)
{
	struct tables tables = { 0 };
	char *path = xasprintf("%s/never.csv", folder);
	struct error err;

	(void)state;
	tables_add(&tables, "never.csv");
	assert_int_equal(tables_write(&tables, folder, -EINVAL, &err),
			 -EINVAL);
	assert_false(file_exists(path));
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_without_rows_has_its_header),
		cmocka_unit_test(workloads_share_a_table),
		cmocka_unit_test(a_row_begins_with_what_its_run_is),
		cmocka_unit_test(after_a_failure_no_table_is_written),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
