// SPDX-License-Identifier: GPL-2.0-only
#include "log.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "classes.h"
#include "evidence/bootlog.h"
#include "lib/alloc.h"
#include "print.h"
#include "reservations.h"
#include "sums.h"

#define HOW_TO_KNOW \
	"where early allocations lie is not in this log: boot that machine with memblock=debug log_buf_len=16M, and take dmesg right after"

/**
 * struct told - a log, read
 * @boot: what is in every log
 * @early: reservations, where @traced
 * @traced: the kernel got memblock=debug
 * @kernel_found: the range of its image is known
 */
struct told {
	struct bootlog boot;
	struct early early;
	bool traced;
	bool kernel_found;
};

static bool has_trace(const struct klog *log)
{
	for (size_t i = 0; i < log->console.count; i++) {
		const char *message = log->console.lines[i].message;

		if (strncmp(message, "memblock_reserve: [", 19) == 0 ||
		    strncmp(message, "__memblock_reserve: [", 21) == 0 ||
		    strncmp(message, "MEMBLOCK configuration:", 23) == 0)
			return true;
	}
	return false;
}

static int read_log(struct told *told, const struct klog *log,
		    struct error *err)
{
	struct places places;
	int ret;

	*told = (struct told){ 0 };
	ret = klog_check_head(log, err);
	if (ret == 0)
		ret = bootlog_read(&told->boot, log, err);
	if (ret)
		return ret;
	bootlog_settle_cpus(&told->boot);
	told->traced = has_trace(log) || strstr(told->boot.command_line,
						"memblock=debug");
	if (told->traced) {
		ret = early_of_log(&told->early, log, &told->boot,
				   &told->kernel_found, err);
	} else {
		places_of_log(&places, &told->boot);
		told->early.places = places;
	}
	if (ret == 0 && !told->early.places.node_count)
		ret = error_set(err, EINVAL,
				"%s: found no range of memory, expected lines of e820, SRAT or `Early memory node ranges`: the log has only its more urgent levels",
				log->console.path);
	return ret;
}

static void told_release(struct told *told)
{
	early_release(&told->early);
	bootlog_release(&told->boot);
}

static void print_head(const struct told *told, const struct klog *log,
		       FILE *out)
{
	char *which = klog_describe(log);
	int length = (int)strcspn(told->boot.version, "(") - 1;

	fprintf(out, "%s%s%s: %.*s\n", log->console.path,
		*which ? ", " : "", which, length > 60 ? 60 : length,
		told->boot.version);
	free(which);
}

static uint64_t mib_of(const struct spans *spans, int nid)
{
	return spans_bytes(spans, nid) >> 20;
}

/* Return: -1 where no line tells of CPUs. */
static int cpus_of(const struct bootlog *boot, int nid)
{
	const struct described_cpus *cpus = boot->machine.cpus.count ?
		&boot->machine.cpus : &boot->machine.apics;
	int count = 0;

	for (size_t i = 0; i < cpus->count; i++)
		count += cpus->at[i].nid == nid;
	return cpus->count ? count : -1;
}

/* What two lists have in common of a node of the first. */
static uint64_t common_bytes(const struct spans *srat, const struct spans *ram,
			     int nid)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < srat->count; i++)
		for (size_t j = 0; srat->at[i].nid == nid && j < ram->count;
		     j++) {
			const struct span *a = &srat->at[i], *b = &ram->at[j];
			uint64_t start = a->start > b->start ? a->start :
							       b->start;
			uint64_t end = a->end_inclusive < b->end_inclusive ?
				       a->end_inclusive : b->end_inclusive;

			if (start <= end)
				bytes += end - start + 1;
		}
	return bytes;
}

/* Return: -1 where no line tells. */
static int64_t ram_of(const struct bootlog *boot, int nid)
{
	const struct described *machine = &boot->machine;

	if (machine->early.count)
		return (int64_t)spans_bytes(&machine->early, nid);
	if (machine->srat.count && machine->ram.count)
		return (int64_t)common_bytes(&machine->srat, &machine->ram,
					     nid);
	return -1;
}

/* The node that NODE_DATA of a node lies on, -1 when no line says so. */
static int node_data_nid(const struct told *told, int nid)
{
	const struct spans *lines = &told->boot.node_data;

	for (size_t i = 0; i < lines->count; i++)
		if (lines->at[i].nid == nid ||
		    (lines->at[i].nid < 0 && (int)i == nid))
			return places_nid_of(&told->early.places,
					     lines->at[i].start);
	return -1;
}

static void print_known_or_not(FILE *out, int width, int64_t value)
{
	if (value >= 0)
		fprintf(out, " %*" PRId64, width, value);
	else
		fprintf(out, " %*s", width, "?");
}

static void print_node(const struct told *told, int nid, FILE *out)
{
	const struct bootlog *boot = &told->boot;

	fprintf(out, "  %4d%c", nid,
		places_has_hotpluggable(&told->early.places, nid) ? '*' : ' ');
	print_known_or_not(out, 12, boot->machine.srat.count ?
			   (int64_t)mib_of(&boot->machine.srat, nid) : -1);
	print_known_or_not(out, 12, ram_of(boot, nid) < 0 ? -1 :
			   ram_of(boot, nid) >> 20);
	print_known_or_not(out, 6, cpus_of(boot, nid));
	print_known_or_not(out, 10, node_data_nid(told, nid));
	fputc('\n', out);
}

/* Where the numbers of RAM come from, if not from the kernel's own lines. */
static void print_source(const struct described *machine, FILE *out)
{
	if (machine->early.count)
		return;
	if (machine->srat.count && machine->ram.count)
		fputs("  the log has no `Early memory node ranges`: MiB of RAM is what e820 has in SRAT's ranges\n",
		      out);
	else
		fputs("  the log has no `Early memory node ranges`, and not both SRAT and e820: how much RAM a node has is not known\n",
		      out);
}

/* What is known without memblock=debug. */
static void print_known(const struct told *told, FILE *out)
{
	const struct bootlog *boot = &told->boot;

	if (boot->machine.ram.count)
		fprintf(out, "  RAM in e820: %" PRIu64 " MiB\n",
			mib_of(&boot->machine.ram, -1));
	if (boot->memory_kib[1])
		fprintf(out, "  the kernel says that %" PRIu64 " of %" PRIu64 " KiB are reserved when memblock hands over\n",
			boot->memory_kib[0], boot->memory_kib[1]);
	for (size_t i = 0; i < boot->zone_count; i++)
		fprintf(out, "  zone %-8s 0x%" PRIx64 " to 0x%" PRIx64 "\n",
			boot->zones[i].name, boot->zones[i].start,
			boot->zones[i].end_inclusive);
	fprintf(out, "  %5s %12s %12s %6s %10s\n", "node", "MiB in SRAT",
		"MiB of RAM", "CPUs", "NODE_DATA");
	for (unsigned int nid = 0; nid < told->early.places.node_count; nid++)
		print_node(told, (int)nid, out);
	print_source(&boot->machine, out);
	if (boot->srat_refused)
		fprintf(out, "  the kernel says of SRAT: %.120s\n",
			boot->srat_refused);
	else if (!boot->machine.srat.count)
		fputs("  the log has no line of SRAT: what is hotpluggable is not known\n",
		      out);
	for (size_t i = 0; i < boot->machine.note_count; i++)
		fprintf(out, "  %s\n", boot->machine.notes[i]);
	fputs("  " HOW_TO_KNOW "\n", out);
}

static void print_text(const struct told *told, const struct klog *log,
		       FILE *out)
{
	print_head(told, log, out);
	if (!told->traced) {
		print_known(told, out);
		return;
	}
	placement_print_early(&told->early, out);
	if (!told->kernel_found)
		fputs("  the kernel's image was not found in memblock's first list: it is not in class kernel\n",
		      out);
}

static json_t *json_known(int64_t value)
{
	return value < 0 ? json_null() : json_integer(value);
}

static json_t *json_nodes(const struct told *told)
{
	const struct places *places = &told->early.places;
	json_t *list = json_array();

	for (unsigned int nid = 0; nid < places->node_count; nid++) {
		json_t *node = json_pack(
			"{s:i, s:b, s:o, s:o, s:o}", "node", (int)nid,
			"hotpluggable",
			places_has_hotpluggable(places, (int)nid),
			"srat_bytes",
			json_known(told->boot.machine.srat.count ? (int64_t)
				   spans_bytes(&told->boot.machine.srat,
					       (int)nid) : -1),
			"ram_bytes", json_known(ram_of(&told->boot, (int)nid)),
			"cpus", json_known(cpus_of(&told->boot, (int)nid)));
		json_t *bytes = json_object();

		for (size_t i = 0; told->traced && classes_names[i]; i++)
			json_object_set_new(bytes, classes_names[i],
				json_integer((json_int_t)sums_class(
					&told->early.list, places,
					classes_names[i], (int)nid)));
		json_object_set_new(node, "early_bytes", told->traced ?
				    json_incref(bytes) : json_null());
		json_decref(bytes);
		json_array_append_new(list, node);
	}
	return list;
}

static json_t *json_reservations(const struct early *early)
{
	json_t *list = json_array();

	for (size_t i = 0; i < early->list.count; i++) {
		const struct reservation *at = &early->list.entries[i];

		json_array_append_new(list, json_pack(
			"{s:I, s:I, s:I, s:i, s:b, s:s, s:s, s:b, s:b}",
			"sequence", (json_int_t)at->sequence,
			"start", (json_int_t)at->start,
			"end", (json_int_t)at->end_inclusive,
			"node", places_nid_of(&early->places, at->start),
			"hotpluggable",
			places_is_hotpluggable(&early->places, at->start),
			"class", at->class_name, "caller", at->caller,
			"before_srat", at->before_srat,
			"released", at->released));
	}
	return list;
}

static void print_json(const struct told *told, const struct klog *log,
		       FILE *out)
{
	json_t *root = json_pack("{s:s, s:i, s:i, s:b, s:o}", "log",
				 log->console.path, "boot", (int)log->boot,
				 "boots", (int)log->boots, "traced",
				 told->traced, "nodes", json_nodes(told));

	if (told->traced) {
		json_object_set_new(root, "srat_read",
				    json_boolean(told->early.trace.srat_read));
		json_object_set_new(root, "hotpluggable_bytes", json_integer(
			(json_int_t)sums_hotpluggable(&told->early.list,
						      &told->early.places)));
		json_object_set_new(root, "kernel_found",
				    json_boolean(told->kernel_found));
		json_object_set_new(root, "reservations",
				    json_reservations(&told->early));
	} else {
		json_object_set_new(root, "not_known",
				    json_string(HOW_TO_KNOW));
	}
	json_dumpf(root, out, JSON_INDENT(1));
	fputc('\n', out);
	json_decref(root);
}

/* memory.csv, as a session has it (docs/samples.md) */
static void print_memory(const struct told *told, FILE *out)
{
	const struct spans *spans = &told->early.places.spans;

	fputs("topology,node,start,end,hotpluggable\n", out);
	for (size_t i = 0; i < spans->count; i++)
		if (spans_bytes(&told->boot.machine.early,
				spans->at[i].nid) ||
		    !told->boot.machine.early.count)
			fprintf(out, "log,%d,0x%" PRIx64 ",0x%" PRIx64 ",%d\n",
				spans->at[i].nid, spans->at[i].start,
				spans->at[i].end_inclusive,
				spans->at[i].hotpluggable);
}

int placement_print_log(const struct klog *log, enum log_form form, FILE *out,
			struct error *err)
{
	struct told told;
	int ret = read_log(&told, log, err);

	if (ret == 0 && form == LOG_ROWS && !told.traced)
		ret = error_set(err, EINVAL, "%s: %s", log->console.path,
				HOW_TO_KNOW);
	if (ret == 0)
		switch (form) {
		case LOG_TEXT:
			print_text(&told, log, out);
			break;
		case LOG_JSON:
			print_json(&told, log, out);
			break;
		case LOG_ROWS:
			placement_print_rows(&told.early, "log,0,log,log,log,2M,",
					     out);
			break;
		case LOG_MEMORY:
			print_memory(&told, out);
			break;
		}
	told_release(&told);
	return ret;
}
