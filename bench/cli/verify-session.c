// SPDX-License-Identifier: GPL-2.0-only
/* The boots of a check: in a folder of their own, once for the same inputs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/built.h"
#include "cli/execute.h"
#include "cli/report.h"
#include "cli/verify.h"
#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/file.h"

/* What an earlier check of this plan left last, or NULL. */
static char *find_earlier(const char *out, const char *plan)
{
	char *folder = xasprintf("%s/%s", out, plan);
	char *found = NULL;
	struct error ignored;
	char **names = NULL;

	if (directory_list(folder, &names, &ignored) < 0)
		names = NULL;
	for (char **name = names; name && *name; name++) {
		char *run = xasprintf("%s/%s", folder, *name);
		char *record = evidence_session_path(run, EVIDENCE_RUN_JSON);

		if (strcmp(*name, "latest") && file_exists(record)) {
			free(found);
			found = xstrdup(run);
		}
		free(record);
		free(run);
	}
	directory_list_free(names);
	free(folder);
	return found;
}

static int open_new_or_earlier(struct session *session,
			       const struct remake *remake,
			       const struct catalog *catalog,
			       struct session_options *options,
			       struct error *err)
{
	int ret = 0;

	if (options->resume) {
		ret = session_open(session, &remake->plan, catalog, options,
				   err);
		/* Other inputs, or no longer as it was sealed. */
		if (ret != -EINVAL && ret != -EBADMSG && ret != -ENOENT)
			return ret;
		session_close(session);
		options->resume = NULL;
	}
	return session_open(session, &remake->plan, catalog, options, err);
}

static int boot(struct session *session, bool rows, struct error *err)
{
	int counts[END_STATE_COUNT] = { 0 };
	int ret = execute_session(session, counts, err);

	if (ret == 0 && !counts[END_COMPLETED])
		ret = error_set(err, ENODATA, "%s",
				session->host.skip_reason ?
				session->host.skip_reason :
				"no boot completed here");
	if (ret == 0 && session->plan->arm_count > 1)
		ret = report_make(session->folder.path, NULL,
				  rows ? REPORT_ROWS : REPORT_TEXT, err);
	return ret;
}

int verify_session(const struct remake *remake, const struct catalog *catalog,
		   const char *out, const char *kept, bool rows,
		   const struct verify_options *options, char **folder,
		   struct error *err)
{
	char *earlier = find_earlier(out, remake->plan.name);
	struct session_options wanted = {
		.qemu = execute_options.qemu,
		.allow_tcg = execute_options.allow_tcg,
		.resume = earlier,
		.out = out,
		.kept = kept,
		.images = remake->images,
		.image_count = remake->image_count,
		.revision = built_revision,
		.argc = options->argc,
		.argv = options->argv,
	};
	struct session session;
	int ret = open_new_or_earlier(&session, remake, catalog, &wanted, err);

	*folder = NULL;
	if (ret == 0)
		ret = boot(&session, rows, err);
	if (session.folder.path)
		*folder = xstrdup(session.folder.path);
	session_close(&session);
	free(earlier);
	return ret;
}
