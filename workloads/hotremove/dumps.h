/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HOTREMOVE_DUMPS_H
#define NUMABOOT_HOTREMOVE_DUMPS_H

/*
 * What the kernel printed of the pages that stopped it (mm/debug.c,
 * dump_page()).  Before Linux 5.10 it names the page by its struct page alone,
 * which the guest's init does not understand: the console still has all of it.
 */

#include <stddef.h>
#include <stdint.h>

#include "evidence/console.h"

/**
 * struct dump - one page
 * @pfn: its page frame, from where struct page lies in the memory map
 * @flags: "0x…(reserved)", a copy
 */
struct dump {
	uint64_t pfn;
	char *flags;
};

/** struct dumps - all of a console, in its order */
struct dumps {
	struct dump *list;
	size_t count;
};

/** dumps_read - find them; freed by dumps_release() */
void dumps_read(struct dumps *dumps, const struct console *console);

/** dumps_find - the last one of a page in [start, start + bytes), or NULL */
const struct dump *dumps_find(const struct dumps *dumps, uint64_t start,
			      uint64_t bytes);

/** dumps_release - free what dumps_read() allocated */
void dumps_release(struct dumps *dumps);

#endif
