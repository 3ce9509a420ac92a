// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/toolchain.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/process.h"

/* Programs; what LLVM= and CROSS_COMPILE= make of each, NULL: nothing. */
static const struct {
	const char *name;
	const char *llvm;
	const char *gnu;
} programs[] = {
	{ "CC", "clang", "gcc" },
	{ "LD", "ld.lld", "ld" },
	{ "AR", "llvm-ar", "ar" },
	{ "NM", "llvm-nm", "nm" },
	{ "OBJCOPY", "llvm-objcopy", "objcopy" },
	{ "OBJDUMP", "llvm-objdump", "objdump" },
	{ "READELF", "llvm-readelf", "readelf" },
	{ "STRIP", "llvm-strip", "strip" },
	{ "HOSTCC", "clang", NULL },
	{ "HOSTAR", "llvm-ar", NULL },
	{ "HOSTCXX", NULL, NULL },
	{ "HOSTLD", NULL, NULL },
	{ "PAHOLE", NULL, NULL },
};

#define PROGRAM_COUNT (sizeof(programs) / sizeof(programs[0]))

static const char *const flags[] = {
	"KCFLAGS", "KCPPFLAGS", "KAFLAGS", "HOSTCFLAGS", "HOSTLDFLAGS",
	"LDFLAGS_vmlinux",
};

#define KNOWN \
	"CC, LD, AR, NM, OBJCOPY, OBJDUMP, READELF, STRIP, HOSTCC, HOSTCXX, " \
	"HOSTLD, HOSTAR, PAHOLE, LLVM, LLVM_IAS, CROSS_COMPILE, KCFLAGS, " \
	"KCPPFLAGS, KAFLAGS, HOSTCFLAGS, HOSTLDFLAGS, LDFLAGS_vmlinux"

static int refuse(struct error *err, const char *word, const char *expected)
{
	return error_set(err, EINVAL, "found `%s`, expected %s", word,
			 expected);
}

char *toolchain_package(const char *program)
{
	static const struct {
		const char *begin;
		const char *package;
	} packages[] = {
		{ "ld.lld", "lld" }, { "llvm-", "llvm" }, { "clang", "clang" },
		{ "gcc", "gcc" }, { "g++", "g++" }, { "pahole", "pahole" },
		{ "ld", "binutils" },
	};
	const char *slash = strrchr(program, '/');
	const char *name = slash ? slash + 1 : program;
	const char *version = strrchr(name, '-');
	const char *llvm = strstr(program, "/llvm-");

	if (version && !isdigit((unsigned char)version[1]))
		version = NULL;
	for (size_t i = 0; i < sizeof(packages) / sizeof(packages[0]); i++) {
		const char *package = packages[i].package;

		if (strncmp(name, packages[i].begin, strlen(packages[i].begin)))
			continue;
		if (!version && llvm && i < 3)
			return xasprintf("%s-%.*s", package,
					 (int)strcspn(llvm + 6, "/"), llvm + 6);
		return xasprintf("%s%s", package, version ? version : "");
	}
	return NULL;
}

static int check_there(const char *program, const char *word,
		       struct error *err)
{
	char *path = process_find(program);
	char *package = NULL;
	int ret = 0;

	if (*path != '/' || access(path, X_OK)) {
		package = toolchain_package(program);
		ret = error_set(err, ENOENT,
				"found no %s, which `%s` chooses: %s%s",
				program, word, package ?
				"install the package " :
				"install it, or choose another one",
				package ? package : "");
	}
	free(package);
	free(path);
	return ret;
}

/* Make runs in the tree: a path must lead there, too. */
static int check_program(const char *program, const char *word,
			 struct error *err)
{
	const char *slash = strrchr(program, '/');

	if (!*program)
		return refuse(err, word, "the name of a program");
	if (slash && *program != '/')
		return refuse(err, word,
			      "a program in PATH, or an absolute path");
	if (strcmp(slash ? slash + 1 : program, "ccache") == 0)
		return refuse(err, word,
			      "the compiler alone: ccache is used where it is installed");
	return check_there(program, word, err);
}

/* "CC=gcc -m64": the program, and flags of its own. */
static void set_compiler(struct kbuild_tools *tools, const char *value)
{
	char *copy = xstrdup(value), *rest = copy;
	char *word = strsep(&rest, " \t");

	free(tools->cc);
	tools->cc = xstrdup(word);
	while ((word = strsep(&rest, " \t")))
		if (*word)
			argv_add(&tools->cc_flags, "%s", word);
	free(copy);
}

static int set_program(struct kbuild_tools *tools, const char *name,
		       const char *value, const char *word, struct error *err)
{
	char *program = xasprintf("%.*s", (int)strcspn(value, " \t"), value);
	int ret = check_program(program, word, err);

	if (ret == 0 && strcmp(name, "CC") == 0) {
		set_compiler(tools, value);
	} else if (ret == 0 && strcmp(name, "LD") == 0) {
		free(tools->ld);
		tools->ld = xstrdup(value);
		if (strpbrk(value, " \t"))
			ret = refuse(err, word,
				     "a linker without flags (LDFLAGS_vmlinux has those)");
	} else if (ret == 0) {
		argv_add(&tools->words, "%s=%s", name, value);
		argv_add(&tools->programs, "%s", program);
	}
	free(program);
	return ret;
}

/* @said: the words as the user wrote them, unquoted. */
static bool is_said(const struct argv *said, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < said->count; i++)
		if (strncmp(said->words[i], name, length) == 0 &&
		    said->words[i][length] == '=')
			return true;
	return false;
}

/* Each tool that a prefix or suffix means, but for those said by name. */
static int expand(struct kbuild_tools *tools, const struct argv *said,
		  bool llvm, const char *before, const char *behind,
		  const char *word, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < PROGRAM_COUNT && ret == 0; i++) {
		const char *tool = llvm ? programs[i].llvm : programs[i].gnu;
		char *program;

		if (!tool || is_said(said, programs[i].name))
			continue;
		program = xasprintf("%s%s%s", before, tool, behind);
		ret = set_program(tools, programs[i].name, program, word, err);
		free(program);
	}
	return ret;
}

static int set_llvm(struct kbuild_tools *tools, const struct argv *said,
		    const char *value, const char *word, struct error *err)
{
	size_t length = strlen(value);
	bool folder = length && *value == '/' && value[length - 1] == '/';
	bool suffix = *value == '-' && isdigit((unsigned char)value[1]);

	if (!folder && !suffix && strcmp(value, "1"))
		return refuse(err, word,
			      "LLVM=1, LLVM=-VERSION or LLVM=/FOLDER/");
	if (is_said(said, "CROSS_COMPILE"))
		return refuse(err, word, "one of LLVM and CROSS_COMPILE");
	argv_add(&tools->words, "%s", word);
	return expand(tools, said, true, folder ? value : "",
		      suffix ? value : "", word, err);
}

static bool is_one_of(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}

static int set_word(struct kbuild_tools *tools, const struct argv *said,
		    const char *name, const char *value, const char *word,
		    struct error *err)
{
	for (size_t i = 0; i < PROGRAM_COUNT; i++)
		if (strcmp(name, programs[i].name) == 0)
			return set_program(tools, name, value, word, err);
	if (strcmp(name, "LLVM") == 0)
		return set_llvm(tools, said, value, word, err);
	if (strcmp(name, "CROSS_COMPILE") == 0) {
		argv_add(&tools->words, "%s", word);
		return expand(tools, said, false, value, "", word, err);
	}
	if (strcmp(name, "LLVM_IAS") == 0 && strcmp(value, "0") &&
	    strcmp(value, "1"))
		return refuse(err, word, "LLVM_IAS=0 or LLVM_IAS=1");
	if (strcmp(name, "LLVM_IAS") &&
	    !is_one_of(name, flags, sizeof(flags) / sizeof(flags[0])))
		return error_set(err, EINVAL,
				 "found `%s`, expected one of " KNOWN ": where and for what a kernel is built is not chosen here",
				 word);
	argv_add(&tools->words, "%s", word);
	return 0;
}

/* Make expands a `$`; a flag does not need one. */
static int check_word(const struct argv *said, const char *word,
		      struct error *err)
{
	const char *equals = strchr(word, '=');
	char *name;
	int ret = 0;

	if (!equals || equals == word)
		return refuse(err, word,
			      "NAME=VALUE: jobs, targets and options of make are not chosen here");
	name = xasprintf("%.*s", (int)(equals - word), word);
	if (is_said(said, name))
		ret = refuse(err, word, "each name once");
	free(name);
	for (const char *at = word; *at && ret == 0; at++)
		if (*at == '$' || iscntrl((unsigned char)*at))
			ret = refuse(err, word,
				     "no `$` and no control character");
	return ret;
}

/* Blanks separate, but not between quotes; the quotes go. */
static int split(struct argv *said, const char *text, struct error *err)
{
	char *word = xcalloc(1, strlen(text) + 1);
	int ret = 0;

	while (ret == 0 && *(text += strspn(text, " \t"))) {
		char quote = '\0';
		size_t length = 0;

		for (; *text && (quote || !strchr(" \t", *text)); text++) {
			if (quote ? *text == quote : strchr("\"'", *text) != NULL)
				quote = quote ? '\0' : *text;
			else
				word[length++] = *text;
		}
		word[length] = '\0';
		ret = quote ? refuse(err, word, "the quote closed") :
			      check_word(said, word, err);
		if (ret == 0)
			argv_add(said, "%s", word);
	}
	free(word);
	if (ret == 0 && !said->count)
		ret = refuse(err, "", "NAME=VALUE words of make");
	return ret;
}

int toolchain_read(struct kbuild_tools *tools, const char *text,
		   struct error *err)
{
	struct argv said = { 0 };
	int ret = split(&said, text, err);

	for (size_t i = 0; i < said.count && ret == 0; i++) {
		char *name = xstrdup(said.words[i]);
		char *equals = strchr(name, '=');

		*equals = '\0';
		ret = set_word(tools, &said, name, equals + 1, said.words[i],
			       err);
		free(name);
	}
	argv_release(&said);
	return ret;
}

int toolchain_check_config(const char *compiler, const char *config,
			   struct error *err)
{
	static const char key[] = "\nCONFIG_CC_VERSION_TEXT=\"";
	const char *found = strstr(config, key);
	size_t length;

	if (!found)
		return 0;
	found += strlen(key);
	length = strcspn(found, "\"\n");
	if (strlen(compiler) == length && strncmp(found, compiler, length) == 0)
		return 0;
	return error_set(err, EINVAL,
			 "found the compiler `%.*s` in the configuration, expected `%s`: the tree did not take what was asked",
			 (int)length, found, compiler);
}
