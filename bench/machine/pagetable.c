// SPDX-License-Identifier: GPL-2.0-only
#include "machine/pagetable.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "machine/pagetable-entry.h"
#include "machine/pagetable-extents.h"

/*
 * Where Linux puts the direct map without KASLR, the lowest candidate
 * first: kernels before 4.20 began one or sixteen top entries lower
 * (Documentation/x86/x86_64/mm.rst).
 */
static const uint64_t bases_4_level[] = {
	UINT64_C(0xffff880000000000), UINT64_C(0xffff888000000000), 0,
};

static const uint64_t bases_5_level[] = {
	UINT64_C(0xff10000000000000), UINT64_C(0xff11000000000000), 0,
};

/* Virtual space that Linux reserves for it. */
#define DIRECT_BYTES_4_LEVEL (UINT64_C(1) << 46)
#define DIRECT_BYTES_5_LEVEL (UINT64_C(1) << 55)

/* Where the image is; modules begin behind it at the earliest. */
#define IMAGE_FIRST UINT64_C(0xffffffff80000000)
#define IMAGE_LAST UINT64_C(0xffffffff9fffffff)

/**
 * struct walk - the state of one walk
 * @seen: level at which a page of RAM was walked, 0 before
 * @direct_last: last virtual address of the direct map's region
 */
struct walk {
	const struct guestmem *memory;
	struct pagetable *table;
	uint8_t *seen;
	uint64_t direct_last;
	struct error *err;
};

/* What the entries above a leaf leave of its rights. */
struct rights {
	bool writable;
	bool executable;
	bool user;
};

static struct rights narrow(struct rights rights, uint64_t entry)
{
	rights.writable &= (entry & ENTRY_WRITABLE) != 0;
	rights.user &= (entry & ENTRY_USER) != 0;
	rights.executable &= !(entry & ENTRY_NO_EXECUTE);
	return rights;
}

/* Bit 47, or 56 with five levels, is repeated in all higher bits. */
static uint64_t canonical(const struct pagetable_mode *mode, uint64_t address)
{
	int unused = 64 - entry_shift(mode->levels + 1);

	return (uint64_t)((int64_t)(address << unused) >> unused);
}

static int read_table(const struct guestmem *memory, uint64_t address,
		      uint64_t entries[PAGETABLE_ENTRIES], struct error *err)
{
	int ret = guestmem_read(memory, address, entries, PAGETABLE_BYTES,
				err);

	if (ret)
		error_prefix(err, "page table 0x%" PRIx64 ": ", address);
	return ret;
}

/* The region that has all of a virtual range. */
static enum pagetable_region region_of(const struct walk *walk,
				       uint64_t first, uint64_t last)
{
	if (first >= walk->table->direct_base && last <= walk->direct_last)
		return PAGETABLE_DIRECT;
	if (first >= IMAGE_FIRST && last <= IMAGE_LAST)
		return PAGETABLE_IMAGE;
	return PAGETABLE_REST;
}

/* The region of all that a table can map. */
static enum pagetable_region table_region(const struct walk *walk,
					  uint64_t virtual, int level)
{
	if (level == walk->table->mode.levels)
		return PAGETABLE_REST;
	return region_of(walk, virtual,
			 virtual + (UINT64_C(1) << entry_shift(level + 1)) - 1);
}

static void describe(struct pagetable_extent *extent, const struct entry *entry,
		     struct rights rights)
{
	uint64_t pat = entry->level == 1 ? ENTRY_PAT_4K : ENTRY_PAT_LARGE;

	extent->page = entry_size(entry->level);
	extent->rights[0] = rights.writable ? 'w' : '-';
	extent->rights[1] = rights.executable ? 'x' : '-';
	extent->rights[2] = rights.user ? 'u' : '-';
	extent->rights[3] = entry->value & ENTRY_GLOBAL ? 'g' : '-';
	extent->pat = (entry->value & pat ? 4 : 0) |
		      (entry->value & ENTRY_CACHE_DISABLE ? 2 : 0) |
		      (entry->value & ENTRY_WRITE_THROUGH ? 1 : 0);
}

static void take_leaf(struct walk *walk, const struct entry *entry,
		      uint64_t virtual, struct rights rights)
{
	struct pagetable *table = walk->table;
	enum pagetable_size size = entry_size(entry->level);
	struct pagetable_extent extent = {
		.virtual = virtual,
		.physical = entry_frame(entry),
		.bytes = pagetable_size_bytes(size),
		.page = PAGETABLE_SIZES,
	};
	enum pagetable_region region =
		region_of(walk, virtual, virtual + extent.bytes - 1);

	table->parts[region].leaves[size]++;
	if (region != PAGETABLE_DIRECT)
		return;
	pagetable_map_add(&table->frames, &extent);
	describe(&extent, entry, narrow(rights, entry->value));
	pagetable_map_add(&table->mapping, &extent);
}

static void take_absent(struct walk *walk, const struct entry *entry,
			uint64_t virtual)
{
	struct pagetable *table = walk->table;
	struct pagetable_extent extent = {
		.virtual = virtual,
		.physical = virtual - table->direct_base,
		.page = PAGETABLE_SIZES,
	};
	enum pagetable_size size = entry_size(entry->level);

	if (region_of(walk, virtual, virtual) != PAGETABLE_DIRECT ||
	    !entry_keeps_frame(entry, extent.physical))
		return;
	extent.bytes = pagetable_size_bytes(size);
	table->parts[PAGETABLE_DIRECT].withdrawn[size]++;
	pagetable_map_add(&table->frames, &extent);
}

/*
 * Note that a table is walked.  Return: 1 when it was before, -EFAULT
 * outside RAM, -EINVAL where no Linux has the same table twice.
 */
static int enter_table(struct walk *walk, uint64_t address, int level,
		       enum pagetable_region region)
{
	int nid = topology_nid_of(walk->memory->topology, address);
	uint8_t *seen;

	if (nid < 0)
		return error_set(walk->err, EFAULT,
				 "page table 0x%" PRIx64 " (%s): found it outside the guest's RAM",
				 address,
				 pagetable_level_name(&walk->table->mode,
						      level));
	seen = &walk->seen[address / PAGETABLE_BYTES];
	if (*seen && (*seen != level || region == PAGETABLE_DIRECT))
		return error_set(walk->err, EINVAL,
				 "page table 0x%" PRIx64 " (%s): found it again as %s, expected it once",
				 address,
				 pagetable_level_name(&walk->table->mode,
						      *seen),
				 pagetable_level_name(&walk->table->mode,
						      level));
	if (*seen)
		return 1;
	*seen = (uint8_t)level;
	return 0;
}

static void count_table(struct pagetable_level *counts, int nid,
			uint64_t address,
			const uint64_t entries[PAGETABLE_ENTRIES])
{
	counts->pages[nid]++;
	counts->low[nid] += address < UINT64_C(1) << 32;
	for (int i = 0; i < PAGETABLE_ENTRIES; i++)
		counts->unused[nid] += !entries[i];
}

static int walk_table(struct walk *walk, uint64_t address, int level,
		      uint64_t virtual, struct rights rights);

static int walk_entry(struct walk *walk, const struct entry *entry,
		      uint64_t virtual, struct rights rights)
{
	enum entry_kind kind;
	int ret = entry_classify(&walk->table->mode, entry, &kind, walk->err);

	if (ret)
		return ret;
	if (kind == ENTRY_LEAF)
		take_leaf(walk, entry, virtual, rights);
	else if (kind == ENTRY_ABSENT)
		take_absent(walk, entry, virtual);
	else if (kind == ENTRY_TABLE)
		return walk_table(walk, entry->value & ENTRY_ADDRESS,
				  entry->level - 1, virtual,
				  narrow(rights, entry->value));
	return 0;
}

static int walk_table(struct walk *walk, uint64_t address, int level,
		      uint64_t virtual, struct rights rights)
{
	enum pagetable_region region = table_region(walk, virtual, level);
	uint64_t entries[PAGETABLE_ENTRIES];
	int ret = enter_table(walk, address, level, region);

	if (ret)
		return ret < 0 ? ret : 0;
	ret = read_table(walk->memory, address, entries, walk->err);
	if (ret)
		return ret;
	count_table(&walk->table->parts[region].levels[level],
		    topology_nid_of(walk->memory->topology, address), address,
		    entries);
	for (int i = 0; i < PAGETABLE_ENTRIES && ret == 0; i++) {
		const struct entry entry = { address, level, i, entries[i] };
		uint64_t at = virtual | (uint64_t)i << entry_shift(level);

		ret = walk_entry(walk, &entry,
				 canonical(&walk->table->mode, at), rights);
	}
	return ret;
}

int pagetable_translate(const struct guestmem *memory,
			const struct pagetable_mode *mode, uint64_t virtual,
			uint64_t *physical, struct error *err)
{
	struct entry entry = { .value = mode->root };
	enum entry_kind kind = ENTRY_TABLE;
	int ret = 0;

	for (int level = mode->levels; kind == ENTRY_TABLE; level--) {
		uint64_t entries[PAGETABLE_ENTRIES];

		entry.table = entry.value & ENTRY_ADDRESS;
		entry.level = level;
		entry.index = (int)(virtual >> entry_shift(level)) &
			      (PAGETABLE_ENTRIES - 1);
		ret = read_table(memory, entry.table, entries, err);
		if (ret)
			return ret;
		entry.value = entries[entry.index];
		ret = entry_classify(mode, &entry, &kind, err);
		if (ret)
			return ret;
	}
	if (kind != ENTRY_LEAF)
		return entry_reject(mode, &entry, ENOENT, "a page", err);
	*physical = entry_frame(&entry) |
		    (virtual & (pagetable_size_bytes(entry_size(entry.level)) -
				1));
	return 0;
}

/* The first page of RAM is always mapped, and first in the direct map. */
static int find_direct_map(struct walk *walk)
{
	struct pagetable *table = walk->table;
	bool five = table->mode.levels == 5;
	const uint64_t *base = five ? bases_5_level : bases_4_level;
	uint64_t physical;

	for (; *base; base++) {
		int ret = pagetable_translate(walk->memory, &table->mode,
					      *base, &physical, walk->err);

		if (ret && ret != -ENOENT)
			return ret;
		if (ret || physical)
			continue;
		table->direct_base = *base;
		walk->direct_last = *base - 1 +
				    (five ? DIRECT_BYTES_5_LEVEL :
					    DIRECT_BYTES_4_LEVEL);
		return 0;
	}
	return error_set(walk->err, ENOENT,
			 "found no direct map at the addresses where Linux has it without KASLR");
}

static uint64_t highest_page(const struct topology *topology)
{
	unsigned int last = topology->range_count - 1;

	return topology->ranges[last].end_inclusive / PAGETABLE_BYTES;
}

int pagetable_walk(struct pagetable *table, const struct guestmem *memory,
		   const struct pagetable_mode *mode, struct error *err)
{
	const struct rights all = { true, true, true };
	struct walk walk = {
		.memory = memory,
		.table = table,
		.err = err,
	};
	int ret;

	*table = (struct pagetable){ .mode = *mode };
	ret = find_direct_map(&walk);
	if (ret)
		return ret;
	/* Zeroed pages of it cost nothing until they are written. */
	walk.seen = xcalloc(highest_page(memory->topology) + 1, 1);
	ret = walk_table(&walk, mode->root, mode->levels, 0, all);
	free(walk.seen);
	return ret;
}

void pagetable_release(struct pagetable *table)
{
	free(table->mapping.extents);
	free(table->frames.extents);
	*table = (struct pagetable){ 0 };
}
