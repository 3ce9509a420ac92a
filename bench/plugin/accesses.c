// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/accesses.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define BLOCK_SHIFT (ACCESSES_PAGE_SHIFT + 6)
#define BLOCK_BYTES (UINT64_C(1) << BLOCK_SHIFT)

/* Slots for each block: chains stay short. */
#define SLOTS_PER_BLOCK 4

/* Zeroed memory that the host backs when it is touched, NULL without. */
static void *reserve(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
			    0);

	return memory == MAP_FAILED ? NULL : memory;
}

static size_t slots_bytes(const struct accesses *accesses)
{
	return (accesses->slot_mask + 1) * sizeof(*accesses->slots);
}

int accesses_open(struct accesses *accesses, size_t limit, struct error *err)
{
	*accesses = (struct accesses){
		.limit = limit,
		.slot_mask = limit * SLOTS_PER_BLOCK - 1,
	};
	accesses->blocks = reserve(limit * sizeof(*accesses->blocks));
	accesses->slots = reserve(slots_bytes(accesses));
	if (accesses->blocks && accesses->slots)
		return 0;
	accesses_close(accesses);
	return error_set(err, ENOMEM, "no address space for %zu blocks of pages",
			 limit);
}

void accesses_close(struct accesses *accesses)
{
	if (accesses->blocks)
		munmap(accesses->blocks,
		       accesses->limit * sizeof(*accesses->blocks));
	if (accesses->slots)
		munmap(accesses->slots, slots_bytes(accesses));
	*accesses = (struct accesses){ 0 };
}

static bool is_block(const struct access_block *block, uint64_t address,
		     uint32_t cpu, uint32_t phase)
{
	return block->address == address && block->phase == phase &&
	       block->cpu == cpu;
}

/* Fibonacci hashing: neighbours go far apart. */
static uint64_t hash(uint64_t address, uint32_t cpu, uint32_t phase)
{
	uint64_t key = address >> BLOCK_SHIFT ^ (uint64_t)phase << 46 ^
		       (uint64_t)cpu << 54;

	return key * UINT64_C(0x9e3779b97f4a7c15) >> 32;
}

/* A block that was not met before, NULL when there is no room. */
static struct access_block *add_block(struct accesses *accesses,
				      uint64_t address, uint32_t cpu,
				      uint32_t *slot)
{
	struct access_block *block;

	if (accesses->count == accesses->limit)
		return NULL;
	block = &accesses->blocks[accesses->count];
	block->address = address;
	block->cpu = cpu;
	block->phase = accesses->phase;
	*slot = (uint32_t)++accesses->count;
	return block;
}

static struct access_block *find_block(struct accesses *accesses,
				       uint64_t address, uint32_t cpu)
{
	uint64_t at = hash(address, cpu, accesses->phase);

	for (;; at++) {
		uint32_t *slot = &accesses->slots[at & accesses->slot_mask];
		struct access_block *block;

		if (!*slot)
			return add_block(accesses, address, cpu, slot);
		block = &accesses->blocks[*slot - 1];
		if (is_block(block, address, cpu, accesses->phase))
			return block;
	}
}

static struct access_counts *find_page(struct accesses *accesses,
				       uint32_t cpu, uint64_t address)
{
	struct access_block *block =
		find_block(accesses, address & ~(BLOCK_BYTES - 1), cpu);

	return block ? &block->pages[address >> ACCESSES_PAGE_SHIFT &
				     (ACCESSES_BLOCK_PAGES - 1)] : NULL;
}

static void add_bytes(struct access_counts *page, uint32_t bytes, bool store)
{
	if (store)
		page->written_bytes += bytes;
	else
		page->read_bytes += bytes;
}

void accesses_count(struct accesses *accesses, uint32_t cpu,
		    uint64_t address, uint32_t size, bool store,
		    uint32_t fetches)
{
	struct access_counts *page = find_page(accesses, cpu, address);
	uint32_t room = ACCESSES_PAGE_BYTES -
			(address & (ACCESSES_PAGE_BYTES - 1));

	if (!page) {
		accesses->lost++;
		return;
	}
	if (store)
		page->writes++;
	else
		page->reads++;
	page->fetches += fetches;
	add_bytes(page, size < room ? size : room, store);
	if (size <= room)
		return;
	page = find_page(accesses, cpu, address + room);
	if (page)
		add_bytes(page, size - room, store);
	else
		accesses->lost++;
}

static uint64_t count_all(const struct accesses *accesses)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < accesses->count; i++)
		for (int j = 0; j < ACCESSES_BLOCK_PAGES; j++)
			sum += accesses->blocks[i].pages[j].reads +
			       accesses->blocks[i].pages[j].writes;
	return sum;
}

int accesses_check(const struct accesses *accesses, struct error *err)
{
	uint64_t counted = count_all(accesses);

	if (accesses->lost)
		return error_set(err, EINVAL,
				 "%" PRIu64 " accesses found no room in %zu blocks of pages",
				 accesses->lost, accesses->limit);
	if (counted != accesses->all)
		return error_set(err, EINVAL,
				 "found %" PRIu64 " accesses on pages, expected the %" PRIu64 " that were executed",
				 counted, accesses->all);
	return 0;
}

static int compare_blocks(const void *a, const void *b)
{
	const struct access_block *x = a, *y = b;

	if (x->cpu != y->cpu)
		return x->cpu < y->cpu ? -1 : 1;
	if (x->phase != y->phase)
		return x->phase < y->phase ? -1 : 1;
	return x->address < y->address ? -1 : x->address > y->address;
}

/* Pages in a row to which the same was done. */
struct stretch {
	uint64_t address;
	uint64_t pages;
	struct access_counts counts;
};

static void print_stretch(const struct stretch *stretch, FILE *file)
{
	const struct access_counts *counts = &stretch->counts;

	if (stretch->pages)
		fprintf(file,
			"pages\t0x%" PRIx64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
			stretch->address, stretch->pages, counts->reads,
			counts->writes, counts->read_bytes,
			counts->written_bytes);
	if (stretch->pages && counts->fetches)
		fprintf(file, "fetched\t0x%" PRIx64 "\t%" PRIu64 "\t%" PRIu64 "\n",
			stretch->address, stretch->pages, counts->fetches);
}

static bool is_untouched(const struct access_counts *counts)
{
	return !counts->read_bytes && !counts->written_bytes;
}

static void print_page(struct stretch *stretch, uint64_t address,
		       const struct access_counts *counts, FILE *file)
{
	if (is_untouched(counts))
		return;
	if (stretch->pages &&
	    stretch->address + stretch->pages * ACCESSES_PAGE_BYTES ==
		    address &&
	    memcmp(&stretch->counts, counts, sizeof(*counts)) == 0) {
		stretch->pages++;
		return;
	}
	print_stretch(stretch, file);
	*stretch = (struct stretch){ address, 1, *counts };
}

static void print_block(struct stretch *stretch,
			const struct access_block *block, FILE *file)
{
	for (int i = 0; i < ACCESSES_BLOCK_PAGES; i++)
		print_page(stretch,
			   block->address + (uint64_t)i * ACCESSES_PAGE_BYTES,
			   &block->pages[i], file);
}

void accesses_print(struct accesses *accesses, const char *const *phases,
		    FILE *file)
{
	const struct access_block *last = NULL;
	struct stretch stretch = { 0 };

	fprintf(file, "total\t%" PRIu64 "\n", accesses->all);
	qsort(accesses->blocks, accesses->count, sizeof(*accesses->blocks),
	      compare_blocks);
	for (size_t i = 0; i < accesses->count; i++) {
		const struct access_block *block = &accesses->blocks[i];

		if (!last || last->cpu != block->cpu ||
		    last->phase != block->phase) {
			print_stretch(&stretch, file);
			stretch = (struct stretch){ 0 };
			fprintf(file, "phase\t%" PRIu32 "\t%s\n", block->cpu,
				phases[block->phase]);
		}
		print_block(&stretch, block, file);
		last = block;
	}
	print_stretch(&stretch, file);
}
