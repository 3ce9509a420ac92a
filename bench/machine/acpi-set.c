// SPDX-License-Identifier: GPL-2.0-only
#include "machine/acpi-set.h"

#include <assert.h>
#include <string.h>

#include "machine/acpi.h"
#include "machine/q35.h"

#define FADT_REVISION 3
#define MADT_REVISION 1
#define MCFG_REVISION 1
#define RSDT_REVISION 1
#define MAX_TABLES 8

/* ACPI 6.4, 5.2.9 table "FADT Format", Flags */
#define FADT_WBINVD (1u << 0)
#define FADT_PROC_C1 (1u << 2)
#define FADT_SLP_BUTTON (1u << 5)
#define FADT_RTC_S4 (1u << 7)
#define FADT_RESET_REG_SUP (1u << 10)
#define FADT_USE_PLATFORM_CLOCK (1u << 15)
/* ACPI 6.4, 5.2.9.3 "IA-PC Boot Architecture Flags" */
#define FADT_8042 (1u << 1)

/* bench/machine/aml.S: compiled AML. */
extern const uint8_t acpi_dsdt[], acpi_dsdt_end[];
extern const uint8_t acpi_memory_devices[], acpi_memory_devices_end[];

/* A set that is being written, and the tables that RSDT is to list. */
struct writer {
	struct acpi_set *set;
	uint64_t address;
	uint64_t listed[MAX_TABLES];
	size_t count;
};

/* Return: the address of what is appended. */
static uint64_t append(struct writer *writer, const void *bytes, size_t size)
{
	struct acpi_set *set = writer->set;
	uint64_t address = writer->address + set->size;

	assert(set->size + size <= sizeof(set->bytes));
	memcpy(set->bytes + set->size, bytes, size);
	set->size += size;
	return address;
}

/* A table that RSDT lists. */
static void list(struct writer *writer, const struct acpi_table *table)
{
	assert(writer->count < MAX_TABLES);
	writer->listed[writer->count++] =
		append(writer, table->bytes, table->size);
}

/* Compiled AML has its compiler's version in the header: it gets ours. */
static void load_aml(struct acpi_table *table, const uint8_t *aml,
		     const uint8_t *end)
{
	char signature[5] = "";

	memcpy(signature, aml, 4);
	acpi_table_begin(table, signature, aml[8]);
	acpi_put_bytes(table, aml + table->size,
		       (size_t)(end - aml) - table->size);
	acpi_table_end(table);
}

/* ACPI 6.4, 5.2.10 */
static uint64_t append_facs(struct writer *writer)
{
	static const uint8_t facs[64] = { 'F', 'A', 'C', 'S', sizeof(facs) };

	return append(writer, facs, sizeof(facs));
}

static uint64_t append_dsdt(struct writer *writer)
{
	struct acpi_table table;

	load_aml(&table, acpi_dsdt, acpi_dsdt_end);
	return append(writer, table.bytes, table.size);
}

/* ACPI 6.4, 5.2.3.2 Generic Address Structure, of registers in I/O space */
static void put_port(struct acpi_table *table, unsigned int port,
		     unsigned int bits, unsigned int access)
{
	acpi_put_int(table, port ? 1 : 0, 1);
	acpi_put_int(table, bits, 1);
	acpi_put_int(table, 0, 1);
	acpi_put_int(table, access, 1);
	acpi_put_int(table, port, 8);
}

/* ACPI 6.4, 5.2.9 up to the registers by their full addresses */
static void put_short_registers(struct acpi_table *table)
{
	acpi_put_int(table, Q35_PM_BASE, 4);	/* PM1a_EVT_BLK */
	acpi_put_int(table, 0, 4);		/* PM1b_EVT_BLK */
	acpi_put_int(table, Q35_PM_CONTROL, 4);	/* PM1a_CNT_BLK */
	acpi_put_int(table, 0, 4);		/* PM1b_CNT_BLK */
	acpi_put_int(table, 0, 4);		/* PM2_CNT_BLK */
	acpi_put_int(table, Q35_PM_TIMER, 4);	/* PM_TMR_BLK */
	acpi_put_int(table, Q35_PM_EVENTS, 4);	/* GPE0_BLK */
	acpi_put_int(table, 0, 4);		/* GPE1_BLK */
	acpi_put_int(table, 4, 1);		/* PM1_EVT_LEN */
	acpi_put_int(table, 2, 1);		/* PM1_CNT_LEN */
	acpi_put_int(table, 0, 1);		/* PM2_CNT_LEN */
	acpi_put_int(table, 4, 1);		/* PM_TMR_LEN */
	acpi_put_int(table, 16, 1);		/* GPE0_BLK_LEN */
	acpi_put_int(table, 0, 3);		/* GPE1_BLK_LEN .. CST_CNT */
}

static void put_full_registers(struct acpi_table *table)
{
	put_port(table, Q35_PM_BASE, 32, 0);	/* X_PM1a_EVT_BLK */
	put_port(table, 0, 0, 0);		/* X_PM1b_EVT_BLK */
	put_port(table, Q35_PM_CONTROL, 16, 0);	/* X_PM1a_CNT_BLK */
	put_port(table, 0, 0, 0);		/* X_PM1b_CNT_BLK */
	put_port(table, 0, 0, 0);		/* X_PM2_CNT_BLK */
	put_port(table, Q35_PM_TIMER, 32, 0);	/* X_PM_TMR_BLK */
	put_port(table, Q35_PM_EVENTS, 128, 0);	/* X_GPE0_BLK */
	put_port(table, 0, 0, 0);		/* X_GPE1_BLK */
}

/* ACPI 6.4, 5.2.9 */
static void list_fadt(struct writer *writer, uint64_t facs, uint64_t dsdt)
{
	struct acpi_table table;

	acpi_table_begin(&table, "FACP", FADT_REVISION);
	acpi_put_int(&table, facs, 4);		/* FIRMWARE_CTRL */
	acpi_put_int(&table, dsdt, 4);		/* DSDT */
	acpi_put_int(&table, 0, 2);		/* Reserved, profile */
	acpi_put_int(&table, Q35_SCI, 2);	/* SCI_INT */
	acpi_put_int(&table, Q35_SMI_PORT, 4);	/* SMI_CMD */
	acpi_put_int(&table, Q35_SMI_ENABLE, 1);	/* ACPI_ENABLE */
	acpi_put_int(&table, Q35_SMI_DISABLE, 1);	/* ACPI_DISABLE */
	acpi_put_int(&table, 0, 2);		/* S4BIOS_REQ, PSTATE_CNT */
	put_short_registers(&table);
	acpi_put_int(&table, 0xfff, 2);		/* P_LVL2_LAT: not there */
	acpi_put_int(&table, 0xfff, 2);		/* P_LVL3_LAT: likewise */
	acpi_put_int(&table, 0, 8);		/* FLUSH_SIZE .. MON_ALRM */
	acpi_put_int(&table, Q35_RTC_CENTURY, 1);	/* CENTURY */
	acpi_put_int(&table, FADT_8042, 2);	/* IAPC_BOOT_ARCH */
	acpi_put_int(&table, 0, 1);		/* Reserved */
	acpi_put_int(&table, FADT_WBINVD | FADT_PROC_C1 | FADT_SLP_BUTTON |
		     FADT_RTC_S4 | FADT_RESET_REG_SUP |
		     FADT_USE_PLATFORM_CLOCK, 4);	/* Flags */
	put_port(&table, Q35_RESET_PORT, 8, 0);	/* RESET_REG */
	acpi_put_int(&table, Q35_RESET_VALUE, 1);	/* RESET_VALUE */
	acpi_put_int(&table, 0, 3);		/* ARM_BOOT_ARCH, minor version */
	acpi_put_int(&table, facs, 8);		/* X_FIRMWARE_CTRL */
	acpi_put_int(&table, dsdt, 8);		/* X_DSDT */
	put_full_registers(&table);
	acpi_table_end(&table);
	list(writer, &table);
}

/* ACPI 6.4, 5.2.12.5: an ISA interrupt that is not what it would be */
static void put_override(struct acpi_table *table, unsigned int irq,
			 unsigned int gsi, unsigned int flags)
{
	acpi_put_int(table, 2, 1);		/* Type */
	acpi_put_int(table, 10, 1);		/* Length */
	acpi_put_int(table, 0, 1);		/* Bus: ISA */
	acpi_put_int(table, irq, 1);		/* Source */
	acpi_put_int(table, gsi, 4);		/* Global System Interrupt */
	acpi_put_int(table, flags, 2);		/* Flags */
}

/* ACPI 6.4, 5.2.12 */
static void list_madt(struct writer *writer, unsigned int cpu_count)
{
	static const unsigned int level_irqs[] = { 5, Q35_SCI, 10, 11 };
	struct acpi_table table;

	acpi_table_begin(&table, "APIC", MADT_REVISION);
	acpi_put_int(&table, Q35_LOCAL_APIC, 4);
	acpi_put_int(&table, 1, 4);		/* Flags: has 8259s */
	for (unsigned int cpu = 0; cpu < cpu_count; cpu++) {
		acpi_put_int(&table, 0, 1);	/* 5.2.12.2 Type */
		acpi_put_int(&table, 8, 1);	/* 5.2.12.2 Length */
		acpi_put_int(&table, cpu, 1);	/* 5.2.12.2 Processor UID */
		acpi_put_int(&table, cpu, 1);	/* 5.2.12.2 APIC ID */
		acpi_put_int(&table, 1, 4);	/* 5.2.12.2 Flags: enabled */
	}
	acpi_put_int(&table, 1, 1);		/* 5.2.12.3 Type */
	acpi_put_int(&table, 12, 1);		/* 5.2.12.3 Length */
	acpi_put_int(&table, 0, 2);		/* 5.2.12.3 I/O APIC ID */
	acpi_put_int(&table, Q35_IO_APIC, 4);	/* 5.2.12.3 Address */
	acpi_put_int(&table, 0, 4);		/* 5.2.12.3 first interrupt */
	put_override(&table, 0, 2, 0);
	for (size_t i = 0; i < sizeof(level_irqs) / sizeof(level_irqs[0]); i++)
		put_override(&table, level_irqs[i], level_irqs[i],
			     0xd);		/* active high, level */
	acpi_put_int(&table, 4, 1);		/* 5.2.12.7 Type */
	acpi_put_int(&table, 6, 1);		/* 5.2.12.7 Length */
	acpi_put_int(&table, 0xff, 1);		/* 5.2.12.7 all CPUs */
	acpi_put_int(&table, 0, 2);		/* 5.2.12.7 Flags */
	acpi_put_int(&table, 1, 1);		/* 5.2.12.7 LINT1 */
	acpi_table_end(&table);
	list(writer, &table);
}

/* PCI Firmware Specification 3.2, 4.1.2 */
static void list_mcfg(struct writer *writer)
{
	struct acpi_table table;

	acpi_table_begin(&table, "MCFG", MCFG_REVISION);
	acpi_put_int(&table, 0, 8);		/* Reserved */
	acpi_put_int(&table, Q35_PCI_CONFIG, 8);	/* Base address */
	acpi_put_int(&table, 0, 2);		/* Segment group */
	acpi_put_int(&table, 0, 1);		/* First bus */
	acpi_put_int(&table, 0xff, 1);		/* Last bus */
	acpi_put_int(&table, 0, 4);		/* Reserved */
	acpi_table_end(&table);
	list(writer, &table);
}

static void list_numa(struct writer *writer, const struct topology *t)
{
	struct acpi_table table;

	if (t->srat == TOPOLOGY_SRAT_NONE)
		return;
	acpi_build_srat(t, &table);
	list(writer, &table);
	acpi_build_slit(t, &table);
	list(writer, &table);
}

static void list_memory_devices(struct writer *writer,
				const struct topology *t)
{
	struct acpi_table table;

	if (!topology_hot_added_nodes(t))
		return;
	load_aml(&table, acpi_memory_devices,
		 acpi_memory_devices_end);
	list(writer, &table);
}

/* ACPI 6.4, 5.2.7 */
static uint64_t append_rsdt(struct writer *writer)
{
	struct acpi_table table;

	acpi_table_begin(&table, "RSDT", RSDT_REVISION);
	for (size_t i = 0; i < writer->count; i++)
		acpi_put_int(&table, writer->listed[i], 4);
	acpi_table_end(&table);
	return append(writer, table.bytes, table.size);
}

/* ACPI 6.4, 5.2.5.3, the fields of ACPI 1.0 */
static void build_rsdp(uint8_t *rsdp, uint64_t rsdt)
{
	memset(rsdp, 0, ACPI_RSDP_BYTES);
	memcpy(rsdp, "RSD PTR ", 8);
	memcpy(rsdp + 9, "NUMAB ", 6);
	for (int i = 0; i < 4; i++)
		rsdp[16 + i] = (uint8_t)(rsdt >> (8 * i));
	rsdp[8] = acpi_checksum(rsdp, ACPI_RSDP_BYTES);
}

void acpi_build_set(const struct topology *t, uint64_t address,
		    struct acpi_set *set)
{
	struct writer writer = { .set = set, .address = address };
	uint64_t facs, dsdt;

	*set = (struct acpi_set){ 0 };
	facs = append_facs(&writer);
	dsdt = append_dsdt(&writer);
	list_fadt(&writer, facs, dsdt);
	list_madt(&writer, t->cpu_count);
	list_mcfg(&writer);
	list_numa(&writer, t);
	list_memory_devices(&writer, t);
	build_rsdp(set->rsdp, append_rsdt(&writer));
	set->size = (set->size + 3) & ~(size_t)3;
}
