// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/error.h"
#include "lib/file.h"

static void every_file_is_in_the_documents(void **state)
{
	struct error err;
	char *text;

	(void)state;
	assert_int_equal(file_read("docs/evidence.md", &text, NULL, &err), 0);
	for (int file = 0; file < EVIDENCE_FILE_COUNT; file++) {
		char *quoted = xasprintf("`%s`", evidence_name(file));

		if (!strstr(text, quoted))
			fail_msg("docs/evidence.md does not have %s", quoted);
		free(quoted);
	}
	free(text);
}

static void assert_path(char *path, const char *expected)
{
	assert_string_equal(path, expected);
	free(path);
}

static void names_and_folders_make_paths(void **state)
{
	(void)state;
	assert_path(evidence_path("runs/b0", EVIDENCE_GUEST),
		    "runs/b0/guest.jsonl");
	assert_path(evidence_stop_path("runs/b0", EVIDENCE_STOP_PAGETABLE,
				       "run_init_process"),
		    "runs/b0/pagetable.run_init_process.json");
	assert_path(evidence_stop_name(EVIDENCE_STOP_FRAMES, "x.return"),
		    "frames.x.return.tsv");
	assert_path(evidence_session_path("out/p/s", EVIDENCE_RUN_JSON), "out/p/s/run.json");
	assert_path(evidence_session_path("out/p/s", EVIDENCE_VERDICTS),
		    "out/p/s/verdicts.csv");
	assert_path(evidence_session_topology("out/p/s", "numa4"),
		    "out/p/s/inputs/numa4.topo");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_in_the_documents),
		cmocka_unit_test(names_and_folders_make_paths),
	};

	return cmocka_run_group_tests_name("evidence/files", tests, NULL,
					   NULL);
}
