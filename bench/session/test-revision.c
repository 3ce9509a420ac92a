// SPDX-License-Identifier: GPL-2.0-only
/* Which numaboot this is, as far as anyone else can use it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"
#include "session/revision.h"

static void addresses_that_anyone_reads_are_public(void **state)
{
	(void)state;
	assert_true(revision_is_public("https://example.org/numaboot.git"));
	assert_true(revision_is_public("http://example.org:8080/x"));
	assert_true(revision_is_public("git://git.example.org/x"));
	assert_true(revision_is_public("ssh://example.org/a/b.git"));
}

static void others_are_not(void **state)
{
	static const char *const urls[] = {
		"", "/srv/git/x", "../x", "file:///srv/x", "c:/x",
		"https://localhost/x", "ssh://host/x", "https://10.0.0.1/x",
		"https://[::1]/x", "https://build.local/x",
		"https://git.internal:80/x", "ftp://example.org/x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		if (revision_is_public(urls[i]))
			fail_msg("%s", urls[i]);
}

static void is_told(const struct revision *revision, const char *commit,
		    const char *url)
{
	json_t *told = revision_json(revision);

	assert_string_equal(json_string_value(json_object_get(told, "commit")),
			    commit);
	assert_string_equal(json_string_value(json_object_get(told, "url")),
			    url);
	assert_string_equal(json_string_value(json_object_get(told,
							      "version")),
			    NUMABOOT_VERSION);
	json_decref(told);
}

static void what_is_not_known_is_said(void **state)
{
	const struct revision none = { 0 };
	const struct revision changed = {
		"0123456789012345678901234567890123456789+changes",
		"https://example.org/x",
	};

	(void)state;
	is_told(&none, "unknown", "none");
	is_told(&changed, changed.commit, changed.remote);
}

/* In the working folder; the first line of what is printed. */
static char *run_shell(const char *script)
{
	struct argv argv = { 0 };
	struct error err;
	char *text = NULL;

	argv_add(&argv, "sh");
	argv_add(&argv, "-ec");
	argv_add(&argv, "%s", script);
	if (process_output(&argv, 10 * NS_PER_S, &text, &err))
		fail_msg("%s: %s", script, err.text);
	argv_release(&argv);
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static void is_changed_by(const char *commit, const char *script)
{
	const struct revision revision = { commit, "" };
	char told[64];

	free(run_shell(script));
	snprintf(told, sizeof(told), "%s+changes", commit);
	is_told(&revision, told, "none");
	free(run_shell("rm -f bench/b; git checkout -q ."));
	is_told(&revision, commit, "none");
}

/* The program was built before somebody wrote these. */
static void files_that_the_commit_has_not_are_changes(void **state)
{
	char folder[] = "/tmp/revision-XXXXXX";
	struct error ignored;
	char *commit;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	commit = run_shell("git init -q .; mkdir analysis bench docs kernels workloads;"
			   " echo one >bench/a; git add .;"
			   " git -c user.name=p01 -c user.email=p01@example.invalid"
			   " commit -qm one; git rev-parse HEAD");
	is_changed_by(commit, "echo two >bench/a");
	is_changed_by(commit, "echo one >bench/b");
	free(run_shell("echo one >docs/a"));
	is_told(&(struct revision){ commit, "" }, commit, "none");
	is_told(&(struct revision){ "0123456789012345678901234567890123456789",
				    "" },
		"0123456789012345678901234567890123456789+changes", "none");
	free(commit);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(directory_remove(folder, &ignored), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_that_anyone_reads_are_public),
		cmocka_unit_test(others_are_not),
		cmocka_unit_test(what_is_not_known_is_said),
		cmocka_unit_test(files_that_the_commit_has_not_are_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
