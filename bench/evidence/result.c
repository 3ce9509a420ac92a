// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/result.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"

int result_of(struct result *result, const char *directory,
	      struct error *err)
{
	const char *name = evidence_name(EVIDENCE_RESULT);
	json_t *root = jsonfile_read(directory, name, err);
	json_error_t problem;
	const char *state, *reason, *accelerator;
	json_int_t hello_ns, end_ns;
	int ret = 0;

	if (!root)
		return -EINVAL;
	if (json_unpack_ex(root, &problem, 0, "{s:s, s:s, s:s, s:I, s:I}",
			   "end_state", &state, "reason", &reason,
			   "accelerator", &accelerator, "hello_ns", &hello_ns,
			   "end_ns", &end_ns))
		ret = error_set(err, EINVAL, "%s/%s: %s", directory, name,
				problem.text);
	else if (end_state_parse(state, &result->state))
		ret = error_set(err, EINVAL,
				"%s/%s: found end_state `%s`, expected a known one",
				directory, name, state);
	if (ret == 0) {
		snprintf(result->reason, sizeof(result->reason), "%s", reason);
		snprintf(result->accelerator, sizeof(result->accelerator),
			 "%s", accelerator);
		result->bound =
			json_is_array(json_object_get(root, "host_nodes"));
		result->hello_ns = hello_ns;
		result->end_ns = end_ns;
	}
	json_decref(root);
	return ret;
}

int result_load(struct result *result, const char *runs, const char *run_id,
		struct error *err)
{
	char *directory = xasprintf("%s/%s", runs, run_id);
	int ret = result_of(result, directory, err);

	free(directory);
	return ret;
}
