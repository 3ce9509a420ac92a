// SPDX-License-Identifier: GPL-2.0-only
#include "boot/judge.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "evidence/topology-check.h"
#include "evidence/files.h"

static void conclude(struct outcome *outcome, enum end_state state,
		     const char *format, ...)
{
	va_list args;

	outcome->state = state;
	va_start(args, format);
	vsnprintf(outcome->reason, sizeof(outcome->reason), format, args);
	va_end(args);
}

/* Quote the console's line at @at, without what stands before the sign. */
static void quote_line(const char *at, struct outcome *outcome)
{
	size_t used = strlen(outcome->reason);

	snprintf(outcome->reason + used, sizeof(outcome->reason) - used,
		 "%.*s", (int)strcspn(at, "\r\n"), at);
}

static void explain_timeout(const struct run_evidence *evidence,
			    struct outcome *outcome)
{
	const struct console *console;
	struct error ignored;
	size_t used = strlen(outcome->reason);

	if (evidence_console(evidence, &console, &ignored))
		return;
	/* It may have panicked right before, or still be printing. */
	if (console_find_panic(console)) {
		conclude(outcome, END_GUEST_PANIC, "%s",
			 console_find_panic(console));
		return;
	}
	snprintf(outcome->reason + used, sizeof(outcome->reason) - used,
		 console->count ? "; its console ends with: " :
				  "; its console is empty");
	quote_line(console_last_line(console), outcome);
}

static void explain_silence(const struct run_evidence *evidence,
			    struct outcome *outcome)
{
	const struct console *console;
	struct error ignored;
	const char *sign = NULL;

	if (evidence_console(evidence, &console, &ignored))
		console = NULL;
	if (console)
		sign = console_find_sign(console);
	conclude(outcome, END_GUEST_PANIC, "%s", sign ? "" :
		 "the guest reset before it said why");
	if (sign)
		quote_line(sign, outcome);
	else if (console && !console->count)
		conclude(outcome, END_GUEST_PANIC,
			 "the guest reset, and its console is empty: does the kernel have CONFIG_SERIAL_8250_CONSOLE?");
}

/* The folder is about to be renamed: name the file without it. */
static void blame_records(const struct machine *machine,
			  const struct error *err, struct outcome *outcome)
{
	size_t length = strlen(machine->records_path);
	const char *text = err->text;

	if (strncmp(text, machine->records_path, length) == 0)
		conclude(outcome, END_GUEST_FAILED, "%s%s",
			 evidence_name(EVIDENCE_GUEST), text + length);
	else
		conclude(outcome, END_GUEST_FAILED, "%s", text);
}

static int check_mapping(const struct machine *machine,
			 const struct guest_records *guest, struct error *err)
{
	static const enum guest_page wanted[MAPPING_COUNT] = {
		[MAPPING_1G] = GUEST_1G,
		[MAPPING_2M] = GUEST_2M,
		[MAPPING_4K] = GUEST_4K,
	};
	const int64_t *kib = guest->meminfo.direct_map_kib;
	uint64_t bytes[MAPPING_COUNT];

	if (!guest->meminfo_count)
		return error_set(err, EINVAL,
				 "%s: found no meminfo record, expected one",
				 guest->path);
	if (kib[wanted[machine->mapping]] == GUEST_IMPOSSIBLE)
		return error_set(err, EINVAL,
				 "%s: found DirectMap of %s with no possible value, expected one",
				 guest->path, mapping_name(machine->mapping));
	for (int i = 0; i < MAPPING_COUNT; i++)
		bytes[i] = guest_kib(kib[wanted[i]]) << 10;
	return mapping_check(machine->mapping, bytes, machine->topology, err);
}

static void check_guest(const struct machine *machine,
			const struct guest_records *guest, const char *profile,
			unsigned int cpus_online, struct outcome *outcome)
{
	struct error err;

	if (topology_check(machine->topology, guest, cpus_online, &err) ||
	    check_mapping(machine, guest, &err))
		blame_records(machine, &err, outcome);
	else if (profile && !file_exists(profile))
		conclude(outcome, END_QEMU_DIED,
			 "the profile plugin wrote no profile, see %s",
			 evidence_name(EVIDENCE_QEMU_LOG));
}

static void judge_end(const struct machine *machine,
		      const struct run_evidence *evidence,
		      const struct guest_records *guest, const char *profile,
		      unsigned int cpus_online, struct outcome *outcome)
{
	const struct guestlog *log = &guest->log;

	if (!log->ended)
		explain_silence(evidence, outcome);
	else if (log->skipped)
		conclude(outcome, END_SKIPPED, "%s", log->reason);
	else if (!log->completed)
		conclude(outcome, END_GUEST_FAILED, "%s", log->reason);
	else if (*outcome->missed_stop)
		conclude(outcome, END_GUEST_FAILED,
			 "the guest ended without reaching %s",
			 outcome->missed_stop);
	else
		check_guest(machine, guest, profile, cpus_online, outcome);
}

void judge_reach(const struct machine *machine,
		 const struct run_evidence *evidence, const char *profile,
		 unsigned int cpus_online, struct outcome *outcome)
{
	const struct guest_records *guest;
	struct error err;

	if (outcome->state == END_TIMEOUT)
		explain_timeout(evidence, outcome);
	if (outcome->state != END_COMPLETED || outcome->ended_at_stop)
		return;
	if (evidence_guest(evidence, &guest, &err))
		blame_records(machine, &err, outcome);
	else
		judge_end(machine, evidence, guest, profile, cpus_online,
			  outcome);
}

static void check_banner(const char *banner,
			 const struct run_evidence *evidence,
			 struct outcome *outcome)
{
	const struct console *console;
	struct error ignored;

	if (evidence_console(evidence, &console, &ignored))
		return;
	for (size_t i = 0; i < console->count; i++) {
		const char *line = console->lines[i].message;

		if (strncmp(line, "Linux version ", 14))
			continue;
		/* printk() cuts what is longer than its buffer. */
		if (strncmp(line, banner, strlen(line)))
			conclude(outcome, END_GUEST_FAILED, "booted `%.300s`, the symbols are of `%.300s`",
				 line, banner);
		return;
	}
}

/* "Kernel code" in /proc/iomem begins with _text. */
static void check_place(const struct sysmap *map,
			const struct run_evidence *evidence,
			struct outcome *outcome)
{
	const struct guest_records *guest;
	const struct sysmap_symbol *text = sysmap_symbol(map, "_text");
	uint64_t start = text ? text->address - SYSMAP_KERNEL_BASE : 0;
	struct error ignored;

	if (!start || evidence_guest(evidence, &guest, &ignored))
		return;
	for (size_t i = 0; i < guest->iomem_count; i++)
		if (strcmp(guest->iomem[i].name, "Kernel code") == 0 &&
		    guest->iomem[i].start != start)
			conclude(outcome, END_GUEST_FAILED,
				 "the kernel ran at 0x%llx, its symbols are for 0x%llx: expected nokaslr to keep it there",
				 (unsigned long long)guest->iomem[i].start,
				 (unsigned long long)start);
}

void judge_symbols(const struct sysmap *map, const char *banner,
		   const struct run_evidence *evidence,
		   struct outcome *outcome)
{
	if (outcome->state != END_COMPLETED || outcome->ended_at_stop ||
	    !map || !map->symbol_count)
		return;
	check_place(map, evidence, outcome);
	if (banner && outcome->state == END_COMPLETED)
		check_banner(banner, evidence, outcome);
}

void judge_check(const struct workload *workload,
		 const struct run_evidence *evidence, struct outcome *outcome)
{
	const char *directory = evidence->directory;
	size_t length = strlen(directory);
	struct error err;

	if (outcome->state != END_COMPLETED || !workload ||
	    !workload->check || workload->check(evidence, &err) == 0)
		return;
	/* The folder is about to be renamed: name the file without it. */
	conclude(outcome, END_GUEST_FAILED, "%s",
		 strncmp(err.text, directory, length) ? err.text :
		 err.text + length + 1);
}
