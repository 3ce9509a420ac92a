/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TEST_CONSOLE_H
#define NUMABOOT_TEST_CONSOLE_H

/*
 * Lines of consoles, and reading them, for the unit tests of this folder.  To
 * be included behind cmocka.h by the one file that a test consists of.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace.h"

#define RESERVE "memblock_reserve: [0x1000-0x1fff] somebody+0x1/0x2\n"
#define MEMORY "Memory: 1K/2K available\n"

/* A request without its caller, and the line that follows it. */
#define REQUEST(bytes, align, nid, from, max) \
	"memblock_alloc_try_nid: " #bytes " bytes align=0x" #align \
	" nid=" #nid " from=0x" #from " max_addr=0x" #max
#define FOUND_AT(range) \
	"memblock_reserve: [" range "] memblock_alloc_range_nid+0xa8/0x131\n"
#define FOUND(start, end) FOUND_AT(#start "-" #end)
#define PAGE_AT(range) \
	REQUEST(4096, 1000, 0, 0, 0) " a+0x1/0x2\n" FOUND_AT(range)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The sentence of the last failure. */
static struct error err;

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("found no `%s` in:\n%s", part, text);
}

/* A console of its own for each case: text in, events or a sentence out. */
static int bytes_read(const char *text, size_t size, struct trace *trace)
{
	char path[] = "/tmp/test-placement-XXXXXX";
	int fd = mkstemp(path);
	int ret;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, size), size);
	assert_int_equal(close(fd), 0);
	ret = trace_read(trace, path, &err);
	unlink(path);
	return ret;
}

static int console_read(const char *text, struct trace *trace)
{
	return bytes_read(text, strlen(text), trace);
}

#endif
