// SPDX-License-Identifier: GPL-2.0-only
#include "machine/pagetable-entry.h"

#include <errno.h>
#include <inttypes.h>

/*
 * How far a kept frame is compared: kernels before 4.19 invert nothing,
 * some backports 46 bits, the others 52.  A topology ends far below.
 */
#define KEPT_BITS UINT64_C(0x00003ffffffff000)

#define CR0_PAGING (UINT64_C(1) << 31)
#define CR4_PAE (UINT64_C(1) << 5)
#define CR4_LA57 (UINT64_C(1) << 12)
#define EFER_LONG_MODE (UINT64_C(1) << 10)
#define EFER_NO_EXECUTE (UINT64_C(1) << 11)

const char *pagetable_size_name(enum pagetable_size size)
{
	static const char *const names[] = { "4K", "2M", "1G" };

	return names[size];
}

uint64_t pagetable_size_bytes(enum pagetable_size size)
{
	return UINT64_C(1) << entry_shift((int)size + 1);
}

const char *pagetable_level_name(const struct pagetable_mode *mode,
				 int level)
{
	static const char *const names[PAGETABLE_LEVELS] = {
		"", "pte", "pmd", "pud", "p4d", "pgd",
	};

	return level == mode->levels ? "pgd" : names[level];
}

int pagetable_mode_of(struct pagetable_mode *mode, const struct vcpu *vcpu,
		      struct error *err)
{
	if (!(vcpu->cr0 & CR0_PAGING) || !(vcpu->cr4 & CR4_PAE) ||
	    !(vcpu->efer & EFER_LONG_MODE))
		return error_set(err, EINVAL,
				 "found a CPU with CR0=%" PRIx64
				 " CR4=%" PRIx64 " EFER=%" PRIx64
				 ", expected one that pages in long mode",
				 vcpu->cr0, vcpu->cr4, vcpu->efer);
	*mode = (struct pagetable_mode){
		.root = vcpu->cr3 & ENTRY_ADDRESS,
		.levels = vcpu->cr4 & CR4_LA57 ? 5 : 4,
		.no_execute = vcpu->efer & EFER_NO_EXECUTE,
		.physical_bits = vcpu->physical_bits,
	};
	return 0;
}

int entry_reject(const struct pagetable_mode *mode, const struct entry *entry,
		 int code, const char *expected, struct error *err)
{
	return error_set(err, code,
			 "page table 0x%" PRIx64 " (%s), entry %d: found 0x%016"
			 PRIx64 ", expected %s", entry->table,
			 pagetable_level_name(mode, entry->level),
			 entry->index, entry->value, expected);
}

enum pagetable_size entry_size(int level)
{
	return (enum pagetable_size)(level - 1);
}

/* The bits of a leaf's frame. */
static uint64_t frame_mask(int level)
{
	return ENTRY_ADDRESS & ~(pagetable_size_bytes(entry_size(level)) - 1);
}

uint64_t entry_frame(const struct entry *entry)
{
	return entry->value & frame_mask(entry->level);
}

bool entry_keeps_frame(const struct entry *entry, uint64_t frame)
{
	uint64_t mask;

	if (entry->level > 3 ||
	    (entry->level > 1 && !(entry->value & ENTRY_LARGE)))
		return false;
	mask = frame_mask(entry->level) & KEPT_BITS;
	return (entry->value & mask) == frame ||
	       (~entry->value & mask) == frame;
}

static bool is_leaf(const struct entry *entry)
{
	return entry->level == 1 || entry->value & ENTRY_LARGE;
}

/* Low address bits of a large page: they must be zero, but for PAT. */
static uint64_t low_bits(const struct entry *entry)
{
	return entry->level == 1 ? 0 :
	       ENTRY_ADDRESS & ~frame_mask(entry->level) & ~ENTRY_PAT_LARGE;
}

int entry_classify(const struct pagetable_mode *mode,
		   const struct entry *entry, enum entry_kind *kind,
		   struct error *err)
{
	uint64_t too_wide = ENTRY_ADDRESS &
			    ~((UINT64_C(1) << mode->physical_bits) - 1);

	if (!(entry->value & ENTRY_PRESENT)) {
		*kind = entry->value ? ENTRY_ABSENT : ENTRY_EMPTY;
		return 0;
	}
	*kind = is_leaf(entry) ? ENTRY_LEAF : ENTRY_TABLE;
	if (entry->value & too_wide)
		return entry_reject(mode, entry, EINVAL,
				    "no address bits beyond the CPU's width",
				    err);
	if (entry->value & ENTRY_NO_EXECUTE && !mode->no_execute)
		return entry_reject(mode, entry, EINVAL,
				    "no bit 63 while EFER.NXE is off", err);
	if (*kind == ENTRY_LEAF && entry->level > 3)
		return entry_reject(mode, entry, EINVAL,
				    "no page larger than 1 GiB", err);
	if (*kind == ENTRY_LEAF && entry->value & low_bits(entry))
		return entry_reject(mode, entry, EINVAL,
				    "a frame aligned to its page", err);
	return 0;
}
