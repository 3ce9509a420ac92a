// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/bootlog.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What the reader knows while it goes down the log. */
struct reader {
	struct bootlog *boot;
	bool in_zones;		/* behind "Zone ranges:" */
	bool in_cpus;		/* behind ".... node #0, CPUs:", before "Brought up" … */
	int cpu_nid;		/* … of this node */
};

/* A kind of line: its beginning, and what takes the rest of it. */
struct kind {
	const char *prefix;
	bool (*take)(struct reader *reader, const char *text);
	const char *form;	/* for the sentence; NULL: never refused */
};

static bool begins(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* "[mem 0x0-0x9fbff] usable"; "0000000000000000 - 000000000009fc00 (usable)" */
static bool take_e820(struct reader *reader, const char *text)
{
	struct span span = { .nid = -1 };
	int used = 0;

	if (begins(text, "[gap "))
		return true;
	sscanf(text, "[mem %" SCNx64 "-%" SCNx64 "] %n", &span.start,
	       &span.end_inclusive, &used);
	if (!used) {
		sscanf(text, "%" SCNx64 " - %" SCNx64 " (%n", &span.start,
		       &span.end_inclusive, &used);
		span.end_inclusive--;
	}
	if (!used || span.start > span.end_inclusive || !text[used])
		return false;
	if (begins(text + used, "usable") ||
	    begins(text + used, "System RAM"))
		spans_add(&reader->boot->machine.ram, span);
	return true;
}

/* A guest of Xen has "Xen: [mem …]"; other lines begin so, too. */
static bool take_e820_of_xen(struct reader *reader, const char *text)
{
	return !begins(text, "[mem ") || take_e820(reader, text);
}

/* "SRAT: Node 1 PXM 1 [mem 0x40000000-0x7fffffff] hotplug non-volatile" */
static bool take_srat_memory(struct reader *reader, const char *text)
{
	struct span span = { 0 };
	int used = 0;

	sscanf(text, "%d PXM %*u [mem %" SCNx64 "-%" SCNx64 "]%n", &span.nid,
	       &span.start, &span.end_inclusive, &used);
	if (!used) {	/* up to 3.4: "0-a0000", a limit */
		sscanf(text, "%d PXM %*u %" SCNx64 "-%" SCNx64 "%n",
		       &span.nid, &span.start, &span.end_inclusive, &used);
		span.end_inclusive--;
	}
	if (!used || span.nid < 0 || span.nid >= DESCRIBED_MAX_NODES ||
	    span.start > span.end_inclusive ||
	    (text[used] && text[used] != ' '))
		return false;
	span.hotpluggable = strstr(text + used, " hotplug");
	span.non_volatile = strstr(text + used, " non-volatile");
	spans_add(&reader->boot->machine.srat, span);
	return true;
}

/* "0 -> APIC 0x00 -> Node 0"; arm64 has an MPIDR */
static bool take_srat_cpu(struct reader *reader, const char *text)
{
	unsigned int id;
	int nid, used = 0;

	if (strstr(text, "ignored") || strstr(text, "skipped"))
		return true;
	sscanf(text, "%*u -> %*[ACIMPDRX2] %x -> Node %d%n", &id, &nid, &used);
	if (!used || nid < 0 || nid >= DESCRIBED_MAX_NODES)
		return false;
	described_add_cpu(&reader->boot->machine.apics, id, nid);
	return true;
}

/* "0: [mem 0x1000-0x9efff]" behind "  node " */
static bool take_early(struct reader *reader, const char *text)
{
	struct span span = { 0 };
	int used = 0;

	sscanf(text, " %d: [mem %" SCNx64 "-%" SCNx64 "]%n", &span.nid,
	       &span.start, &span.end_inclusive, &used);
	if (!used)	/* "node 0 …" of something else */
		return !strstr(text, ": [mem ");
	if (span.nid < 0 || span.nid >= DESCRIBED_MAX_NODES ||
	    span.start > span.end_inclusive)
		return false;
	spans_add(&reader->boot->machine.early, span);
	reader->boot->mapped = true;
	return true;
}

/* "(0) allocated [mem 0x1000-0x1fff]"; up to 3.17 " [mem …]" */
static bool take_node_data(struct reader *reader, const char *text)
{
	struct span span = { .nid = -1 };
	int used = 0;

	sscanf(text, "(%d) allocated [mem %" SCNx64 "-%" SCNx64 "]%n",
	       &span.nid, &span.start, &span.end_inclusive, &used);
	if (!used)
		sscanf(text, " [mem %" SCNx64 "-%" SCNx64 "]%n", &span.start,
		       &span.end_inclusive, &used);
	if (used && span.start <= span.end_inclusive)
		spans_add(&reader->boot->node_data, span);
	return true;
}

/* "8169928K/8388208K available (14340K kernel code, …, 249K reserved, …" */
static bool take_memory(struct reader *reader, const char *text)
{
	uint64_t *kib = reader->boot->memory_kib;
	const char *reserved = strstr(text, "K reserved");

	while (reserved && reserved > text && reserved[-1] >= '0' &&
	       reserved[-1] <= '9')
		reserved--;
	if (reserved && !kib[1] &&
	    sscanf(text, "%*[0-9]K/%" SCNu64 "K available", &kib[1]) == 1)
		sscanf(reserved, "%" SCNu64, &kib[0]);
	reader->boot->mapped = true;
	return true;
}

static bool take_command_line(struct reader *reader, const char *text)
{
	struct described *machine = &reader->boot->machine;

	if (machine->command_line)
		return true;
	machine->command_line = xstrdup(text + strspn(text, " "));
	reader->boot->command_line = machine->command_line;
	return true;
}

static bool take_zones(struct reader *reader, const char *text)
{
	(void)text;
	reader->in_zones = true;
	reader->boot->mapped = true;
	return true;
}

/* "32 CPUs, 0 hotplug CPUs"; from 6.10 on "32 present CPUs plus 0 hotplug" */
static bool take_allowing(struct reader *reader, const char *text)
{
	unsigned int all = 0, hotplug = 0;

	if (sscanf(text, "%9u present CPUs plus", &all) == 1 ||
	    sscanf(text, "%9u CPUs, %9u hotplug", &all, &hotplug) == 2)
		reader->boot->machine.cpus_possible =
			all > hotplug ? all - hotplug : all;
	return true;
}

/* "1 node, 16 CPUs"; up to 3.11 "16 CPUs" */
static bool take_brought_up(struct reader *reader, const char *text)
{
	unsigned int *started = &reader->boot->cpus_started;

	reader->in_cpus = false;
	if (!*started && sscanf(text, "%*u node%*[s,] %9u CPU", started) != 1)
		sscanf(text, "%9u CPU", started);
	return true;
}

/* "[0] 00 01 02 03 [1] 04 05": CPUs of a node stand in a group */
static bool take_groups(struct reader *reader, const char *text)
{
	struct described *machine = &reader->boot->machine;
	unsigned int cpu;
	int group = -1, used;

	for (;; text += used) {
		used = 0;
		if (sscanf(text, " [%d]%n", &group, &used) == 1 && used)
			continue;
		used = 0;
		if (sscanf(text, " %4u%n", &cpu, &used) != 1 || !used)
			break;
		if (group >= 0 && group < DESCRIBED_MAX_NODES &&
		    cpu < DESCRIBED_MAX_CPUS)
			described_add_cpu(&machine->groups, cpu, group);
	}
	return true;
}

static bool take_refused(struct reader *reader, const char *text)
{
	if (!reader->boot->srat_refused)
		reader->boot->srat_refused = text;
	return true;
}

static bool take_numa_off(struct reader *reader, const char *text)
{
	(void)text;
	reader->boot->numa_off = true;
	return true;
}

static bool take_version(struct reader *reader, const char *text)
{
	reader->boot->version = text - strlen("Linux version ");
	return true;
}

static const struct kind kinds[] = {
	{ "Linux version ", take_version, NULL },
	{ "Command line:", take_command_line, NULL },
	{ "Kernel command line:", take_command_line, NULL },
	{ "BIOS-e820: ", take_e820, "a range of e820 and its type in one line" },
	{ "Xen: ", take_e820_of_xen, "a range of e820 and its type in one line" },
	{ "SRAT: Node ", take_srat_memory, "a node and its range in SRAT in one line" },
	{ "SRAT: PXM ", take_srat_cpu, "a CPU and its node in SRAT" },
	{ "NUMA turned off", take_numa_off, NULL },
	{ "node ", take_early, "a node and its range" },
	{ "NODE_DATA", take_node_data, NULL },
	{ "Zone ranges:", take_zones, NULL },
	{ "Memory: ", take_memory, NULL },
	{ "Allowing ", take_allowing, NULL },
	{ "pcpu-alloc:", take_groups, NULL },
	{ "Brought up ", take_brought_up, NULL },
};

/* What stands before the words that tell: who prints them. */
static const char *skip_printer(const char *text)
{
	static const char *const printers[] = {
		"ACPI: NUMA: ", "ACPI: ", "smpboot: ", "smp: ", "x86: ",
		"CPU topo: ", "NUMA: ",
	};

	for (size_t i = 0; i < COUNT(printers); i++)
		if (begins(text, printers[i]))
			return text + strlen(printers[i]);
	return text;
}

/* What a kernel says of a table that it does not use. */
static bool is_refusal(const char *text)
{
	return strstr(text, "SRAT not used") || strstr(text, "header length") ||
	       strstr(text, "Failed to add memblk") ||
	       strstr(text, "overlaps with itself") ||
	       strstr(text, "No NUMA configuration found");
}

/* "  DMA32    [mem 0x1000000-0xffffffff]", "  Normal   empty" */
static void take_zone(struct reader *reader, const char *text)
{
	struct bootlog *boot = reader->boot;
	struct bootlog_zone zone;

	if (sscanf(text, "%15[A-Za-z0-9] [mem %" SCNx64 "-%" SCNx64 "]",
		   zone.name, &zone.start, &zone.end_inclusive) == 3) {
		if (boot->zone_count < BOOTLOG_ZONES)
			boot->zones[boot->zone_count++] = zone;
		return;
	}
	reader->in_zones = strstr(text, " empty");
}

/* ".... node  #1, CPUs:    #8  #9"; up to 3.12 "Booting Node   1, Processors  #8" */
static int take_started_head(struct reader *reader, const char *text)
{
	int used = 0;

	sscanf(text, ".... node #%d, CPUs:%n", &reader->cpu_nid, &used);
	if (!used)
		sscanf(text, "Booting Node %d, Processors%n",
		       &reader->cpu_nid, &used);
	return reader->cpu_nid < 0 || reader->cpu_nid >= DESCRIBED_MAX_NODES ?
		0 : used;
}

/*
 * A line of "  #10  #11" goes on, also when others were printed in between;
 * but "#0: HDA at irq 97" does not.
 */
static bool take_started(struct reader *reader, const char *text)
{
	bool head = begins(text, ".... node") ||
		    (begins(text, "Booting Node ") &&
		     strstr(text, ", Processors "));
	const char *at = text;
	unsigned int cpu;
	int used = 0;

	if (head) {
		used = take_started_head(reader, text);
		if (!used)
			return false;
		text += used;
		reader->in_cpus = true;
	} else if (!reader->in_cpus || strspn(at, " #0123456789") < strlen(at)) {
		return true;
	}
	for (used = 0; sscanf(text, " #%4u%n", &cpu, &used) == 1 && used;
	     text += used, used = 0)
		if (cpu < DESCRIBED_MAX_CPUS)
			described_add_cpu(&reader->boot->machine.cpus, cpu,
					  reader->cpu_nid);
	return true;
}

static int reject(const struct klog *log, size_t line, const char *expected,
		  struct error *err)
{
	const struct console *console = &log->console;

	return error_set(err, EINVAL, "%s:%zu: found `%.120s`, expected %s",
			 console->path, console->skipped + line + 1,
			 console->lines[line].text, expected);
}

/* A range of e820 or SRAT that is not at the front of its message. */
static bool is_written_into(const char *text, const char *message)
{
	const char *e820 = strstr(text, "BIOS-e820: [mem ");
	const char *srat = strstr(text, "SRAT: Node ");

	return (e820 && e820 > message + 1) ||
	       (srat && srat > message + strlen("ACPI: NUMA: "));
}

static int take_line(struct reader *reader, const struct klog *log, size_t at,
		     struct error *err)
{
	const char *message = log->console.lines[at].message;
	const char *text = skip_printer(message);

	if (bootlog_tells_of_loss(message) && !reader->boot->mapped)
		return reject(log, at, "every line of the kernel: a larger CONFIG_LOG_BUF_SHIFT or log_buf_len= keeps them",
			      err);
	if (reader->in_zones)
		take_zone(reader, text);
	if (is_written_into(log->console.lines[at].text, message))
		return reject(log, at, "a whole line of its own", err);
	if (is_refusal(text))
		take_refused(reader, message);
	if (!take_started(reader, text))
		return reject(log, at, "a node and its CPUs", err);
	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct kind *kind = &kinds[i];

		if (!begins(text, kind->prefix))
			continue;
		if (!kind->take(reader, text + strlen(kind->prefix)) &&
		    kind->form)
			return reject(log, at, kind->form, err);
		break;
	}
	return 0;
}

int bootlog_read(struct bootlog *boot, const struct klog *log,
		 struct error *err)
{
	struct reader reader = { .boot = boot };
	int ret = 0;

	*boot = (struct bootlog){ .command_line = "", .version = "" };
	for (size_t i = 0; i < log->console.count && ret == 0; i++)
		ret = take_line(&reader, log, i, err);
	boot->foreign = bootlog_foreign_cpu(&log->console);
	return ret;
}

bool bootlog_tells_of_loss(const char *line)
{
	const char *missed = strstr(line, ": Missed ");

	return strstr(line, "printk messages dropped") ||
	       (missed && strstr(missed, " kernel messages"));
}

/* Of "Linux version …": the release, or the compiler's name, has it. */
static const char *const foreign_cpus[] = {
	"aarch64", "arm64", "armv7", "armmp", "arm-linux", "riscv64", "s390x",
	"powerpc64", "ppc64", "loongarch64", "mips", "alpha", "sparc64",
};

/* Lines that no kernel of x86 prints. */
static const char *const foreign_lines[] = {
	"Booting Linux on physical CPU", "Machine model: ", "OF: fdt:", "SBI ",
	"riscv: ", "setup: Linux is running ", "psci: ",
};

const char *bootlog_foreign_cpu(const struct console *console)
{
	for (size_t i = 0; i < console->count; i++) {
		const char *line = console->lines[i].message;

		if (strncmp(line, "BIOS-e820: ", 11) == 0)
			return NULL;
		for (size_t j = 0; strncmp(line, "Linux version ", 14) == 0 &&
		     j < COUNT(foreign_cpus); j++)
			if (strstr(line, foreign_cpus[j]))
				return foreign_cpus[j];
		for (size_t j = 0; j < COUNT(foreign_lines); j++)
			if (strncmp(line, foreign_lines[j],
				    strlen(foreign_lines[j])) == 0)
				return foreign_lines[j];
	}
	return NULL;
}

void bootlog_release(struct bootlog *boot)
{
	free(boot->node_data.at);
	described_release(&boot->machine);
	*boot = (struct bootlog){ 0 };
}
