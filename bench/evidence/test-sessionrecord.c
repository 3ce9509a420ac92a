// SPDX-License-Identifier: GPL-2.0-only
/* A session's run.json is read whole or refused by one sentence. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define CELL(arm)                                                         \
	"{\"run_id\": \"b0-" arm "\", \"cell\": \"" arm "/uma/2M/count\"," \
	" \"plan\": \"p\", \"block\": 3, \"arm\": \"" arm "\","            \
	" \"kernel\": \"k\", \"topology\": \"uma\", \"mapping\": \"2M\","  \
	" \"workload\": \"count\", \"engine\": \"exact\"}"
#define LISTS "\"arms\": [{\"name\": \"a\"}, {\"name\": \"b\"}],"         \
	      " \"topologies\": [{\"name\": \"uma\"}]"

static char folder[] = "/tmp/numaboot-record-XXXXXX";

static int read_text(struct session_record *record, const char *text,
		     struct error *err)
{
	char *path = xasprintf("%s/run.json", folder);

	assert_int_equal(file_write(path, text, strlen(text), err), 0);
	free(path);
	return session_record_read(record, folder, err);
}

static void refused(const char *text, const char *reason)
{
	struct session_record record;
	struct error err;

	assert_int_equal(read_text(&record, text, &err), -EINVAL);
	session_record_release(&record);
	assert_non_null(strstr(err.text, "run.json"));
	assert_non_null(strstr(err.text, reason));
}

static void cells_arms_and_topologies_are_read(void **state)
{
	struct session_record record;
	struct error err;

	(void)state;
	assert_int_equal(read_text(&record, "{" LISTS ", \"cells\": ["
				   CELL("b") ", " CELL("a") "],"
				   " \"inputs_sha256\": \"12\", \"engine\":"
				   " {\"accelerator\": \"kvm\"}}", &err), 0);
	assert_int_equal(record.cell_count, 2);
	assert_string_equal(record.cells[0].run_id, "b0-b");
	assert_int_equal(record.cells[1].block, 3);
	assert_string_equal(record.arms[1], "b");
	assert_string_equal(record.topologies[0], "uma");
	assert_string_equal(record.inputs_sha256, "12");
	assert_string_equal(record.accelerator, "kvm");
	assert_int_equal(session_record_arm(&record, &record.cells[0]), 1);
	assert_int_equal(session_record_arm(&record, &record.cells[1]), 0);
	session_record_release(&record);
}

static void the_layout_control_is_known_by_its_mark(void **state)
{
	struct session_record record;
	struct error err;

	(void)state;
	assert_int_equal(read_text(&record, "{\"arms\": [{\"name\": \"a\"},"
				   " {\"name\": \"b\", \"layout\": true}],"
				   " \"topologies\": [{\"name\": \"uma\"}],"
				   " \"cells\": [" CELL("b") ", " CELL("a")
				   "]}", &err), 0);
	assert_int_equal(record.layout, 1);
	assert_true(session_record_is_layout(&record, &record.cells[0]));
	assert_false(session_record_is_layout(&record, &record.cells[1]));
	session_record_release(&record);
	assert_int_equal(read_text(&record, "{" LISTS ", \"cells\": ["
				   CELL("b") "]}", &err), 0);
	assert_int_equal(record.layout, -1);
	assert_false(session_record_is_layout(&record, &record.cells[0]));
	session_record_release(&record);
}

static void what_only_a_resumed_session_needs_may_be_absent(void **state)
{
	struct session_record record;
	struct error err;

	(void)state;
	assert_int_equal(read_text(&record, "{" LISTS ", \"cells\": []}",
				   &err), 0);
	assert_null(record.inputs_sha256);
	assert_null(record.accelerator);
	session_record_release(&record);
}

static void texts_are_read(void **state)
{
	struct session_record record;
	struct error err;

	(void)state;
	assert_int_equal(read_text(&record, "{\"arms\": [], \"topologies\":"
				   " [{\"name\": \"a\", \"text\": \"[node 0]\"},"
				   " {\"name\": \"b\"}], \"cells\": [],"
				   " \"plan_text\": \"[plan]\"}", &err), 0);
	assert_string_equal(record.plan_text, "[plan]");
	assert_string_equal(record.topology_texts[0], "[node 0]");
	assert_null(record.topology_texts[1]);
	session_record_release(&record);
	assert_int_equal(read_text(&record, "{" LISTS ", \"cells\": [],"
				   " \"plan_text\": null}", &err), 0);
	assert_null(record.plan_text);
	session_record_release(&record);
	refused("{" LISTS ", \"cells\": [], \"plan_text\": 3}",
		"expected text in plan_text");
}

static void no_text_is_longer_than_a_file(void **state)
{
	char *longest = xcalloc(1, (1 << 20) + 2);
	char *text;

	(void)state;
	memset(longest, 'x', (1 << 20) + 1);
	text = xasprintf("{" LISTS ", \"cells\": [], \"plan_text\": \"%s\"}",
			 longest);
	refused(text, "found over 1048576 bytes in plan_text");
	free(text);
	free(longest);
}

static void what_is_missing_is_named(void **state)
{
	(void)state;
	refused("{" LISTS "}", "cells");
	refused("{\"arms\": [{}], \"topologies\": [], \"cells\": []}",
		"an arm or a topology without a name");
	refused("{" LISTS ", \"cells\": [{\"run_id\": \"x\"}]}",
		"a cell: Object item not found: cell");
	refused("{" LISTS ", \"cells\": [" CELL("c") "]}",
		"found a cell of arm c, expected it among the arms");
	refused("{", "run.json:1");
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_arms_and_topologies_are_read),
		cmocka_unit_test(the_layout_control_is_known_by_its_mark),
		cmocka_unit_test(
			what_only_a_resumed_session_needs_may_be_absent),
		cmocka_unit_test(texts_are_read),
		cmocka_unit_test(no_text_is_longer_than_a_file),
		cmocka_unit_test(what_is_missing_is_named),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
