// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/kconfig.h"
#include "kernel/options.h"
#include "lib/alloc.h"
#include "lib/file.h"

static const char notes[] = "#: for boot\n"
			    "CONFIG_TTY=y\n"
			    "#: was OLD_TABLE\n"
			    "CONFIG_TABLE=y\n"
			    "#: was not SMALL\n"
			    "CONFIG_FAST=y\n"
			    "#: for 4K\n"
			    "CONFIG_CHECKS=y\n";

static const char kconfig_text[] = "config TTY\n\tbool\n"
				   "  menuconfig OLD_TABLE # here\n"
				   "config SMALL\n"
				   "config CHECKS_MORE\n"
				   "\thelp\n\t  config option of a sentence\n"
				   "\t  say menuconfig, then wait\n";

static void fit(struct options *options, const char *text, int expected,
		struct error *err)
{
	struct kconfig kconfig = { 0 };
	struct needs needs = { 0 };

	kconfig_add_lines(&kconfig, kconfig_text, "");
	kconfig_sort(&kconfig);
	assert_int_equal(needs_read_text(&needs, "f", notes, err), 0);
	assert_int_equal(options_fit(options, text, &kconfig, &needs, err),
			 expected);
	needs_release(&needs);
	kconfig_release(&kconfig);
}

static void what_the_tree_has_is_asked_for_as_it_is(void **state)
{
	struct options options;
	struct error err;

	(void)state;
	fit(&options, "# words\nCONFIG_TTY=y\n# CONFIG_SMALL is not set\n", 0,
	    &err);
	assert_string_equal(options.text, "# words\nCONFIG_TTY=y\n"
					  "# CONFIG_SMALL is not set\n");
	assert_int_equal(options.unknown.count, 0);
	assert_int_equal(options.older.count, 0);
	options_release(&options);
}

static void an_option_that_begins_alike_is_unknown_and_told(void **state)
{
	struct options options;
	struct error err;

	(void)state;
	fit(&options, "CONFIG_CHECKS=y\nCONFIG_NEVER=8\nCONFIG_TTY=y\n", 0,
	    &err);
	assert_string_equal(options.text, "CONFIG_TTY=y\n");
	assert_int_equal(options.unknown.count, 2);
	assert_string_equal(options.unknown.words[0], "CONFIG_CHECKS=y");
	assert_string_equal(options.unknown.words[1], "CONFIG_NEVER=8");
	options_release(&options);
}

static void what_is_off_anyway_is_not_told(void **state)
{
	struct options options;
	struct error err;

	(void)state;
	fit(&options, "# CONFIG_NEVER is not set\nCONFIG_CHECKS=y\n"
		      "# CONFIG_CHECKS is not set\n", 0, &err);
	assert_string_equal(options.text, "");
	assert_int_equal(options.unknown.count, 0);
	options_release(&options);
}

static void older_forms_stand_for_newer_ones(void **state)
{
	struct options options;
	struct error err;

	(void)state;
	fit(&options, "CONFIG_TABLE=y\nCONFIG_FAST=y\n", 0, &err);
	assert_string_equal(options.text, "CONFIG_OLD_TABLE=y\n"
					  "# CONFIG_SMALL is not set\n");
	assert_int_equal(options.unknown.count, 0);
	assert_string_equal(options.older.words[0],
			    "CONFIG_OLD_TABLE=y stands for CONFIG_TABLE=y");
	options_release(&options);
}

static void what_every_boot_needs_is_refused_all_at_once(void **state)
{
	static const char boot[] = "#: for boot\nCONFIG_ONE=y\n"
				   "#: for boot\nCONFIG_TWO=y\n";
	struct kconfig kconfig = { 0 };
	struct needs needs = { 0 };
	struct options options;
	struct error err;

	(void)state;
	kconfig_add_lines(&kconfig, kconfig_text, "");
	kconfig_sort(&kconfig);
	assert_int_equal(needs_read_text(&needs, "f", boot, &err), 0);
	assert_int_equal(options_fit(&options, boot, &kconfig, &needs, &err),
			 -EINVAL);
	assert_string_equal(err.text,
			    "found no Kconfig with CONFIG_ONE=y, CONFIG_TWO=y, expected what every boot needs");
	options_release(&options);
	needs_release(&needs);
	kconfig_release(&kconfig);
}

static void put(const char *folder, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);
	char *slash = strrchr(path, '/');
	struct error err;

	*slash = '\0';
	assert_int_equal(directory_make(path, &err), 0);
	*slash = '/';
	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(path);
}

static void options_of_x86_and_of_no_other_architecture_count(void **state)
{
	char folder[] = "/tmp/test-options-XXXXXX";
	struct kconfig kconfig;
	struct error err;

	(void)state;
	assert_non_null(mkdtemp(folder));
	put(folder, "arch/x86/Kconfig", "config SMP\n");
	put(folder, "arch/x86/Kconfig.debug", "config EARLY\n");
	put(folder, "arch/Kconfig", "config KPROBES");
	put(folder, "arch/arm/Kconfig", "config ARM\n");
	put(folder, "mm/Kconfig", "config CMA\r\n");
	put(folder, "mm/other", "config NONE\n");
	put(folder, "scripts/kconfig/tests/Kconfig", "config MADE\n");
	assert_int_equal(kconfig_read(&kconfig, folder, &err), 0);
	assert_true(kconfig_has(&kconfig, "SMP"));
	assert_true(kconfig_has(&kconfig, "EARLY"));
	assert_true(kconfig_has(&kconfig, "KPROBES"));
	assert_true(kconfig_has(&kconfig, "CMA"));
	assert_int_equal(kconfig.count, 4);
	kconfig_release(&kconfig);
	directory_remove(folder, &err);
}

static void a_series_may_bring_options(void **state)
{
	struct kconfig kconfig = { 0 };

	(void)state;
	kconfig_add_lines(&kconfig, "+++ b/mm/Kconfig\n+config MOVABLE\n"
				    " config OLD\n-config GONE\n", "+");
	kconfig_sort(&kconfig);
	assert_true(kconfig_has(&kconfig, "MOVABLE"));
	assert_int_equal(kconfig.count, 1);
	kconfig_release(&kconfig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_tree_has_is_asked_for_as_it_is),
		cmocka_unit_test(an_option_that_begins_alike_is_unknown_and_told),
		cmocka_unit_test(what_is_off_anyway_is_not_told),
		cmocka_unit_test(older_forms_stand_for_newer_ones),
		cmocka_unit_test(what_every_boot_needs_is_refused_all_at_once),
		cmocka_unit_test(options_of_x86_and_of_no_other_architecture_count),
		cmocka_unit_test(a_series_may_bring_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
