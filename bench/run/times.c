// SPDX-License-Identifier: GPL-2.0-only
#include "run/times.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "run/guestlog.h"
#include "run/result.h"

static int under_kvm(const char *directory, bool *kvm, struct error *err)
{
	char *copy = xstrdup(directory);
	char *name = xstrdup(directory);
	struct result result;
	int ret = result_load(&result, dirname(copy), basename(name), err);

	*kvm = ret == 0 && strcmp(result.accelerator, "kvm") == 0;
	free(name);
	free(copy);
	return ret;
}

int times_are_real(const struct run_evidence *evidence, bool *real,
		   struct error *err)
{
	char *path = xasprintf("%s/guest.jsonl", evidence->directory);
	struct guestlog log = { 0 };
	bool kvm = false;
	int ret = under_kvm(evidence->directory, &kvm, err);

	if (ret == 0)
		ret = guestlog_read(path, &log, err);
	*real = ret == 0 && kvm && log.cmdline &&
		!strstr(log.cmdline, " numa=fake");
	guestlog_release(&log);
	free(path);
	return ret;
}
