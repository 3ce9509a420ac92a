// SPDX-License-Identifier: GPL-2.0-only
/* From the evidence of a run to its early reservations. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bits.h"
#include "machine/topology.h"
#include "reservations.h"

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

/*
 * Before numaboot had a firmware of its own the table came from the initramfs,
 * and a kernel without CONFIG_ACPI_TABLE_UPGRADE took QEMU's.
 */
static int srat_check(const struct trace *trace,
		      const struct topology *topology, const char *path,
		      struct error *err)
{
	char *nodes = bits_list(topology_hotpluggable_nodes(topology));
	int ret = 0;

	if (*nodes && trace->srat_ranges && !trace->srat_hotpluggable)
		ret = error_set(err, EINVAL, "%s: found no hotpluggable memory in SRAT, expected nodes %s: the kernel took another table",
				path, nodes);
	free(nodes);
	return ret;
}

static int early_parse(void *parsed, const struct run_evidence *evidence,
		       struct error *err)
{
	const struct console *console;
	struct early *early = parsed;
	uint64_t kernel_start = 0;
	int ret = evidence_console(evidence, &console, err);

	if (ret == 0)
		ret = trace_make(&early->trace, console, err);
	if (ret == 0)
		ret = srat_check(&early->trace, evidence->topology,
				 console->path, err);
	if (ret == 0)
		ret = kernel_start_read(evidence, &kernel_start, err);
	if (ret == 0)
		reservations_make(&early->list, &early->trace, kernel_start);
	return ret;
}

static void early_release(void *parsed)
{
	struct early *early = parsed;

	reservations_release(&early->list);
	trace_release(&early->trace);
}

int reservations_of(const struct run_evidence *evidence,
		    const struct early **early, struct error *err)
{
	static const struct evidence_parser parser = {
		.size = sizeof(struct early),
		.parse = early_parse,
		.release = early_release,
	};
	const void *parsed;
	int ret = evidence_parsed(evidence, &parser, &parsed, err);

	*early = parsed;
	return ret;
}
