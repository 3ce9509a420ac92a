// SPDX-License-Identifier: GPL-2.0-only
/* From the evidence of a run to its early reservations. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "lib/bits.h"
#include "machine/topology.h"
#include "reservations.h"

/* The linker aligns what is behind the image to a large page at most. */
#define BRK_ALIGN (2 << 20)
#define ISA_END 0x100000

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
	places_of_topology(&early->places, evidence->topology);
	return ret;
}

void early_release(struct early *early)
{
	reservations_release(&early->list);
	trace_release(&early->trace);
	places_release(&early->places);
}

static void release_parsed(void *parsed)
{
	early_release(parsed);
}

/*
 * The image is reserved before memblock=debug takes effect, so it is in the
 * first list only, and nothing says so.  The brk behind it has a line.
 */
static bool kernel_find(const struct trace *trace, uint64_t *start)
{
	uint64_t brk = 0;
	bool searched;

	for (size_t i = 0; i < trace->count && !brk; i++) {
		const struct trace_event *event = &trace->events[i];
		const char *class_name = event->kind == TRACE_RESERVE ?
					 classes_of(event, &searched) : NULL;

		if (class_name && strcmp(class_name, "kernel") == 0)
			brk = event->start;
	}
	for (size_t i = 0; i < trace->count && brk; i++) {
		const struct trace_event *event = &trace->events[i];

		if (event->kind != TRACE_DUMP || event->start >= brk ||
		    event->end_inclusive + BRK_ALIGN < brk)
			continue;
		*start = event->start < ISA_END ? ISA_END : event->start;
		return true;
	}
	return false;
}

int early_of_log(struct early *early, const struct klog *log,
		 const struct bootlog *boot, bool *kernel_found,
		 struct error *err)
{
	uint64_t kernel_start = UINT64_MAX;
	int ret;

	*early = (struct early){ 0 };
	ret = trace_make(&early->trace, &log->console, err);
	if (ret)
		return ret;
	*kernel_found = kernel_find(&early->trace, &kernel_start);
	reservations_make(&early->list, &early->trace, kernel_start);
	places_of_log(&early->places, boot);
	return 0;
}

int reservations_of(const struct run_evidence *evidence,
		    const struct early **early, struct error *err)
{
	static const struct evidence_parser parser = {
		.size = sizeof(struct early),
		.parse = early_parse,
		.release = release_parsed,
	};
	const void *parsed;
	int ret = evidence_parsed(evidence, &parser, &parsed, err);

	*early = parsed;
	return ret;
}
