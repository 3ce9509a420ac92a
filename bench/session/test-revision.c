// SPDX-License-Identifier: GPL-2.0-only
/* Which numaboot this is, as far as anyone else can use it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_that_anyone_reads_are_public),
		cmocka_unit_test(others_are_not),
		cmocka_unit_test(what_is_not_known_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
