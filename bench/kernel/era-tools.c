// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/era-tools.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/process.h"

#define HOST_CC "HOSTCC="

/* The word that says which compiler makes host programs, or NULL. */
static char **find_host_cc(struct kbuild_tools *tools)
{
	for (size_t i = 0; i < tools->words.count; i++)
		if (strncmp(tools->words.words[i], HOST_CC,
			    strlen(HOST_CC)) == 0)
			return &tools->words.words[i];
	return NULL;
}

/* The flags go behind the user's compiler, or behind gcc. */
static void add_host_flags(struct kbuild_tools *tools, const char *flag)
{
	char **word = find_host_cc(tools);
	char *longer;

	if (!word) {
		argv_add(&tools->words, HOST_CC "gcc %s", flag);
		return;
	}
	longer = xasprintf("%s %s", *word, flag);
	free(*word);
	*word = longer;
}

void era_add_tools(const struct era *era, struct kbuild_tools *tools)
{
	for (int i = 0; i < era->cc.count; i++)
		argv_add(&tools->cc_flags, "%s", era->cc.list[i]);
	for (int i = 0; i < era->host_cc.count; i++)
		add_host_flags(tools, era->host_cc.list[i]);
	for (int i = 0; i < era->make.count; i++)
		argv_add(&tools->words, "%s", era->make.list[i]);
}

/* The last word that begins with a digit: behind a distribution's own. */
static const char *version_in(const char *line)
{
	const char *version = "0";

	for (const char *at = line; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (isdigit((unsigned char)*at))
			version = at;
	}
	return version;
}

static int check_linker(const struct era *era, const char *linker,
			struct error *err)
{
	char *line = NULL;
	int ret = process_version(linker, &line, err);

	/* LLD's versions are others. */
	if (ret == 0 && strstr(line, "GNU ld"))
		ret = era_check_tool(era, "ld", version_in(line), line, err);
	free(line);
	return ret;
}

int era_check_tools(const struct era *era, const struct kbuild_tools *tools,
		    const char *compiler, struct error *err)
{
	const char *kind = strstr(compiler, "clang") ? "clang" : "gcc";
	int ret;

	if (!era->need_count)
		return 0;
	ret = era_check_tool(era, kind, version_in(compiler), compiler, err);
	return ret ? ret :
	       check_linker(era, tools->ld ? tools->ld : "ld", err);
}
