// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/walks.h"

#include <errno.h>
#include <inttypes.h>
#include <search.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "mmu/mmu.h"
#include "plugin/ram.h"

/*
 * Where x86-64 maps all RAM without KASLR (Documentation/arch/x86/x86_64/
 * mm.rst).  Kernels before 4.20 had it elsewhere: there lines of page tables
 * are not the ones that the kernel itself has written.
 */
#define DIRECT_BASE UINT64_C(0xffff888000000000)

/**
 * struct table - what walks of a phase read of a table
 * @first: as in struct mmu_reference
 * @references: entries read
 * @leaves: of those, entries that map a page
 * @fetches: of those, entries whose line came from memory
 */
struct table {
	uint32_t phase;
	int level;
	uint64_t physical;
	uint64_t first;
	uint64_t references;
	uint64_t leaves;
	uint64_t fetches;
};

static uint64_t early_root;
static uint64_t final_root;
static struct mmu mmu;
static struct ram ram;
/* A binary tree (tsearch(3)) of struct table, and the one met last. */
static void *tables;
static struct table *last;
/* What the mmu had counted when each phase began. */
static struct mmu_counters *stamps;
static uint32_t stamp_count;
static uint32_t current_phase;

static bool read_entry(void *context, uint64_t physical, uint64_t *entry)
{
	(void)context;
	return ram_read(&ram, physical, entry);
}

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_tables(const void *a, const void *b)
{
	const struct table *x = a, *y = b;
	int order = compare(x->phase, y->phase);

	if (order == 0)
		order = compare(x->level, y->level);
	if (order == 0)
		order = compare(x->physical, y->physical);
	return order ? order : compare(x->first, y->first);
}

static struct table *add_table(const struct table *wanted)
{
	struct table *table = xcalloc(1, sizeof(*table));

	*table = *wanted;
	if (!tsearch(table, &tables, compare_tables))
		abort();
	return table;
}

static struct table *find_table(const struct table *wanted)
{
	struct table **found;

	if (last && compare_tables(last, wanted) == 0)
		return last;
	found = tfind(wanted, &tables, compare_tables);
	last = found ? *found : add_table(wanted);
	return last;
}

static void on_reference(void *context,
			 const struct mmu_reference *reference)
{
	const struct table wanted = {
		.phase = current_phase,
		.level = reference->level,
		.physical = reference->table,
		.first = reference->first,
	};
	struct table *table = find_table(&wanted);

	(void)context;
	table->references++;
	table->leaves += reference->leaf;
	table->fetches += reference->served == SERVED_MEMORY;
}

int walks_open(const char *spec, struct error *err)
{
	const struct mmu_memory memory = {
		.read_entry = read_entry,
		.on_reference = on_reference,
	};
	struct mmu_parameters parameters;
	int used = 0;
	int ret;

	if (sscanf(spec, "%" SCNx64 ":%" SCNx64 ":%n", &early_root,
		   &final_root, &used) != 2 || !used)
		return error_set(err, EINVAL,
				 "found mmu=%s, expected EARLY_ROOT:ROOT:FILE",
				 spec);
	ret = mmu_parameters_read(&parameters, spec + used, err);
	if (ret)
		return ret;
	mmu_open(&mmu, &parameters, &memory);
	mmu.direct_base = DIRECT_BASE;
	return 0;
}

int walks_add_ram(const char *spec, struct error *err)
{
	return ram_add(&ram, spec, err);
}

void walks_load_early(void)
{
	mmu_load_root(&mmu, early_root);
}

void walks_load_final(void)
{
	mmu_load_root(&mmu, final_root);
}

/* Phases without an access have a stamp as well. */
static void begin_phases(uint32_t phase)
{
	while (stamp_count <= phase) {
		stamps = xgrow(stamps, stamp_count, sizeof(*stamps));
		stamps[stamp_count++] = mmu.counters;
	}
	current_phase = phase;
}

unsigned int walks_access(uint32_t phase, uint64_t address, uint32_t size)
{
	if (!mmu.root)
		return 0;
	if (stamp_count <= phase)
		begin_phases(phase);
	return mmu_access(&mmu, address, size);
}

int walks_check(struct error *err)
{
	if (mmu.root != final_root)
		return error_set(err, EINVAL,
				 "found no load of CR3 in init_mem_mapping, expected the final page tables to be loaded there");
	return 0;
}

static void print_phase(uint32_t phase, const char *name, FILE *file)
{
	const struct mmu_counters *from = &stamps[phase];
	const struct mmu_counters *to = &stamps[phase + 1];

	fprintf(file, "phase\t%s\n", name);
	fprintf(file, "tlb\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
		"\n", to->accesses - from->accesses,
		to->tlb_misses - from->tlb_misses,
		to->user_walks - from->user_walks,
		to->unmapped - from->unmapped);
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		fprintf(file, "walks\t%s\t%" PRIu64 "\n",
			pagetable_size_name(size),
			to->walks[size] - from->walks[size]);
}

/* The phases whose lines are written, of all of them. */
struct printing {
	const char *const *phases;
	uint32_t printed;
	FILE *file;
};

/* Phases without tables have lines as well. */
static void print_phases(struct printing *printing, uint32_t end)
{
	for (; printing->printed < end; printing->printed++)
		print_phase(printing->printed,
			    printing->phases[printing->printed],
			    printing->file);
}

/* twalk_r(3) hands out what it has in order, each leaf once. */
static void print_table(const void *node, VISIT visit, void *context)
{
	const struct table *table = *(const struct table *const *)node;
	struct printing *printing = context;

	if (visit != postorder && visit != leaf)
		return;
	print_phases(printing, table->phase + 1);
	fprintf(printing->file,
		"table\t%d\t0x%" PRIx64 "\t0x%" PRIx64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
		table->level, table->physical, table->first,
		table->references, table->leaves, table->fetches);
}

void walks_print(const char *const *phases, uint32_t count, FILE *file)
{
	struct printing printing = { .phases = phases, .file = file };

	begin_phases(count);
	twalk_r(tables, print_table, &printing);
	print_phases(&printing, count);
}
