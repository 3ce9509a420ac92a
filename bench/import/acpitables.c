// SPDX-License-Identifier: GPL-2.0-only
#include "import/acpitables.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/le.h"
#include "machine/acpi-table.h"

/* ACPI 6.4, 5.2.6 */
#define HEADER_SIZE 36
#define SRAT_ENTRIES 48		/* 5.2.16 */
#define MADT_ENTRIES 44		/* 5.2.12 */
#define SLIT_ENTRIES 44		/* 5.2.17 */
#define TABLE_MAX (1 << 20)

/* 5.2.16.1 … 5.2.16.6 */
enum srat_type {
	SRAT_APIC = 0, SRAT_MEMORY = 1, SRAT_X2APIC = 2, SRAT_GICC = 3,
	SRAT_INITIATOR = 5,
};

#define ENABLED 1u
#define HOT_PLUGGABLE 2u
#define NON_VOLATILE 4u

/* Proximity domains by the nodes that Linux makes of them. */
struct domains {
	uint32_t pxm[DESCRIBED_MAX_NODES];
	int count;
};

static const char *const signatures[] = { "SRAT", "SLIT", "APIC" };

static int kind_of(const char *bytes, size_t size)
{
	for (int i = 0; size >= HEADER_SIZE && i < 3; i++)
		if (memcmp(bytes, signatures[i], 4) == 0)
			return i;
	return -1;
}

bool acpitables_is_one(const char *bytes, size_t size)
{
	return kind_of(bytes, size) >= 0;
}

int acpitables_add(struct acpitables *tables, const char *name, const char *bytes,
	       size_t size, struct error *err)
{
	unsigned char **places[] = { &tables->srat, &tables->slit,
				     &tables->madt };
	size_t *sizes[] = { &tables->srat_size, &tables->slit_size,
			    &tables->madt_size };
	int kind = kind_of(bytes, size);
	uint32_t length;

	if (kind < 0)
		return 0;
	length = le32((const unsigned char *)bytes + 4);
	if (length > size || length < HEADER_SIZE || length > TABLE_MAX)
		return error_set(err, EINVAL,
				 "%s: found %zu bytes of %s, expected the %u that it says it has",
				 name, size, signatures[kind], length);
	if (acpi_checksum((const uint8_t *)bytes, length))
		return error_set(err, EINVAL,
				 "%s: found %s with a wrong checksum, expected a table as the firmware has it",
				 name, signatures[kind]);
	if (*places[kind] && (*sizes[kind] != length ||
			      memcmp(*places[kind], bytes, length)))
		return error_set(err, EINVAL,
				 "%s: found a second %s that differs, expected the tables of one machine",
				 name, signatures[kind]);
	free(*places[kind]);
	*places[kind] = xcalloc(length, 1);
	*sizes[kind] = length;
	memcpy(*places[kind], bytes, length);
	return 0;
}

/* "SRAT @ 0x000000007fee1234"; Return: whether it is such a line. */
static bool is_dump_head(const char *line)
{
	return strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!_") == 4 &&
	       strncmp(line + 4, " @ 0x", 5) == 0;
}

bool acpitables_is_dump(const char *text)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (is_dump_head(line))
			return true;
	}
	return false;
}

/* "    0000: 53 52 41 54 …  SRAT…"; Return: the bytes of a line, up to 16. */
static size_t dump_bytes(const char *line, unsigned char *bytes)
{
	size_t digits, count = 0;

	line += strspn(line, " ");
	digits = strspn(line, "0123456789abcdefABCDEF");
	if (!digits || line[digits] != ':')
		return 0;
	for (line += digits + 1; count < 16 && *line == ' '; line += 3) {
		static const char hex[] = "0123456789abcdefABCDEF";
		char pair[3] = { 0 };

		if (!line[1] || !strchr(hex, line[1]) || !line[2] ||
		    !strchr(hex, line[2]))
			break;
		memcpy(pair, line + 1, 2);
		bytes[count++] = (unsigned char)strtoul(pair, NULL, 16);
	}
	return count;
}

int acpitables_add_dump(struct acpitables *tables, const char *name, const char *text,
		    struct error *err)
{
	char *bytes = xcalloc(TABLE_MAX + 16, 1);
	bool within = false;
	size_t size = 0;
	int ret = 0;

	for (const char *line = text; ret == 0 && line;) {
		if (is_dump_head(line) || !*line) {
			if (within)
				ret = acpitables_add(tables, name, bytes, size,
						 err);
			within = is_dump_head(line);
			size = 0;
		} else if (within && size <= TABLE_MAX) {
			size += dump_bytes(line,
					   (unsigned char *)bytes + size);
		}
		line = *line ? strchr(line, '\n') : NULL;
		line = line ? line + 1 : NULL;
	}
	/* A text without a line's end behind the last byte. */
	if (ret == 0 && within && size)
		ret = acpitables_add(tables, name, bytes, size, err);
	free(bytes);
	return ret;
}

static int nid_of(struct domains *domains, uint32_t pxm)
{
	for (int nid = 0; nid < domains->count; nid++)
		if (domains->pxm[nid] == pxm)
			return nid;
	if (domains->count == DESCRIBED_MAX_NODES)
		return -1;
	domains->pxm[domains->count] = pxm;
	return domains->count++;
}

static void take_cpu(struct described *d, struct domains *domains,
		     uint32_t id, uint32_t pxm, uint32_t flags)
{
	int nid = flags & ENABLED ? nid_of(domains, pxm) : -1;

	if (nid >= 0)
		described_add_cpu(&d->apics, id, nid);
}

static void take_memory(struct described *d, struct domains *domains,
			const unsigned char *entry)
{
	uint32_t flags = le32(entry + 28);
	uint64_t start = le64(entry + 8), bytes = le64(entry + 16);

	int nid;

	if (!(flags & ENABLED) || !bytes || start + bytes - 1 < start)
		return;
	nid = nid_of(domains, le32(entry + 2));
	if (nid < 0)
		return;
	spans_add(&d->srat, (struct span){
		.start = start,
		.end_inclusive = start + bytes - 1,
		.nid = nid,
		.hotpluggable = flags & HOT_PLUGGABLE,
		.non_volatile = flags & NON_VOLATILE,
	});
}

/* What Linux reads in the pass over entries of a type. */
static void take_entry(struct described *d, struct domains *domains,
		       const unsigned char *entry, unsigned int length)
{
	switch (entry[0]) {
	case SRAT_APIC:
		if (length >= 16)
			take_cpu(d, domains, entry[3], entry[2] |
				 (uint32_t)entry[9] << 8 |
				 (uint32_t)entry[10] << 16 |
				 (uint32_t)entry[11] << 24, le32(entry + 4));
		break;
	case SRAT_X2APIC:
		if (length >= 24)
			take_cpu(d, domains, le32(entry + 8), le32(entry + 4),
				 le32(entry + 12));
		break;
	case SRAT_GICC:
		if (length >= 18)
			take_cpu(d, domains, le32(entry + 6), le32(entry + 2),
				 le32(entry + 10));
		break;
	case SRAT_INITIATOR:
		if (length >= 32 && le32(entry + 24) & ENABLED)
			nid_of(domains, le32(entry + 4));
		break;
	case SRAT_MEMORY:
		if (length >= 32)
			take_memory(d, domains, entry);
		d->srat_corrupt |= length < 40;
		break;
	}
}

/* drivers/acpi/numa/srat.c, acpi_numa_init(): one pass for each type. */
static int take_srat(const struct acpitables *tables, const char *name,
		     struct described *d, struct domains *domains,
		     struct error *err)
{
	static const unsigned char passes[] = {
		SRAT_X2APIC, SRAT_APIC, SRAT_GICC, SRAT_INITIATOR, SRAT_MEMORY,
	};

	for (size_t pass = 0; pass < sizeof(passes); pass++) {
		const unsigned char *at = tables->srat + SRAT_ENTRIES;
		const unsigned char *end = tables->srat + tables->srat_size;

		while (at + 2 <= end) {
			unsigned int length = at[1];

			if (length < 2 || at + length > end)
				return error_set(err, EINVAL,
						 "%s: found an entry of %u bytes in SRAT at byte %td, expected one that ends in the table",
						 name, length,
						 at - tables->srat);
			if (at[0] == passes[pass])
				take_entry(d, domains, at, length);
			at += length;
		}
	}
	return 0;
}

static void take_slit(const struct acpitables *tables, struct described *d,
		      struct domains *domains)
{
	uint64_t count = tables->slit_size < SLIT_ENTRIES ? 0 :
			 le64(tables->slit + HEADER_SIZE);
	size_t nodes = (size_t)domains->count;

	if (!count || count > DESCRIBED_MAX_NODES ||
	    tables->slit_size < SLIT_ENTRIES + count * count) {
		described_note(d, "SLIT is shorter than it says: no distances");
		return;
	}
	for (size_t i = 0; i < nodes; i++)
		if (domains->pxm[i] >= count) {
			described_note(d, "SLIT has no row for proximity domain %u: no distances",
				       domains->pxm[i]);
			return;
		}
	d->distance_count = nodes;
	d->distance_nids = xcalloc(nodes + 1, sizeof(*d->distance_nids));
	d->distance = xcalloc(nodes * nodes + 1, 1);
	for (size_t from = 0; from < nodes; from++) {
		d->distance_nids[from] = (int)from;
		for (size_t to = 0; to < nodes; to++)
			d->distance[from * nodes + to] =
				tables->slit[SLIT_ENTRIES +
					     domains->pxm[from] * count +
					     domains->pxm[to]];
	}
}

/* 5.2.12.2, 5.2.12.12 */
static void take_madt(const struct acpitables *tables, struct described *d)
{
	const unsigned char *at = tables->madt + MADT_ENTRIES;
	const unsigned char *end = tables->madt + tables->madt_size;

	while (at + 2 <= end && at[1] >= 2 && at + at[1] <= end) {
		if (at[0] == 0 && at[1] >= 8 && le32(at + 4) & ENABLED)
			described_add_present(d, at[3]);
		if (at[0] == 9 && at[1] >= 16 && le32(at + 8) & ENABLED)
			described_add_present(d, le32(at + 4));
		at += at[1];
	}
}

int acpitables_describe(const struct acpitables *tables, const char *name,
		    struct described *d, struct error *err)
{
	struct domains *domains;
	int ret;

	if (!tables->srat)
		return error_set(err, EINVAL,
				 "%s: found %s but no SRAT, expected the table of nodes; a machine without one has one node",
				 name, tables->slit ? "SLIT" : "MADT");
	domains = xcalloc(1, sizeof(*domains));
	ret = take_srat(tables, name, d, domains, err);
	if (ret == 0 && tables->slit)
		take_slit(tables, d, domains);
	if (ret == 0 && tables->madt)
		take_madt(tables, d);
	free(domains);
	return ret;
}

void acpitables_release(struct acpitables *tables)
{
	free(tables->srat);
	free(tables->slit);
	free(tables->madt);
	*tables = (struct acpitables){ 0 };
}
