// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/counts.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "lib/alloc.h"

#define ONE_MIB UINT64_C(0x100000)
/* Upper half of the 48-bit and, with five levels, the 57-bit space. */
#define KERNEL_HALF (UINT64_C(1) << 63)

static const char *const pseudo_names[COUNTS_PSEUDO] = {
	[COUNTS_FIRMWARE] = "[firmware]",
	[COUNTS_LOADER] = "[loader]",
	[COUNTS_USER] = "[user]",
	[COUNTS_OTHER] = "[other]",
};

int counts_open(struct counts *counts, const char *path, struct error *err)
{
	int ret;

	*counts = (struct counts){ 0 };
	ret = sysmap_load_text(&counts->map, path, err);
	if (ret)
		return ret;
	counts->counters = xcalloc(counts_count(counts),
				   sizeof(*counts->counters));
	counts->watched = xcalloc(counts_count(counts),
				  sizeof(*counts->watched));
	return 0;
}

size_t counts_count(const struct counts *counts)
{
	return COUNTS_PSEUDO + counts->map.function_count;
}

void counts_watch(struct counts *counts,
		  const struct sysmap_function *function)
{
	if (function) {
		counts->watched[COUNTS_PSEUDO +
				(function - counts->map.functions)] = true;
		return;
	}
	counts->watched[COUNTS_FIRMWARE] = true;
	counts->watched[COUNTS_LOADER] = true;
}

const char *counts_name(const struct counts *counts, size_t index)
{
	if (index < COUNTS_PSEUDO)
		return pseudo_names[index];
	return counts->map.functions[index - COUNTS_PSEUDO].name;
}

static enum counts_pseudo low_address(struct counts *counts,
				      uint64_t address)
{
	if (address == COUNTS_LOADER_ENTRY && !counts->kernel_entered)
		counts->loader_entered = true;
	if (address < ONE_MIB)
		return COUNTS_FIRMWARE;
	if (counts->kernel_entered)
		return COUNTS_USER;
	return counts->loader_entered ? COUNTS_LOADER : COUNTS_FIRMWARE;
}

struct counter *counts_at(struct counts *counts, uint64_t address,
			  bool *first)
{
	const struct sysmap_function *function;

	*first = false;
	if (address < KERNEL_HALF)
		return &counts->counters[low_address(counts, address)];
	counts->kernel_entered = true;
	function = counts->last;
	if (!function || address - function->address >= function->size)
		function = sysmap_at(&counts->map, address);
	if (!function)
		return &counts->counters[COUNTS_OTHER];
	counts->last = function;
	*first = address == function->address;
	return &counts->counters[COUNTS_PSEUDO +
				 (function - counts->map.functions)];
}

void counts_note_call(struct counts *counts, uint64_t from, uint64_t target)
{
	const struct sysmap_function *caller = sysmap_at(&counts->map, from);
	const struct sysmap_function *callee = sysmap_at(&counts->map, target);

	/* A call within a function is a trick of its code. */
	if (from < KERNEL_HALF || !caller || caller == callee)
		return;
	counts->calls++;
	if (callee && callee->address == target)
		return;
	if (!counts->stray_calls++) {
		counts->stray = from;
		counts->stray_target = target;
	}
}

int counts_check_calls(const struct counts *counts, struct error *err)
{
	if (!counts->stray_calls)
		return 0;
	return error_set(err, EINVAL,
			 "of %" PRIu64 " calls that ran %" PRIu64 " do not lead to the beginning of a function (the first: from %" PRIx64 " to %" PRIx64 "): the symbols belong to another build of the kernel",
			 counts->calls, counts->stray_calls, counts->stray,
			 counts->stray_target);
}

struct counter counts_total(const struct counts *counts)
{
	size_t count = counts_count(counts);
	struct counter total = { 0 };

	if (counts->pool)
		total = (struct counter){
			.insns = counts->pool->insns,
			.rep = counts->pool->rep,
		};
	for (size_t i = 0; i < count; i++) {
		total.insns += counts->counters[i].insns;
		total.rep += counts->counters[i].rep;
	}
	return total;
}

void counts_keep(struct counts *counts)
{
	size_t bytes = counts_count(counts) * sizeof(*counts->kept);

	counts->kept = xcalloc(1, bytes);
	memcpy(counts->kept, counts->counters, bytes);
}

/* Total less what was kept. */
static struct counter count_later(const struct counts *counts)
{
	struct counter later = counts_total(counts);

	for (size_t i = 0; i < counts_count(counts); i++) {
		later.insns -= counts->kept[i].insns;
		later.rep -= counts->kept[i].rep;
	}
	return later;
}

static void print(const struct counter *counter, const char *name, FILE *file)
{
	if (!counter->insns && !counter->rep)
		return;
	fprintf(file,
		"function\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%s\n",
		counter->insns, counter->rep, counter->calls, name);
}

void counts_print(const struct counts *counts, FILE *file)
{
	const struct counter *counters =
		counts->kept ? counts->kept : counts->counters;
	struct counter later;

	for (size_t i = 0; i < counts_count(counts); i++)
		print(&counters[i], counts_name(counts, i), file);
	if (!counts->kept)
		return;
	later = count_later(counts);
	print(&later, "[later]", file);
}

static bool is_string_opcode(uint8_t byte)
{
	return (byte >= 0xa4 && byte <= 0xa7) ||
	       (byte >= 0xaa && byte <= 0xaf) ||
	       (byte >= 0x6c && byte <= 0x6f);
}

/* Legacy prefixes but rep itself, and REX. */
static bool is_other_prefix(uint8_t byte)
{
	static const uint8_t legacy[] = {
		0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0,
	};

	return (byte & 0xf0) == 0x40 || memchr(legacy, byte, sizeof(legacy));
}

bool insn_is_rep_string(const uint8_t *bytes, size_t size)
{
	bool rep = false;

	/* String instructions have no operand: the opcode comes last. */
	if (size < 2 || !is_string_opcode(bytes[size - 1]))
		return false;
	for (size_t i = 0; i + 1 < size; i++) {
		if (bytes[i] == 0xf2 || bytes[i] == 0xf3)
			rep = true;
		else if (!is_other_prefix(bytes[i]))
			return false;
	}
	return rep;
}
