/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COST_REPLAY_H
#define COST_REPLAY_H

/*
 * A boot's calls of memblock, again.  From the first dump of memblock's state
 * on, every call that the console tells (`memblock=debug`) is made here, in its
 * order, and what it finds is compared with what the kernel found.
 */

#include <stdint.h>

/**
 * struct replay_call - one call
 * @operation: "find", "alloc", "reserve", "free" …
 * @size: bytes asked for, or of the range
 * @expected: where the kernel's was; 0: it found nothing, or is no search
 * @found: where it is here
 */
struct replay_call {
	const char *operation;
	uint64_t size;
	uint64_t expected;
	uint64_t found;
};

/**
 * replay_console - make the calls of a console again
 * @path: the console
 * @image_end: first address behind the kernel image
 * @visit: called after each call
 *
 * Return: 0, 1 when memblock's state differs from a later dump, or -errno with
 * a sentence on stderr.
 */
int replay_console(const char *path, uint64_t image_end,
		   void (*visit)(const struct replay_call *call));

#endif
