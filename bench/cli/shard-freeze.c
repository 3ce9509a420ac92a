// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/built.h"
#include "cli/execute.h"
#include "cli/plan-command.h"
#include "cli/shard.h"
#include "kernel/naming.h"
#include "lib/alloc.h"
#include "lib/parse.h"
#include "lib/root.h"
#include "session/schedule.h"
#include "shard/deal.h"
#include "shard/freeze.h"

int shard_count(const char *text, int *count, struct error *err)
{
	uint64_t number;

	if (parse_u64(text, &number) || number < 1 || number > DEAL_SHARDS_MAX)
		return error_set(err, EINVAL,
				 "found `%s` shards, expected a number from 1 to %d",
				 text, DEAL_SHARDS_MAX);
	*count = (int)number;
	return 0;
}

int shard_plan(struct plan *plan, struct catalog *catalog, const char *name,
	       struct error *err)
{
	char *variants = root_path("kernels/variants.ini");
	int ret = catalog_load(catalog, variants, err);

	if (ret == 0 && execute_options.base)
		ret = naming_want(catalog, execute_options.base, err);
	if (ret == 0)
		ret = plan_load(plan, catalog, name, err);
	if (ret == 0)
		ret = plan_command_options(plan, catalog, err);
	free(variants);
	return ret;
}

/* Known before a boot. */
static int check_count(const struct session *session, int count,
		       struct error *err)
{
	const struct plan *plan = session->plan;
	bool timed = plan->engine == ENGINE_TIMED;

	return deal_check(count, timed ? plan->blocks :
			  session->cells.count - 1, timed, err);
}

static int boot_canary(struct session *session, struct error *err)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int counts[END_STATE_COUNT] = { 0 };

	if (session->plan->engine == ENGINE_TIMED)
		return 0;
	return schedule_run(session, execute_options.jobs ?
			    execute_options.jobs : cpus, counts, err);
}

int shard_freeze(const struct plan *plan, const struct catalog *catalog,
		 int count, int argc, const char **argv, char **folder,
		 struct error *err)
{
	const struct session_options options = {
		.qemu = execute_options.qemu,
		.symbols = execute_options.symbols,
		.allow_tcg = execute_options.allow_tcg,
		.only_twice = true,
		.revision = built_revision,
		.argc = argc,
		.argv = argv,
	};
	struct session session;
	int ret = session_open(&session, plan, catalog, &options, err);

	*folder = NULL;
	if (ret == 0) {
		ret = check_count(&session, count, err);
		if (ret)
			folder_discard(&session.folder);
	}
	if (ret == 0)
		ret = boot_canary(&session, err);
	if (ret == 0)
		ret = frozen_make(session.folder.path, options.qemu, count,
				  err);
	if (ret == 0)
		*folder = xstrdup(session.folder.path);
	session_close(&session);
	return ret;
}
