/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_ACPITABLES_H
#define NUMABOOT_IMPORT_ACPITABLES_H

/*
 * Firmware tables of another machine: SRAT, SLIT and MADT as they lie in its
 * memory (ACPI 6.4, 5.2.12, 5.2.16, 5.2.17), or as acpidump prints them.
 * Proximity domains become nodes in the order in which Linux meets them.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"
#include "machine/described.h"

/**
 * struct acpitables - bytes of the tables, from any source
 * @srat: NULL until there is one; owned, as the others
 * @srat_size: of it
 */
struct acpitables {
	unsigned char *srat, *slit, *madt;
	size_t srat_size, slit_size, madt_size;
};

/** acpitables_is_one - do the bytes begin as a table of ACPI's that is wanted? */
bool acpitables_is_one(const char *bytes, size_t size);

/**
 * acpitables_add - keep a table
 * @name: what sentences call it
 * @bytes: copied; a table of another kind is passed over
 *
 * Return: 0, or -EINVAL for one that is shorter than it says, whose checksum
 * is wrong, or of which there is one that differs.
 */
int acpitables_add(struct acpitables *tables, const char *name, const char *bytes,
	       size_t size, struct error *err);

/** acpitables_is_dump - does a text have a table as acpidump prints it? */
bool acpitables_is_dump(const char *text);

/** acpitables_add_dump - acpitables_add() of all tables in what acpidump printed */
int acpitables_add_dump(struct acpitables *tables, const char *name, const char *text,
		    struct error *err);

/**
 * acpitables_describe - what the tables say
 *
 * Return: 0, or -EINVAL: no SRAT, or one whose entries cannot be read.
 */
int acpitables_describe(const struct acpitables *tables, const char *name,
		    struct described *d, struct error *err);

/** acpitables_release - free them */
void acpitables_release(struct acpitables *tables);

#endif
