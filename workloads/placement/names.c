// SPDX-License-Identifier: GPL-2.0-only
#include "names.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

enum form {
	LAST_BYTE,	/* start, last byte */
	LIMIT,		/* start, first byte behind */
	MIB_AT_MIB,	/* size, start, both in MiB */
	MIB_AT,		/* size in MiB, start */
	BYTES,		/* size */
};

/**
 * struct format - a line that says what a range is for
 * @text: for sscanf()
 * @form: what its numbers are
 * @placed: the line does not say that the kernel chose the address
 */
struct format {
	const char *text;
	enum form form;
	const char *class_name;
	const char *caller;
	bool placed;
};

#define RANGE "[mem %" SCNx64 "-%" SCNx64

static const struct format formats[] = {
	/* 6.1, 6.12; then 3.12 */
	{ "NODE_DATA(%*d) allocated " RANGE, LAST_BYTE, "node-data",
	  "alloc_node_data", false },
	{ "NODE_DATA " RANGE, LAST_BYTE, "node-data", "setup_node_data",
	  false },
	/* all */
	{ "RAMDISK: " RANGE, LAST_BYTE, "initrd", "early_reserve_initrd",
	  true },
	{ "Allocated new RAMDISK: " RANGE, LAST_BYTE, "initrd",
	  "relocate_initrd", false },
	/* 3.12, 6.1 */
	{ "Reserving %" SCNu64 "MB of memory at %" SCNu64 "MB for crash",
	  MIB_AT_MIB, "crash-kernel", "reserve_crashkernel", false },
	{ "Reserving %" SCNu64 "MB of low memory at %" SCNu64 "MB for crash",
	  MIB_AT_MIB, "crash-kernel", "reserve_crashkernel_low", false },
	/* 6.12 */
	{ "crashkernel reserved: %" SCNx64 " - %" SCNx64, LIMIT,
	  "crash-kernel", "reserve_crashkernel", false },
	{ "crashkernel low memory reserved: %" SCNx64 " - %" SCNx64, LIMIT,
	  "crash-kernel", "reserve_crashkernel_low", false },
	/* 3.12; then 6.1, and 6.12 with the node behind */
	{ "cma: CMA: reserved %" SCNu64 " MiB at %" SCNx64, MIB_AT, "cma",
	  "dma_contiguous_reserve_area", true },
	{ "cma: Reserved %" SCNu64 " MiB at %" SCNx64, MIB_AT, "cma",
	  "cma_declare_contiguous_nid", true },
	/* 3.12: no line of memblock's says who asked */
	{ "log_buf_len: %" SCNu64, BYTES, "log-buffer", "setup_log_buf",
	  false },
	{ "%*[^:]: %*u (order: %*d, %" SCNu64 " bytes", BYTES, "hash-table", "alloc_large_system_hash", false },
	{ "software IO TLB " RANGE, LIMIT, "swiotlb",
	  "swiotlb_init_with_tbl", false },
};

static void take_numbers(struct name *name, enum form form, uint64_t first,
			 uint64_t second)
{
	name->sized = form == BYTES;
	name->start = first;
	name->bytes = second - first;
	switch (form) {
	case LAST_BYTE:
		name->bytes++;
		break;
	case LIMIT:
		break;
	case MIB_AT_MIB:
		second <<= 20;
		/* fallthrough */
	case MIB_AT:
		name->start = second;
		name->bytes = first << 20;
		break;
	case BYTES:
		name->bytes = first;
		break;
	}
}

bool names_parse(const char *line, struct name *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const struct format *format = &formats[i];
		uint64_t first = 0, second = 0;

		if (sscanf(line, format->text, &first, &second) !=
		    (format->form == BYTES ? 1 : 2))
			continue;
		*name = (struct name){
			.class_name = format->class_name,
			.caller = format->caller,
			.searched = !format->placed,
		};
		take_numbers(name, format->form, first, second);
		return true;
	}
	return false;
}
