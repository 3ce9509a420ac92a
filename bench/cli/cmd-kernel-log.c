// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "cli/cmd-kernel.h"
#include "kernel/kernel.h"
#include "lib/file.h"

static const char *make;

static const struct poptOption options[] = {
	{ "make", 0, POPT_ARG_STRING, &make, 0,
	  "words of make that it was built with", "WORDS" },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static int print_log(struct catalog *catalog, const char **words,
		     struct error *err)
{
	const struct kernel_wish wish = { .make = make };
	char *path = NULL, *text = NULL;
	size_t size = 0;
	int ret = kernel_find_log(catalog, words[0], &wish, &path, err);

	if (ret == 0)
		ret = file_read(path, &text, &size, err);
	if (ret == 0) {
		fprintf(stderr, "%s\n", path);
		fwrite(text, 1, size, stdout);
	}
	free(text);
	free(path);
	return ret;
}

/* Print the log of a kernel's last build. */
int kernel_log(int argc, const char **argv)
{
	static const struct kernel_word word = {
		.options = options,
		.usage = "NAME | TREE[:SERIES]",
		.least = 1,
		.most = 1,
		.run = print_log,
	};

	return kernel_run(&word, argc, argv);
}
