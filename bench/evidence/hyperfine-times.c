// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/hyperfine-times.h"

#include <errno.h>
#include <stdbool.h>

#include "evidence/files.h"
#include "lib/clock.h"
#include "lib/jsonfile.h"

/* 30 years. */
#define SECONDS_MAX 1e9

static bool is_time(double seconds)
{
	return seconds >= 0 && seconds <= SECONDS_MAX;
}

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
	else if (!is_time(wall) || !is_time(user) || !is_time(system))
		ret = error_set(err, EINVAL,
				"%s/%s: found times of %g, %g and %g s, expected 0 to %g",
				directory, name, wall, user, system,
				SECONDS_MAX);
	else
		*times = (struct hyperfine_times){
			.wall_ns = to_ns(wall),
			.user_ns = to_ns(user),
			.system_ns = to_ns(system),
		};
	json_decref(root);
	return ret;
}
