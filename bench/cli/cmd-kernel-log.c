// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "cli/cmd-kernel.h"
#include "cli/command.h"
#include "kernel/catalog.h"
#include "kernel/kernel.h"
#include "lib/file.h"
#include "lib/root.h"

static const char *make;

static const struct poptOption options[] = {
	{ "make", 0, POPT_ARG_STRING, &make, 0,
	  "words of make that it was built with", "WORDS" },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static int print_log(const struct catalog *catalog, const char *name,
		     struct error *err)
{
	const struct kernel_wish wish = { .make = make };
	char *path = NULL, *text = NULL;
	size_t size = 0;
	int ret = kernel_find_log(catalog, name, &wish, &path, err);

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
	char *variants = root_path("kernels/variants.ini");
	struct catalog catalog = { 0 };
	struct error err;
	const char **words;
	poptContext context;
	int ret = command_parse(argc, argv, options, "NAME | TREE[@REVISION][:SERIES]", 1,
				1, &words, &context);

	if (ret)
		goto out;
	ret = catalog_load(&catalog, variants, &err);
	if (ret == 0)
		ret = print_log(&catalog, words[0], &err);
	if (ret)
		ret = command_refuse(ret, &err);
out:
	catalog_release(&catalog);
	command_release(context);
	free(variants);
	return ret;
}
