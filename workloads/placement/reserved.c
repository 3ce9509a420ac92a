// SPDX-License-Identifier: GPL-2.0-only
/* From the evidence of a run to its early reservations. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bits.h"
#include "machine/topology.h"
#include "reservations.h"
#include "evidence/files.h"

static int kernel_start_read(const struct run_evidence *evidence,
			     uint64_t *start, struct error *err)
{
	const struct guest_records *guest;
	int ret = evidence_guest(evidence, &guest, err);

	if (ret)
		return ret;
	for (size_t i = 0; i < guest->iomem_count; i++)
		if (strcmp(guest->iomem[i].name, "Kernel code") == 0)
			*start = guest->iomem[i].start;
	if (*start)
		return 0;
	return error_set(err, EINVAL,
			 "%s: found no `Kernel code` among the iomem records",
			 guest->path);
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
		ret = kernel_start_read(evidence, &kernel_start, err);
	if (ret == 0)
		reservations_make(list, trace, kernel_start);
	free(path);
	return ret;
}
