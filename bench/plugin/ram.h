/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RAM_H
#define NUMABOOT_RAM_H

/*
 * The guest's RAM as the plugin sees it: mapped from the files that QEMU has
 * it in, for reading only.  An address without RAM is said to be one and is
 * not touched.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/**
 * struct ram - the guest's RAM, mapped from the files that QEMU has it in
 * @ranges: ascending by physical address
 * @count: how many
 */
struct ram {
	struct ram_range {
		uint64_t start;
		uint64_t bytes;
		const char *mapped;
	} *ranges;
	size_t count;
};

/**
 * ram_add - map a range
 * @spec: START:BYTES:FD:OFFSET, physical address, length, descriptor of the
 *	file and place in it
 *
 * Return: 0, -EINVAL or -errno with the sentence set.
 */
int ram_add(struct ram *ram, const char *spec, struct error *err);

/**
 * ram_read - 64 bits at a physical address, a multiple of 8
 *
 * Return: whether there is RAM.
 */
bool ram_read(const struct ram *ram, uint64_t physical, uint64_t *value);

#endif
