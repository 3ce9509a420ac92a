// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bridge over a change of the environment: tonight's plan once more, with
 * the kernels of the last night.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "claim/make.h"
#include "cli/claim-boot.h"
#include "cli/execute.h"
#include "cli/night.h"
#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"

static struct claim_kernel *kernel_of(struct claim *claim, const char *arm)
{
	for (size_t i = 0; i < claim->kernel_count; i++)
		if (strcmp(claim->kernels[i].arm, arm) == 0)
			return &claim->kernels[i];
	return NULL;
}

static void set(char **where, const char *value)
{
	free(*where);
	*where = *value ? xstrdup(value) : NULL;
}

static int take_old(struct claim *claim, const char *folder, const char *name,
		    struct error *err)
{
	struct claim_kernel *kernel = kernel_of(claim, name);
	struct session_record record;
	int ret = session_record_read(&record, folder, err);
	const json_t *arms = ret ? NULL : json_object_get(record.json, "arms");
	bool found = false;

	for (size_t i = 0; i < json_array_size(arms); i++) {
		const json_t *arm = json_array_get(arms, i);

		if (strcmp(jsonfile_text(arm, "name"), name) || !kernel)
			continue;
		set(&kernel->image_sha256,
		    jsonfile_text(arm, "image_sha256"));
		set(&kernel->image_4k_sha256,
		    jsonfile_text(json_object_get(arm, "kernel_4K"),
				  "image_sha256"));
		found = true;
	}
	if (ret == 0 && !found)
		ret = error_set(err, ENOENT, "%s: found no arm %s in it",
				folder, name);
	session_record_release(&record);
	return ret;
}

/* What was booted must be what is to be told apart. */
static int check(const struct taken *bridge, const struct night_arm *arm,
		 struct error *err)
{
	const struct judged *judged = &arm->judged;
	const struct taken_arm *booted =
		taken_arm_find(bridge, judged->arm->name);

	if (!booted || strcmp(booted->kernel.id, judged->before->kernel))
		return error_set(err, EBADMSG,
				 "%s: arm %s is not last night's kernel",
				 bridge->folder, judged->arm->name);
	if (strcmp(booted->environment.id, judged->arm->environment.id))
		return error_set(err, EBADMSG,
				 "%s: arm %s was not booted in tonight's environment, expected the same QEMU, plugin, init and plan: is --qemu the one of tonight?",
				 bridge->folder, judged->arm->name);
	return 0;
}

int night_bridge(struct taken *bridge, const struct taken *run,
		 const struct night_arm *arms, size_t count,
		 const struct night_options *options, struct error *err)
{
	static const char *words[] = { "night", "bridge", NULL };
	const struct verify_options wanted = {
		.depth = VERIFY_BOOT, .argc = 2, .argv = words,
	};
	struct claim claim = { 0 };
	const char *old = NULL;
	char *folder = NULL;
	int ret = claim_take_boots(&claim, run->folder, err);

	*bridge = (struct taken){ 0 };
	for (size_t i = 0; i < count && ret == 0; i++) {
		if (arms[i].judged.cause != CAUSE_UNKNOWN)
			continue;
		old = arms[i].judged.before->folder;
		ret = take_old(&claim, old, arms[i].judged.arm->name, err);
	}
	if (options->qemu)
		execute_options.qemu = options->qemu;
	execute_options.jobs = options->jobs;
	if (ret == 0 && !old)
		ret = error_set(err, EINVAL, "no arm needs a bridge");
	/* The cache has all symbols of a kernel, a run those of its functions. */
	if (ret == 0)
		ret = claim_boot(&claim, NULL, NULL, &wanted, &folder, err);
	if (ret == -ENOENT)
		ret = claim_boot(&claim, NULL, old, &wanted, &folder, err);
	if (ret == 0)
		ret = taken_read(bridge, folder, night_commit(), err);
	for (size_t i = 0; i < count && ret == 0; i++)
		if (arms[i].judged.cause == CAUSE_UNKNOWN)
			ret = check(bridge, &arms[i], err);
	free(folder);
	claim_release(&claim);
	return ret;
}
