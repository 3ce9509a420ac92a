// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/hyperfine-times.h"

#include <errno.h>

#include "evidence/files.h"
#include "lib/clock.h"
#include "lib/jsonfile.h"

static uint64_t to_ns(double seconds)
{
	return (uint64_t)(seconds * (double)NS_PER_S + 0.5);
}

int hyperfine_times_read(const char *directory, struct hyperfine_times *times,
			 struct error *err)
{
	const char *name = evidence_name(EVIDENCE_HYPERFINE);
	json_t *root = jsonfile_read(directory, name, err);
	double wall, user, system;
	json_error_t problem;
	int ret = 0;

	if (!root)
		return -EINVAL;
	if (json_unpack_ex(root, &problem, 0, "{s:[{s:[F], s:F, s:F}]}",
			   "results", "times", &wall, "user", &user,
			   "system", &system))
		ret = error_set(err, EINVAL, "%s/%s: %s", directory, name,
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
