// SPDX-License-Identifier: GPL-2.0-only
#include "boot/hyperfine.h"

#include <jansson.h>
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

int hyperfine_status(const char *output, int status)
{
	json_t *root = status ? NULL : json_load_file(output, 0, NULL);
	int code;

	if (root && json_unpack(root, "{s:[{s:[i]}]}", "results",
				"exit_codes", &code) == 0)
		status = code << 8;
	json_decref(root);
	return status;
}

void hyperfine_wrap(struct argv *argv, const char *output)
{
	char *command = argv_join(argv);

	argv_release(argv);
	argv_add(argv, "hyperfine");
	argv_add(argv, "--runs=1");
	argv_add(argv, "--shell=none");
	/* How QEMU ended is in the JSON file, not in hyperfine's code. */
	argv_add(argv, "--ignore-failure");
	argv_add(argv, "--style=none");
	argv_add(argv, "--output=inherit");
	argv_add(argv, "--export-json=%s", output);
	argv_add(argv, "setpriv --pdeathsig KILL %s", command);
	free(command);
}
