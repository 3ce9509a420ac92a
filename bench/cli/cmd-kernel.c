// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cmd-kernel.h"

#include <stdlib.h>

#include "cli/command.h"
#include "cli/words.h"
#include "lib/root.h"

static const struct word words[] = {
	{ "list", "", "list the kernels that have a name", kernel_list },
	{ "build", "[NAME | TREE[:SERIES]]...", "build some of them",
	  kernel_build },
	{ "log", "NAME | TREE[:SERIES]", "print the log of its last build",
	  kernel_log },
	{ "check", "[IMAGE | NAME | TREE[:SERIES]]...",
	  "say what can be asked of some", kernel_check_words },
	{ 0 },
};

int kernel_run(const struct kernel_word *word, int argc, const char **argv)
{
	char *variants = root_path("kernels/variants.ini");
	struct catalog catalog = { 0 };
	struct error err;
	const char **further;
	poptContext context;
	int ret = command_parse(argc, argv, word->options, word->usage,
				word->least, word->most, &further, &context);

	if (ret == 0) {
		ret = catalog_load(&catalog, variants, &err);
		if (ret == 0)
			ret = word->run(&catalog, further, &err);
		if (ret < 0)
			ret = command_refuse(ret, &err);
	}
	catalog_release(&catalog);
	command_release(context);
	free(variants);
	return ret;
}

/* What can be booted by name: list it, or build some. */
int cmd_kernel(int argc, const char **argv)
{
	return words_run("kernel", words, argc, argv);
}
