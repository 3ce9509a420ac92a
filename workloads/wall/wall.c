// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long a boot takes on the host's clock, from QEMU's `cont` to the
 * guest's first record.  A time only under KVM; under emulation the number
 * gets a name of its own, so that nothing can take it for one.
 */
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "run/result.h"
#include "samples/sample.h"

static const struct metric metrics[] = {
	{ "boot.wall.ns", "ns", true, "less", 0.01,
	  "host time from the guest's first instruction to its init, KVM" },
	{ "boot.emulated.ns", "ns", true, "none", 0.01,
	  "the same under plain emulation: not a time of the guest" },
	{ 0 },
};

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	char *copy = xstrdup(evidence->directory);
	char *name = xstrdup(evidence->directory);
	struct result result;
	int ret = result_load(&result, dirname(copy), basename(name), err);

	if (ret == 0)
		ret = sample_emit(sink,
				  strcmp(result.accelerator, "kvm") == 0 ?
				  "boot.wall.ns" : "boot.emulated.ns",
				  "", -1, result.hello_ns, err);
	free(name);
	free(copy);
	return ret;
}

const struct workload workload_wall = {
	.name = "wall",
	.parameters = "quiet",
	.metrics = metrics,
	.read_samples = read_samples,
};
