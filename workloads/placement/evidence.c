// SPDX-License-Identifier: GPL-2.0-only
/* From the evidence of a run to its early reservations. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bits.h"
#include "machine/topology.h"
#include "reservations.h"
#include "evidence/files.h"
#include "evidence/guestlog.h"

static int kernel_start_take(void *context, const char *record,
			     const json_t *object, struct error *err)
{
	uint64_t *start = context;
	const char *name = json_string_value(json_object_get(object, "name"));

	(void)err;
	if (strcmp(record, "iomem") == 0 && name &&
	    strcmp(name, "Kernel code") == 0)
		*start = json_integer_value(json_object_get(object, "start"));
	return 0;
}

static int kernel_start_read(const char *directory, uint64_t *start,
			     struct error *err)
{
	char *path = evidence_path(directory, EVIDENCE_GUEST);
	int ret = guestlog_each(path, kernel_start_take, start, err);

	if (ret == 0 && *start == 0)
		ret = error_set(err, EINVAL, "%s: found no `Kernel code` "
				"among the iomem records", path);
	free(path);
	return ret;
}

/* The flags come from a table in the initrd: not every kernel takes it. */
static int srat_check(const struct trace *trace,
		      const struct topology *topology, const char *path,
		      struct error *err)
{
	char *nodes = bits_list(topology_hotpluggable_nodes(topology));
	int ret = 0;

	if (*nodes && trace->srat_ranges && !trace->srat_hotpluggable)
		ret = error_set(err, EINVAL, "%s: found no hotpluggable memory in SRAT, expected nodes %s: the kernel lacks CONFIG_ACPI_TABLE_UPGRADE",
				path, nodes);
	free(nodes);
	return ret;
}

int reservations_read(struct reservations *list, struct trace *trace,
		      const struct run_evidence *evidence, struct error *err)
{
	char *path = evidence_path(evidence->directory, EVIDENCE_CONSOLE);
	uint64_t kernel_start = 0;
	int ret = trace_read(trace, path, err);

	*list = (struct reservations){ 0 };
	if (ret == 0)
		ret = srat_check(trace, evidence->topology, path, err);
	if (ret == 0)
		ret = kernel_start_read(evidence->directory, &kernel_start,
					err);
	if (ret == 0)
		reservations_make(list, trace, kernel_start);
	free(path);
	return ret;
}
