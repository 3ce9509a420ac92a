// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload count: a quiet boot under the profile plugin.  What a boot
 * executes, phase by phase, in memblock and for the direct map, and what
 * memory the guest then has.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "evidence/profile.h"
#include "kernel/stage.h"
#include "kernel/symbols.h"
#include "lib/csv.h"
#include "workload/output.h"
#include "workload/sample.h"
#include "workload/table.h"

static const struct metric metrics[] = {
	{ "boot.insns", "instructions", false, "less", 0.001,
	  "instructions from reset until the kernel runs init, without iterations of string instructions",
	  .role = "boot-insns",
	  .title = "Instructions for the whole boot" },
	{ "boot.rep.iterations", "iterations", false, "less", 0.001,
	  "iterations of rep-prefixed string instructions until the kernel runs init" },
	{ "boot.phase.insns", "instructions", false, "less", 0.001,
	  "instructions from the milestone that names the phase to the next",
	  .role = "phase-insns" },
	{ "boot.phase.iterations", "iterations", false, "less", 0.001,
	  "iterations of string instructions in the phase" },
	{ "memblock.find.calls", "calls", false, "less", 0,
	  "searches for free memory",
	  .role = "search-calls" },
	{ "memblock.find.insns", "instructions", false, "less", 0.005,
	  "instructions in the search for free memory, iterators apart",
	  .role = "search-insns",
	  .title = "Instructions spent searching for free memory" },
	{ "memblock.reserve.calls", "calls", false, "less", 0,
	  "ranges reserved" },
	{ "memblock.reserve.insns", "instructions", false, "less", 0.005,
	  "instructions that maintain the arrays of regions" },
	{ "memblock.iterate.insns", "instructions", false, "less", 0.005,
	  "instructions in the walks over free ranges and page frames" },
	{ "pagetable.build.insns", "instructions", false, "less", 0.005,
	  "instructions inside init_mem_mapping, with all that it calls",
	  .title = "Instructions to build the direct map" },
	{ "pagetable.build.iterations", "iterations", false, "less", 0.005,
	  "iterations of string instructions inside init_mem_mapping" },
	{ "pagetable.direct_map.bytes", "bytes", false, "none", 0,
	  "memory that the direct map covers with pages of this size",
	  .role = "direct-map-bytes" },
	{ "memory.total.bytes", "bytes", false, "more", 0,
	  "memTotal of /proc/meminfo",
	  .role = "total-bytes" },
	{ "memory.zone.pages", "pages", false, "none", 0,
	  "pages that the allocator manages in a zone of a node",
	  .role = "zone-pages" },
	{ "memory.zone.free.pages", "pages", false, "none", 0.001,
	  "pages of them that are free when init looks, those that wait in per-CPU lists not counted",
	  .role = "zone-free-pages" },
	{ 0 },
};

/* What profile.tsv calls all that is executed once init runs. */
#define LATER "[later]"

static const struct table tables[] = {
	{ "functions.csv", "function,calls,insns,iterations" },
	{ 0 },
};

static void emit_phases(struct sample_output *output,
			const struct profile *profile,
			const struct profile_milestone *end)
{
	for (const struct profile_milestone *phase = profile->milestones;
	     phase < end; phase++) {
		const struct profile_count *next = &phase[1].before;

		sample_put(output, "boot.phase.insns", phase->name, -1,
		     next->insns - phase->before.insns);
		sample_put(output, "boot.phase.iterations", phase->name, -1,
		     next->rep - phase->before.rep);
	}
	sample_put(output, "boot.insns", "", -1, end->before.insns);
	sample_put(output, "boot.rep.iterations", "", -1, end->before.rep);
}

static void emit_direct_map_build(struct sample_output *output,
				  const struct profile_milestone *begin,
				  const struct profile_milestone *end)
{
	sample_put(output, "pagetable.build.insns", "", -1,
	     end->before.insns - begin->before.insns);
	sample_put(output, "pagetable.build.iterations", "", -1,
	     end->before.rep - begin->before.rep);
}

static uint64_t sum_insns(const struct profile *profile,
			  const struct symbols *symbols, const char *group)
{
	uint64_t insns = 0;

	for (size_t i = 0; i < profile->function_count; i++)
		if (symbols_group_has(symbols, group,
				      profile->functions[i].name))
			insns += profile->functions[i].count.insns;
	return insns;
}

static uint64_t sum_calls(const struct profile *profile,
			  const struct symbols *symbols, const char *group)
{
	uint64_t calls = 0;

	for (int inlined = 0; inlined <= 1 && !calls; inlined++)
		for (size_t i = 0; i < profile->function_count; i++)
			if (symbols_group_is_called(
				    symbols, group,
				    profile->functions[i].name, inlined))
				calls += profile->functions[i].calls;
	return calls;
}

static void emit_groups(struct sample_output *output, const struct profile *profile,
			const struct symbols *symbols)
{
	sample_put(output, "memblock.find.calls", "", -1,
	     sum_calls(profile, symbols, "memblock.find"));
	sample_put(output, "memblock.find.insns", "", -1,
	     sum_insns(profile, symbols, "memblock.find"));
	sample_put(output, "memblock.reserve.calls", "", -1,
	     sum_calls(profile, symbols, "memblock.reserve"));
	sample_put(output, "memblock.reserve.insns", "", -1,
	     sum_insns(profile, symbols, "memblock.reserve"));
	sample_put(output, "memblock.iterate.insns", "", -1,
	     sum_insns(profile, symbols, "memblock.iterate"));
}

/* Every function that executed anything before init did. */
static void write_functions(const struct sample_sink *sink,
			    const struct profile *profile)
{
	for (size_t i = 0; i < profile->function_count; i++) {
		const struct profile_function *function =
			&profile->functions[i];
		FILE *out;

		if (strcmp(function->name, LATER) == 0)
			continue;
		out = table_row(sink, 0);
		csv_field(out, function->name);
		fprintf(out, ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n",
			function->calls, function->count.insns,
			function->count.rep);
	}
}

static int require_groups(const struct symbols *symbols, struct error *err)
{
	static const char *const groups[] = {
		"memblock.find", "memblock.reserve", "memblock.iterate",
	};

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (!symbols_has_group(symbols, groups[i]))
			return error_set(err, EINVAL,
					 "the table of symbols has no group %s",
					 groups[i]);
	return 0;
}

static const struct profile_milestone *
require_milestone(const struct profile *profile, const char *path,
		  enum boot_stage stage, struct sample_output *output)
{
	const char *name = boot_stage_name(stage);
	const struct profile_milestone *milestone =
		profile_find_milestone(profile, name);

	if (!milestone && !output->ret)
		output->ret = error_set(output->err, EINVAL,
					"%s: found no milestone %s, expected a boot that passed it",
					path, name);
	return milestone;
}

static void emit_profile(struct sample_output *output, const char *path,
			 const struct symbols *symbols)
{
	const struct profile_milestone *begin, *built, *end;
	struct profile profile;

	output->ret = profile_read(&profile, path, output->err);
	if (output->ret)
		return;
	begin = require_milestone(&profile, path, BOOT_INIT_MEM_MAPPING, output);
	built = require_milestone(&profile, path, BOOT_DIRECT_MAP, output);
	end = require_milestone(&profile, path, BOOT_INIT, output);
	if (!output->ret) {
		emit_phases(output, &profile, end);
		emit_direct_map_build(output, begin, built);
		emit_groups(output, &profile, symbols);
		write_functions(output->sink, &profile);
	}
	profile_release(&profile);
}

/* A number of at least 0, or the sentence that it is missing. */
static uint64_t take_number(struct sample_output *output, int64_t number,
			    const char *record, const char *key)
{
	if (number >= 0)
		return (uint64_t)number;
	if (!output->ret)
		output->ret = error_set(output->err, EINVAL,
					"record %s: found no %s %s, expected one of at least 0",
					record, number == GUEST_IMPOSSIBLE ?
					"possible number" : "number", key);
	return 0;
}

/*
 * /proc/meminfo leaves out the line of a size that the CPU cannot map.  Old
 * kernels count pages of 2 MiB that they split and never counted: a counter
 * that went below 0 has no row.
 */
static void emit_direct_map(struct sample_output *output, const int64_t *kib)
{
	static const struct {
		const char *field;
		const char *item;
		bool optional;
	} sizes[GUEST_PAGES] = {
		[GUEST_4K] = { "DirectMap4k", "4K", false },
		[GUEST_2M] = { "DirectMap2M", "2M", false },
		[GUEST_1G] = { "DirectMap1G", "1G", true },
	};

	for (int page = 0; page < GUEST_PAGES; page++) {
		bool absent = sizes[page].optional &&
			      kib[page] == GUEST_ABSENT;
		uint64_t number;

		if (kib[page] == GUEST_IMPOSSIBLE)
			continue;
		number = absent ? 0 : take_number(output, kib[page], "meminfo",
						  sizes[page].field);
		sample_put(output, "pagetable.direct_map.bytes", sizes[page].item,
		     -1, number * 1024);
	}
}

static void emit_meminfo(struct sample_output *output,
			 const struct guest_meminfo *meminfo)
{
	emit_direct_map(output, meminfo->direct_map_kib);
	sample_put(output, "memory.total.bytes", "", -1,
	     1024 * take_number(output, meminfo->total_kib, "meminfo",
				"MemTotal"));
}

static void emit_zone(struct sample_output *output, const struct guest_zone *zone)
{
	uint64_t managed = take_number(output, zone->managed, "zone",
				       "managed");
	uint64_t left = take_number(output, zone->free, "zone", "free");
	uint64_t nid = take_number(output, zone->nid, "zone", "node");

	if (!*zone->zone && !output->ret)
		output->ret = error_set(output->err, EINVAL,
					"record zone: found no name, expected one");
	sample_put(output, "memory.zone.pages", zone->zone, (int)nid, managed);
	sample_put(output, "memory.zone.free.pages", zone->zone, (int)nid, left);
}

static void emit_memory(struct sample_output *output,
			const struct guest_records *guest)
{
	if (guest->meminfo_count != 1 || !guest->zone_count) {
		output->ret = error_set(output->err, EINVAL,
					"%s: found %u meminfo and %zu zone records, expected one and at least one",
					guest->path, guest->meminfo_count,
					guest->zone_count);
		return;
	}
	emit_meminfo(output, &guest->meminfo);
	for (size_t i = 0; i < guest->zone_count; i++)
		emit_zone(output, &guest->zones[i]);
	if (output->ret)
		error_prefix(output->err, "%s: ", guest->path);
}

static void read_memory(struct sample_output *output,
			const struct run_evidence *evidence)
{
	const struct guest_records *guest;

	output->ret = evidence_guest(evidence, &guest, output->err);
	if (!output->ret)
		emit_memory(output, guest);
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct sample_output output = { .sink = sink, .err = err };
	char *profile = evidence_path(evidence->directory, EVIDENCE_PROFILE);

	output.ret = require_groups(evidence->symbols, err);
	if (!output.ret)
		emit_profile(&output, profile, evidence->symbols);
	if (!output.ret)
		read_memory(&output, evidence);
	free(profile);
	return output.ret;
}

const struct workload workload_count = {
	.name = "count",
	.question = "what a boot executes, phase by phase",
	.engines = ENGINES_EXACT,
	.plugin = PLUGIN_COUNTS,
	.parameters = "quiet",
	.metrics = metrics,
	.tables = tables,
	.read_samples = read_samples,
};
