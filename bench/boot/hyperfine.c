// SPDX-License-Identifier: GPL-2.0-only
#include "boot/hyperfine.h"

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/process.h"

char *hyperfine_probe(void)
{
	struct error err;
	char *version;

	if (process_version("hyperfine", &version, &err))
		return xstrdup(err.text);
	free(version);
	return NULL;
}

void hyperfine_wrap(struct argv *argv, const char *output)
{
	char *command = argv_join(argv);

	argv_release(argv);
	argv_add(argv, "hyperfine");
	argv_add(argv, "--runs=1");
	argv_add(argv, "--shell=none");
	argv_add(argv, "--style=none");
	argv_add(argv, "--output=inherit");
	argv_add(argv, "--export-json=%s", output);
	argv_add(argv, "setpriv --pdeathsig KILL %s", command);
	free(command);
}
