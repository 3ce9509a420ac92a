// SPDX-License-Identifier: GPL-2.0-only
#include "import/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/bootlog.h"
#include "evidence/klog.h"
#include "lib/alloc.h"

bool log_is_one(const char *bytes, size_t size)
{
	static const char *const signs[] = {
		"Linux version ", "BIOS-e820: ", "SRAT: Node ",
		"Command line: ", "Zone ranges:", "Early memory node ranges",
		"smpboot: ", "systemd[1]: ", "memblock_reserve: ",
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (memmem(bytes, size, signs[i], strlen(signs[i])))
			return true;
	return false;
}

static void forget_srat(struct described *d)
{
	d->srat.count = 0;
	d->apics.count = 0;
}

static void settle_nodes(struct bootlog *boot)
{
	struct described *d = &boot->machine;

	if (boot->srat_refused && spans_node_count(&d->early) <= 1 &&
	    d->srat.count) {
		described_note(d, "the kernel did not use SRAT (`%.80s`): this is the one node that it made",
			       boot->srat_refused);
		forget_srat(d);
		for (size_t i = 0; i < d->groups.count; i++)
			d->groups.at[i].nid = 0;
		d->cpus.count = 0;
	} else if (boot->numa_off || strstr(boot->command_line, "numa=off")) {
		described_note(d, "nodes were switched off (numa=off): SRAT is not in this log");
	} else if (strstr(boot->command_line, "numa=fake")) {
		described_note(d, "numa=fake: the nodes are those of SRAT, not the ones that the kernel made up");
		d->groups.count = 0;
		d->cpus.count = 0;
	}
	if (boot->foreign)
		described_note(d, "the machine is no x86 (`%.40s`): the guest is one, with nodes of these sizes",
			       boot->foreign);
}

static int take_boot(const struct klog *log, struct bootlog *boot,
		     const char *name, struct error *err)
{
	char *which = klog_describe(log);
	int ret = klog_check_head(log, err);

	if (ret == 0)
		ret = bootlog_read(boot, log, err);
	if (ret == 0 && !boot->mapped)
		ret = error_set(err, EINVAL,
				"%s: found neither `Zone ranges:` nor `Memory:`, so the log was cut off before the kernel had set up its nodes; expected one of the whole boot",
				name);
	if (ret == 0 && !boot->machine.srat.count && !boot->machine.ram.count &&
	    !boot->machine.early.count)
		ret = error_set(err, EINVAL,
				"%s: found no range of memory, expected lines of e820, SRAT or `Early memory node ranges`: the log has only its more urgent levels",
				name);
	if (ret == 0 && *which)
		described_note(&boot->machine, "the log has several boots: this is %s",
			       which);
	free(which);
	return ret;
}

int log_describe(char *bytes, size_t size, const char *name,
		 unsigned int number, struct described *d, struct error *err)
{
	struct bootlog boot = { 0 };
	struct klog log;
	int ret = klog_split(&log, name, bytes, size, number, err);

	if (ret == 0)
		ret = take_boot(&log, &boot, name, err);
	if (ret == 0) {
		settle_nodes(&boot);
		bootlog_settle_cpus(&boot);
		*d = boot.machine;
		boot.machine = (struct described){ 0 };
	}
	bootlog_release(&boot);
	klog_release(&log);
	return ret;
}
