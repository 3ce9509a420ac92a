// SPDX-License-Identifier: GPL-2.0-only
#include "boot/hyperfine.h"

#include <errno.h>
#include <stdlib.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/jsonfile.h"
#include "lib/process.h"

#define RESULT evidence_name(EVIDENCE_HYPERFINE)

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

static uint64_t to_ns(double seconds)
{
	return (uint64_t)(seconds * (double)NS_PER_S + 0.5);
}

int hyperfine_read(const char *directory, struct hyperfine_times *times,
		   struct error *err)
{
	json_t *root = jsonfile_read(directory, RESULT, err);
	double wall, user, system;
	json_error_t problem;
	int ret = 0;

	if (!root)
		return -EINVAL;
	if (json_unpack_ex(root, &problem, 0, "{s:[{s:[F], s:F, s:F}]}",
			   "results", "times", &wall, "user", &user,
			   "system", &system))
		ret = error_set(err, EINVAL, "%s/%s: %s", directory, RESULT,
				problem.text);
	else
		*times = (struct hyperfine_times){
			.wall_ns = to_ns(wall),
			.user_ns = to_ns(user),
			.system_ns = to_ns(system),
		};
	json_decref(root);
	return ret;
}
