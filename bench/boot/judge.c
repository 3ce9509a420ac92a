// SPDX-License-Identifier: GPL-2.0-only
#include "boot/judge.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "evidence/files.h"
#include "evidence/lastwords.h"
#include "evidence/topology-check.h"

static void conclude(struct outcome *outcome, enum end_state state,
		     const char *format, ...)
{
	va_list args;

	outcome->state = state;
	va_start(args, format);
	vsnprintf(outcome->reason, sizeof(outcome->reason), format, args);
	va_end(args);
}

static void __attribute__((format(printf, 2, 3)))
append(struct outcome *outcome, const char *format, ...)
{
	size_t used = strlen(outcome->reason);
	va_list args;

	va_start(args, format);
	vsnprintf(outcome->reason + used, sizeof(outcome->reason) - used,
		  format, args);
	va_end(args);
}

/* A line of the console, from the words at @at to its end. */
static void quote_line(const char *at, struct outcome *outcome)
{
	append(outcome, "%.*s", (int)strcspn(at, "\r\n"), at);
}

/* What a console without last words ends with, and what went wrong before. */
static void quote_console(const struct console *console,
			  struct outcome *outcome)
{
	const char *fault = lastwords_fault(console);
	char warning[LASTWORDS_BYTES];
	size_t count = lastwords_warned(console, warning);

	if (!console->count) {
		append(outcome, "; its console is empty");
		return;
	}
	if (fault)
		append(outcome, "; it said: ");
	if (fault)
		quote_line(fault, outcome);
	if (count)
		append(outcome, "; it warned %zu times: %s", count, warning);
	append(outcome, "; its console ends with: ");
	quote_line(console_last_line(console), outcome);
}

/* "in default_idle+0x2 (0xffffffff81000002)" */
static void tell_place(const struct sysmap *map, struct outcome *outcome)
{
	uint64_t rip = outcome->cpu.rip;
	const struct sysmap_function *function = map ? sysmap_at(map, rip) :
						       NULL;

	if (function)
		append(outcome, " in %s+0x%llx (0x%llx)", function->name,
		       (unsigned long long)(rip - function->address),
		       (unsigned long long)rip);
	else
		append(outcome, " at 0x%llx%s", (unsigned long long)rip,
		       rip < SYSMAP_KERNEL_BASE ? ", before the kernel proper" :
						  "");
}

static void explain_timeout(const struct console *console,
			    const struct sysmap *map, struct outcome *outcome)
{
	quote_console(console, outcome);
	if (!outcome->cpu_known)
		return;
	append(outcome, outcome->cpu.halted ? "; it waited for an interrupt" :
					      "; it ran");
	tell_place(map, outcome);
}

/* Its CPUs halted without a word. */
static void explain_halt(const struct console *console,
			 const struct sysmap *map, struct outcome *outcome)
{
	conclude(outcome, END_GUEST_PANIC,
		 "the guest halted with interrupts off");
	tell_place(map, outcome);
	quote_console(console, outcome);
}

static void explain_silence(const struct console *console,
			    struct outcome *outcome)
{
	const char *init = console_find_init(console);

	conclude(outcome, END_GUEST_PANIC, "%s", "");
	if (init) {
		quote_line(init, outcome);
	} else if (!console->count) {
		append(outcome,
		       "the guest reset, and its console is empty: does the kernel have CONFIG_SERIAL_8250_CONSOLE?");
	} else {
		append(outcome, "the guest reset before it said why");
		quote_console(console, outcome);
	}
}

static void explain_flood(const struct console *console,
			  struct outcome *outcome)
{
	char warning[LASTWORDS_BYTES];
	size_t count = lastwords_warned(console, warning);

	if (count)
		append(outcome, "; the guest warned %zu times: %s", count,
		       warning);
}

/* On the console, else in the buffer that no console has printed yet. */
static bool find_last_words(const struct run_evidence *evidence,
			    const struct console *console,
			    char words[LASTWORDS_BYTES])
{
	char *path = evidence_path(evidence->directory, EVIDENCE_LOG_BUFFER);
	struct console log = { 0 };
	struct error ignored;
	bool found = lastwords_tell(console, words) ||
		     (console_read_log_buffer(&log, path, &ignored) == 0 &&
		      lastwords_tell(&log, words));

	console_release(&log);
	free(path);
	return found;
}

/*
 * Why a guest is over that did not say so itself.  It may have panicked right
 * before its deadline, or still be printing.
 */
static void explain(const struct run_evidence *evidence,
		    const struct sysmap *map, struct outcome *outcome)
{
	static const struct console empty;
	const struct console *console;
	char words[LASTWORDS_BYTES];
	struct error ignored;

	if (evidence_console(evidence, &console, &ignored))
		console = &empty;
	if (outcome->state == END_FLOODED)
		explain_flood(console, outcome);
	else if (find_last_words(evidence, console, words))
		conclude(outcome, END_GUEST_PANIC, "%s", words);
	else if (outcome->state == END_TIMEOUT)
		explain_timeout(console, map, outcome);
	else if (outcome->state == END_GUEST_PANIC)
		explain_halt(console, map, outcome);
	else
		explain_silence(console, outcome);
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
			const struct guest_records *guest,
			const struct judge_expected *expected,
			struct outcome *outcome)
{
	struct error err;

	if (topology_check(machine->topology, guest, expected->cpus_online,
			   expected->keeps_memory, &err) ||
	    check_mapping(machine, guest, &err))
		blame_records(machine, &err, outcome);
	else if (expected->profile && !file_exists(expected->profile))
		conclude(outcome, END_QEMU_DIED,
			 "the profile plugin wrote no profile, see %s",
			 evidence_name(EVIDENCE_QEMU_LOG));
}

/*
 * mm/memory_hotplug.c before f1dd2cd13c4b: the kernel's word is "Invalid
 * argument", whatever memory was added.
 */
static const char *explain_failure(const char *reason)
{
	return strstr(reason, "write online_movable: Invalid argument") ?
	       " (before Linux 4.13 added memory becomes movable only beside movable memory, and on a node without other memory only with CONFIG_MOVABLE_NODE)" :
	       "";
}

static void judge_end(const struct machine *machine,
		      const struct run_evidence *evidence,
		      const struct guest_records *guest,
		      const struct judge_expected *expected,
		      struct outcome *outcome)
{
	const struct guestlog *log = &guest->log;

	if (!log->ended)
		explain(evidence, NULL, outcome);
	else if (log->skipped)
		conclude(outcome, END_SKIPPED, "%s", log->reason);
	else if (!log->completed)
		conclude(outcome, END_GUEST_FAILED, "%s%s", log->reason,
			 explain_failure(log->reason));
	else if (*outcome->missed_stop)
		conclude(outcome, END_GUEST_FAILED,
			 "the guest ended without reaching %s",
			 outcome->missed_stop);
	else
		check_guest(machine, guest, expected, outcome);
}

void judge_reach(const struct machine *machine,
		 const struct run_evidence *evidence,
		 const struct judge_expected *expected,
		 const struct sysmap *map, struct outcome *outcome)
{
	const struct guest_records *guest;
	struct error err;

	if (outcome->state == END_TIMEOUT || outcome->state == END_FLOODED ||
	    outcome->state == END_GUEST_PANIC)
		explain(evidence, map, outcome);
	if (outcome->state != END_COMPLETED || outcome->ended_at_stop)
		return;
	if (evidence_guest(evidence, &guest, &err))
		blame_records(machine, &err, outcome);
	else
		judge_end(machine, evidence, guest, expected, outcome);
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
