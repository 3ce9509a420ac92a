// SPDX-License-Identifier: GPL-2.0-only
#include "session/earlier.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/exactness.h"
#include "evidence/sessionseal.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"
#include "session/audit.h"
#include "session/known.h"

/* The program judges how a boot ended, so it is a part of what is asked. */
static int find_known(const struct session *session, const char *plan_folder,
		      char **path, struct error *err)
{
	json_t *host = audit_host();
	SHA2_CTX digest;
	int ret;

	SHA256Init(&digest);
	emulator_hash(&session->emulator, &digest);
	digest_add_text(&digest, "cpu", jsonfile_text(host, "cpu"));
	digest_add_text(&digest, "inputs", session->inputs_sha256);
	digest_add_text(&digest, "folder", plan_folder);
	for (int i = 0; i < session->plan->arm_count; i++)
		digest_add_text(&digest, "kernel",
				session->plan->arms[i].kernel);
	ret = digest_add_file(&digest, "program", "/proc/self/exe", err);
	*path = known_path("measured", &digest);
	json_decref(host);
	return ret;
}

static int check(const char *folder, const struct session *session,
		 struct error *err)
{
	struct session_record record;
	int ret = session_open_verified(&record, folder, err);

	if (ret == 0)
		ret = exactness_check(&record, err);
	if (ret == 0 && (!record.complete || !record.inputs_sha256 ||
			 strcmp(record.inputs_sha256, session->inputs_sha256)))
		ret = error_set(err, EINVAL,
				"%s: found other inputs, or boots to come",
				record.path);
	session_record_release(&record);
	return ret;
}

int earlier_find(const struct session *session, const char *out, char **path,
		 struct error *err)
{
	char *named = xasprintf("%s/%s", out, session->plan->name);
	char *plan_folder = realpath(named, NULL);
	char *known = NULL, *stamp = NULL;
	struct error reason;
	int ret = plan_folder ? find_known(session, plan_folder, &known, err) :
				0;

	*path = NULL;
	if (ret == 0 && known && known_recall(known, &stamp)) {
		*path = xasprintf("%s/%s", named, stamp);
		if (check(*path, session, &reason)) {
			fprintf(stderr, "measured before, and booted again: %s\n",
				reason.text);
			free(*path);
			*path = NULL;
		}
	}
	free(stamp);
	free(known);
	free(plan_folder);
	free(named);
	return ret;
}

int earlier_counts(const char *folder, int counts[END_STATE_COUNT],
		   struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, folder, err);

	for (int i = 0; i < END_STATE_COUNT && ret == 0; i++)
		counts[i] = json_integer_value(json_object_get(
			json_object_get(record.json, "end_states"),
			end_state_name(i)));
	session_record_release(&record);
	return ret;
}

/* Another time it would end as it did. */
static bool is_repeatable(const struct session *session,
			  const int counts[END_STATE_COUNT])
{
	const struct cells *cells = &session->cells;

	for (int i = 0; i < cells->count; i++)
		if (cell_is_paced_by_host(session->plan, &cells->cells[i]))
			return false;
	return session->host.accelerator == ACCELERATOR_TCG_EXACT &&
	       !counts[END_TIMEOUT] && !counts[END_QEMU_DIED] &&
	       !counts[END_QEMU_KILLED] && !counts[END_SKIPPED];
}

void earlier_remember(const struct session *session,
		      const int counts[END_STATE_COUNT])
{
	char *folder = realpath(session->folder.path, NULL);
	char *stamp = folder ? strrchr(folder, '/') : NULL;
	struct error ignored;
	char *known = NULL;

	if (stamp && is_repeatable(session, counts)) {
		*stamp++ = '\0';
		if (find_known(session, folder, &known, &ignored) == 0)
			known_remember(known, stamp, &ignored);
	}
	free(known);
	free(folder);
}
