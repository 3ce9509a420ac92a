/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LINES_H
#define NUMABOOT_LINES_H

/*
 * Lines that mm/memblock.c of Linux 3.12, 6.1 and 6.12 prints with
 * memblock=debug.  Less than all of a line, or more, is refused: another CPU
 * or a program in the guest has written into it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evidence/console.h"
#include "trace.h"

/**
 * struct lines_caller - who asked
 * @name: a part of the line, without offset and compiler's suffix
 * @length: of it
 */
struct lines_caller {
	const char *name;
	size_t length;
};

/**
 * lines_parse_range - "[0x…-0x…] caller+0x1/0x2"
 * @text: what stands behind the function's name
 *
 * Return: false when there is something else.
 */
bool lines_parse_range(const char *text, uint64_t *start, uint64_t *end,
		       struct lines_caller *caller);

/**
 * lines_parse_request - "320 bytes align=0x40 nid=0 from=0x0 max_addr=0x0
 * caller+0x1/0x2"; nid only where a node can be asked for
 *
 * Return: false when there is something else.
 */
bool lines_parse_request(const char *text, struct trace_request *asked,
			 struct lines_caller *caller);

/**
 * lines_is_torn - is the name of a function of memblock's cut?
 * @line: of the console
 * @at: where "memblock_" stands in it
 * @length: of the name
 *
 * Lines of other kinds may mention a function; then it is whole.
 */
bool lines_is_torn(const struct console_line *line, const char *at,
		   size_t length);

/** lines_is_tail - the end of a line of memblock's without its beginning */
bool lines_is_tail(const char *line);

/** lines_lacks_symbols - the caller is an address: no CONFIG_KALLSYMS */
bool lines_lacks_symbols(const char *line);

#endif
