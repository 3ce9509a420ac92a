// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/toolchain.h"
#include "lib/alloc.h"

/* A folder with programs that are files only, first in PATH. */
static char folder[] = "/tmp/numaboot-tools.XXXXXX";

static const char *const made[] = {
	"clang-99", "ld.lld-99", "llvm-ar-99", "llvm-nm-99", "llvm-objcopy-99",
	"llvm-objdump-99", "llvm-readelf-99", "llvm-strip-99", "gcc-99",
	"ccache",
};

#define MADE_COUNT (sizeof(made) / sizeof(made[0]))

static int make_programs(void **state)
{
	char *path;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	for (size_t i = 0; i < MADE_COUNT; i++) {
		char *name = xasprintf("%s/%s", folder, made[i]);
		FILE *file = fopen(name, "w");

		if (!file || fclose(file) || chmod(name, 0755))
			return -1;
		free(name);
	}
	path = xasprintf("%s:%s", folder, getenv("PATH"));
	setenv("PATH", path, 1);
	free(path);
	return 0;
}

static int remove_programs(void **state)
{
	(void)state;
	for (size_t i = 0; i < MADE_COUNT; i++) {
		char *name = xasprintf("%s/%s", folder, made[i]);

		unlink(name);
		free(name);
	}
	return rmdir(folder);
}

static void expect_words(const char *text, const char *cc, const char *ld,
			 const char *flags, const char *words)
{
	struct kbuild_tools tools = { 0 };
	struct error err = { "" };
	char *line;

	if (toolchain_read(&tools, text, &err))
		fail_msg("%s: %s", text, err.text);
	assert_string_equal(tools.cc ? tools.cc : "", cc);
	assert_string_equal(tools.ld ? tools.ld : "", ld);
	line = argv_join(&tools.cc_flags);
	assert_string_equal(line ? line : "", flags);
	free(line);
	line = argv_join(&tools.words);
	assert_string_equal(line ? line : "", words);
	free(line);
	kbuild_tools_release(&tools);
}

static void expect_refused(const char *text, const char *sentence)
{
	struct kbuild_tools tools = { 0 };
	struct error err = { "" };

	assert_true(toolchain_read(&tools, text, &err) < 0);
	if (!strstr(err.text, sentence))
		fail_msg("%s: %s", text, err.text);
	kbuild_tools_release(&tools);
}

static void llvm_means_each_of_its_tools(void **state)
{
	(void)state;
	expect_words("LLVM=-99", "clang-99", "ld.lld-99", "",
		     "LLVM=-99 AR=llvm-ar-99 NM=llvm-nm-99 OBJCOPY=llvm-objcopy-99 OBJDUMP=llvm-objdump-99 READELF=llvm-readelf-99 STRIP=llvm-strip-99 HOSTCC=clang-99 HOSTAR=llvm-ar-99");
}

static void what_is_said_by_name_wins(void **state)
{
	(void)state;
	expect_words("HOSTCC=gcc-99 LLVM=-99 CC=gcc-99 LD=ld", "gcc-99", "ld",
		     "", "HOSTCC=gcc-99 LLVM=-99 AR=llvm-ar-99 NM=llvm-nm-99 OBJCOPY=llvm-objcopy-99 OBJDUMP=llvm-objdump-99 READELF=llvm-readelf-99 STRIP=llvm-strip-99 HOSTAR=llvm-ar-99");
}

static void a_value_with_blanks_is_quoted(void **state)
{
	(void)state;
	expect_words("CC='gcc-99 -m64' KCFLAGS=\"-O1 -g\"", "gcc-99", "",
		     "-m64", "'KCFLAGS=-O1 -g'");
	expect_refused("KCFLAGS='-O1", "expected the quote closed");
}

static void what_is_the_labs_is_refused(void **state)
{
	static const char *const refused[] = {
		"O=/tmp/x", "KBUILD_OUTPUT=/tmp/x", "ARCH=arm64", "M=/tmp",
		"KBUILD_BUILD_USER=me", "KBUILD_BUILD_TIMESTAMP=now",
		"LOCALVERSION=-x", "KCONFIG_CONFIG=x", "W=1", "SHELL=/bin/true",
		"MAKEFLAGS=-k",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		expect_refused(refused[i],
			       "where and for what a kernel is built is not chosen here");
	expect_refused("-j8", "jobs, targets and options of make");
	expect_refused("clean", "jobs, targets and options of make");
	expect_refused("=x", "expected NAME=VALUE");
	expect_refused("", "expected NAME=VALUE");
	expect_refused("CC=gcc-99 CC=gcc", "each name once");
	expect_refused("KCFLAGS=$(shell id)", "expected no `$`");
	expect_refused("LLVM=0", "expected LLVM=1, LLVM=-VERSION or");
	expect_refused("LLVM=usr/lib/", "expected LLVM=1, LLVM=-VERSION or");
	expect_refused("LLVM_IAS=yes", "expected LLVM_IAS=0 or LLVM_IAS=1");
	expect_refused("CC=bin/gcc", "expected a program in PATH, or an");
	expect_refused("CC=ccache", "expected the compiler alone");
}

static void what_is_not_there_is_named_with_its_package(void **state)
{
	(void)state;
	expect_refused("LLVM=-98",
		       "found no clang-98, which `LLVM=-98` chooses: install the package clang-98");
	expect_refused("CC=gcc-98", "install the package gcc-98");
	expect_refused("LLVM=/usr/lib/llvm-98/bin/",
		       "install the package clang-98");
	expect_refused("LD=ld.lld-98", "install the package lld-98");
	expect_refused("AR=llvm-ar-98", "install the package llvm-98");
	expect_refused("CC=no-such-compiler", "install it, or choose another");
}

static void a_tree_that_took_another_compiler_is_refused(void **state)
{
	static const char config[] =
		"# a comment\nCONFIG_CC_VERSION_TEXT=\"gcc (Own) 1.2\"\n";
	struct error err;

	(void)state;
	assert_int_equal(toolchain_check_config("gcc (Own) 1.2", config, &err),
			 0);
	assert_int_equal(toolchain_check_config("clang 3", config, &err),
			 -EINVAL);
	assert_string_equal(err.text,
			    "found the compiler `gcc (Own) 1.2` in the configuration, expected `clang 3`: the tree did not take what was asked");
	assert_int_equal(toolchain_check_config("clang 3", "CONFIG_SMP=y\n",
						&err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(llvm_means_each_of_its_tools),
		cmocka_unit_test(what_is_said_by_name_wins),
		cmocka_unit_test(a_value_with_blanks_is_quoted),
		cmocka_unit_test(what_is_the_labs_is_refused),
		cmocka_unit_test(what_is_not_there_is_named_with_its_package),
		cmocka_unit_test(a_tree_that_took_another_compiler_is_refused),
	};

	return cmocka_run_group_tests(tests, make_programs, remove_programs);
}
