// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cmd-kernel.h"

#include "cli/command.h"
#include "cli/words.h"

static const struct word words[] = {
	{ "list", "", "list the kernels that have a name", kernel_list },
	{ "build", "[NAME | TREE[@REVISION][:SERIES]]...", "build some of them",
	  kernel_build },
	{ "log", "NAME | TREE[@REVISION][:SERIES]", "print the log of its last build",
	  kernel_log },
	{ "check", "[IMAGE | NAME | TREE[:SERIES]]...",
	  "say what can be asked of some", kernel_check_words },
	{ 0 },
};

/* What can be booted by name: list it, or build some. */
int cmd_kernel(int argc, const char **argv)
{
	return words_run("kernel", words, argc, argv);
}
