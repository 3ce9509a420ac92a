// SPDX-License-Identifier: GPL-2.0-only
#include "trace.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/bootlog.h"
#include "lib/alloc.h"
#include "lines.h"
#include "names.h"

/* What the reader knows while it goes down the console. */
struct reader {
	struct trace *trace;
	const char *path;
	int line;
	enum trace_stage stage;
	int dumps;		/* MEMBLOCK configurations seen */
	unsigned int listed;	/* ranges in the first of them … */
	unsigned int to_list;	/* … and how many it says it has */
	int boots;		/* "Linux version" lines */
	bool handed_over;	/* memblock's memory went to the allocator */
	const char *asked_by;	/* of an allocation's line, until it is used */
	struct trace_request asked;
	size_t ends;		/* ends of reserved and freed ranges … */
	size_t odd_ends;	/* … that are odd: last bytes, not limits */
};

static const struct {
	const char *prefix;
	enum trace_stage stage;
} stage_lines[] = {
	{ "SRAT: ", TRACE_NUMA },		/* 3.12: everything */
	{ "ACPI: SRAT: ", TRACE_NUMA },		/* 6.1: memory */
	{ "NUMA turned off", TRACE_NUMA },
	{ "No NUMA configuration found", TRACE_NUMA },
	{ "Faking ", TRACE_NUMA },
	{ "Zone ranges:", TRACE_ZONES },
	{ "setup_percpu:", TRACE_PERCPU },
	{ "Built ", TRACE_LATE },
};

/* memblock's own functions: whoever called them printed a line before. */
static const char *const allocators[] = {
	"memblock_alloc_range_nid",		/* 4.x to 6.12 */
	"memblock_alloc_internal",
	"memblock_phys_alloc_try_nid",
	"memblock_phys_alloc_range",
	"memblock_virt_alloc_internal",		/* 3.14 to 4.20 */
	"memblock_alloc_base_nid",		/* 3.12 */
	"memblock_alloc_nid",
	"memblock_alloc_base",
	"__memblock_alloc_base",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Page tables hold 52 bits of a physical address (Intel SDM 3A, 4.5). */
#define ADDRESS_MAX ((UINT64_C(1) << 52) - 1)

static int reader_reject(const struct reader *reader, const char *found,
			 const char *expected, struct error *err)
{
	char shown[121];
	size_t length = 0;

	for (; length < sizeof(shown) - 1 && found[length]; length++)
		shown[length] = isprint((unsigned char)found[length]) ?
			found[length] : '?';
	shown[length] = '\0';
	return error_set(err, EINVAL, "%s:%d: found `%s`, expected %s",
			 reader->path, reader->line, shown, expected);
}

/* Some sixty callers appear up to 100,000 times: keep each name once. */
static const char *symbol_keep(struct trace *trace, const char *name,
			       size_t length)
{
	for (size_t i = trace->symbol_count; i-- > 0;)
		if (strncmp(trace->symbols[i], name, length) == 0 &&
		    !trace->symbols[i][length])
			return trace->symbols[i];
	trace->symbols = xgrow(trace->symbols, trace->symbol_count,
			       sizeof(*trace->symbols));
	trace->symbols[trace->symbol_count] =
		xasprintf("%.*s", (int)length, name);
	return trace->symbols[trace->symbol_count++];
}

static struct trace_event *event_add(struct reader *reader,
				     enum trace_kind kind, uint64_t start,
				     uint64_t end_inclusive)
{
	struct trace *trace = reader->trace;
	struct trace_event *event;

	trace->events = xgrow(trace->events, trace->count,
			      sizeof(*trace->events));
	event = &trace->events[trace->count++];
	event->kind = kind;
	event->stage = reader->stage;
	event->start = start;
	event->end_inclusive = end_inclusive;
	event->caller = "";
	event->request.bytes = 0;
	return event;
}

/*
 * The caller of an allocator is named in the line before; sizes are compared,
 * since an allocation that failed leaves its line behind.
 */
static void event_name_caller(struct reader *reader, struct trace_event *event)
{
	uint64_t bytes = event->end_inclusive - event->start + 1;

	for (size_t i = 0; i < COUNT(allocators); i++) {
		if (strcmp(event->caller, allocators[i]) != 0)
			continue;
		event->kind = TRACE_ALLOC;
		if (!reader->asked_by || (reader->asked.bytes != bytes &&
					  reader->asked.bytes != bytes - 1))
			continue;
		event->caller = reader->asked_by;
		event->request = reader->asked;
	}
	reader->asked_by = NULL;
}

/* With this, the byte behind the last one has an address, too. */
static bool is_range(uint64_t start, uint64_t end)
{
	return start <= end && end <= ADDRESS_MAX;
}

/* A line of memblock's that could not be read. */
static int reader_reject_memblock(const struct reader *reader,
				  const char *line, const char *expected,
				  struct error *err)
{
	if (lines_lacks_symbols(line))
		expected = "a caller's name: the kernel lacks CONFIG_KALLSYMS";
	return reader_reject(reader, line, expected, err);
}

/* As [0x2000-0x1fff]: of size zero, which is nothing and no error. */
static bool is_empty(uint64_t start, uint64_t end)
{
	return end == start - 1;
}

static int reader_take_range(struct reader *reader, const char *line,
			     const char *range, bool freed, struct error *err)
{
	struct lines_caller caller;
	struct trace_event *event;
	uint64_t start, end;

	if (!lines_parse_range(range, &start, &end, &caller) ||
	    (!is_range(start, end) && !is_empty(start, end)))
		return reader_reject_memblock(reader, line,
					      "a range and its caller", err);
	if (is_empty(start, end))
		return 0;
	event = event_add(reader, freed ? TRACE_FREE : TRACE_RESERVE, start,
			  end);
	event->caller = symbol_keep(reader->trace, caller.name,
				    caller.length);
	reader->ends++;
	reader->odd_ends += end & 1;
	if (!freed)
		event_name_caller(reader, event);
	return 0;
}

/* Without a number it is a sentence about a failure. */
static int reader_take_request(struct reader *reader, const char *line,
			       const char *text, struct error *err)
{
	struct lines_caller caller;

	if (isalpha((unsigned char)text[strspn(text, " ")]))
		return 0;
	if (!lines_parse_request(text, &reader->asked, &caller))
		return reader_reject_memblock(reader, line,
					      "a request and its caller", err);
	reader->asked_by = symbol_keep(reader->trace, caller.name,
				       caller.length);
	return 0;
}

/* @at: where "memblock_" stands in @whole; 3.12 has "__memblock_…", too. */
static int reader_take_memblock(struct reader *reader,
				const struct console_line *whole,
				const char *at, struct error *err)
{
	const char *line = whole->text;
	size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz_");
	const char *rest = at + length + 1;

	if (lines_is_torn(whole, at, length) ||
	    (at[length] != ':' && lines_is_tail(line)))
		return reader_reject(reader, line, "a whole line", err);
	if (at[length] != ':')
		return 0;
	if (strncmp(at, "memblock_reserve:", length + 1) == 0)
		return reader_take_range(reader, line, rest, false, err);
	if (strncmp(at, "memblock_free:", length + 1) == 0 ||
	    strncmp(at, "memblock_phys_free:", length + 1) == 0 ||
	    strncmp(at, "memblock_free_late:", length + 1) == 0)
		return reader_take_range(reader, line, rest, true, err);
	if (memmem(at, length, "_alloc", 6))
		return reader_take_request(reader, line, rest, err);
	return 0;
}

/* " reserved[0x0]\t[0x…-0x…], 0x… bytes", of the first list only. */
static int reader_take_dump(struct reader *reader, const char *line,
			    struct error *err)
{
	const char *range = strchr(line, ']');
	uint64_t start, end;

	if (reader->dumps == 0)
		return reader_reject(reader, line, "the head of a list before it",
				     err);
	if (reader->dumps > 1)
		return 0;
	if (!range || sscanf(range, "] [%" SCNx64 "-%" SCNx64 "]", &start,
			     &end) != 2 ||
	    (!is_range(start, end) && !is_empty(start, end)))
		return reader_reject(reader, line, "a reserved range", err);
	if (!is_empty(start, end))
		event_add(reader, TRACE_DUMP, start, end);
	reader->listed++;
	return 0;
}

/* Does the last event hold as many bytes?  3.12's end is mended later. */
static bool reader_find_start(const struct reader *reader, struct name *name)
{
	const struct trace *trace = reader->trace;
	const struct trace_event *last;
	uint64_t bytes;

	if (reader->handed_over || !trace->count)
		return false;
	last = &trace->events[trace->count - 1];
	bytes = last->end_inclusive - last->start;
	name->start = last->start;
	return last->kind <= TRACE_ALLOC &&
		(bytes == name->bytes || bytes + 1 == name->bytes);
}

static void reader_take_name(struct reader *reader, const char *line)
{
	struct trace_event *event;
	struct name name;

	if (!names_parse(line, &name) ||
	    (name.sized && !reader_find_start(reader, &name)) ||
	    !is_range(name.start, name.start + name.bytes - 1))
		return;
	event = event_add(reader, TRACE_NAME, name.start,
			  name.start + name.bytes - 1);
	event->class_name = name.class_name;
	event->caller = name.caller;
	event->searched = name.searched;
}

/* "ACPI: SRAT: Node 1 PXM 1 [mem 0x40000000-0x7fffffff] hotplug" */
static void reader_take_srat(struct reader *reader, const char *line)
{
	int used = 0;

	sscanf(line, "ACPI: SRAT: Node %*u PXM %*u [mem %*x-%*x]%n", &used);
	if (!used)
		return;
	reader->trace->srat_ranges++;
	reader->trace->srat_hotpluggable +=
		strncmp(line + used, " hotplug", 8) == 0;
}

static void reader_take_stage(struct reader *reader, const char *line)
{
	if (strncmp(line, "SRAT: ", 6) == 0 ||
	    strncmp(line, "ACPI: SRAT: ", 12) == 0)
		reader->trace->srat_read = true;
	for (size_t i = 0; i < COUNT(stage_lines); i++)
		if (reader->stage < stage_lines[i].stage &&
		    strncmp(line, stage_lines[i].prefix,
			    strlen(stage_lines[i].prefix)) == 0)
			reader->stage = stage_lines[i].stage;
}

static int reader_take(struct reader *reader, const struct console_line *line,
		       struct error *err)
{
	const char *memblock = strstr(line->text, "memblock_");
	const char *text = line->message;

	if (bootlog_tells_of_loss(line->text))
		return reader_reject(reader, line->text,
				     "every line of the kernel: a larger CONFIG_LOG_BUF_SHIFT or log_buf_len= keeps them",
				     err);
	if (strncmp(text, "Linux version ", 14) == 0 && reader->boots++)
		return reader_reject(reader, text,
				     "one boot, told once: a second console replays it (console=)",
				     err);
	if (memblock)
		return reader_take_memblock(reader, line, memblock, err);
	if (!reader->handed_over && lines_is_tail(text))
		return reader_reject(reader, text, "a whole line", err);
	if (strncmp(text, "reserved[", 9) == 0)
		return reader_take_dump(reader, text, err);
	if (reader->dumps == 1)
		sscanf(text, "reserved.cnt = %x", &reader->to_list);
	if (strncmp(text, "MEMBLOCK configuration:", 23) == 0) {
		reader->dumps++;
		if (reader->stage == TRACE_NUMA)
			reader->stage = TRACE_NODES;
	}
	if (strncmp(text, "Memory: ", 8) == 0)
		reader->handed_over = true;
	reader_take_srat(reader, text);
	reader_take_stage(reader, text);
	reader_take_name(reader, text);
	return 0;
}

static int reader_check(const struct reader *reader, const char *panic,
			struct error *err)
{
	if (!reader->handed_over && panic)
		return error_set(err, EINVAL, "%s: found `%.200s`, expected a kernel that boots",
				 reader->path, panic);
	if (reader->ends == 0)
		return error_set(err, EINVAL, "%s: found no line of memblock, "
				 "expected many: did the kernel get "
				 "memblock=debug?", reader->path);
	if (reader->to_list && reader->listed != reader->to_list)
		return error_set(err, EINVAL, "%s: found %u ranges in the first list of memblock, expected %u as it says",
				 reader->path, reader->listed,
				 reader->to_list);
	if (!reader->handed_over)
		return error_set(err, EINVAL, "%s: found no line `Memory:`, "
				 "so the console was cut off early",
				 reader->path);
	return 0;
}

/* Most ranges end with a page: odd as a last byte, even as a limit. */
static void reader_mend_ends(struct reader *reader)
{
	struct trace *trace = reader->trace;
	size_t kept = 0;

	if (reader->odd_ends * 2 >= reader->ends)
		return;
	for (size_t i = 0; i < trace->count; i++) {
		struct trace_event event = trace->events[i];

		/* Its limit is its start: nothing. */
		if (event.kind <= TRACE_FREE &&
		    event.end_inclusive-- == event.start)
			continue;
		trace->events[kept++] = event;
	}
	trace->count = kept;
}

int trace_make(struct trace *trace, const struct console *console,
	       struct error *err)
{
	struct reader reader = { .trace = trace, .path = console->path };
	int ret = 0;

	*trace = (struct trace){ 0 };
	for (size_t i = 0; i < console->count && ret == 0; i++) {
		reader.line = (int)(console->skipped + i + 1);
		ret = reader_take(&reader, &console->lines[i], err);
	}
	if (ret == 0)
		trace->foreign = bootlog_foreign_cpu(console);
	if (ret == 0)
		ret = reader_check(&reader, console_find_panic(console), err);
	if (ret == 0)
		reader_mend_ends(&reader);
	return ret;
}

void trace_release(struct trace *trace)
{
	for (size_t i = 0; i < trace->symbol_count; i++)
		free(trace->symbols[i]);
	free(trace->symbols);
	free(trace->events);
	*trace = (struct trace){ 0 };
}
