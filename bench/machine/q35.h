/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_Q35_H
#define NUMABOOT_Q35_H

/*
 * Where the parts of QEMU's q35 are, which tables and firmware tell the
 * kernel.  Intel 82Q35 (document 316966) and ICH9 (316972) data sheets; QEMU's
 * include/hw/southbridge/ich9.h and include/hw/pci-host/q35.h.
 */

/* Power management: the base is the firmware's choice. */
#define Q35_PM_BASE 0x600
#define Q35_PM_CONTROL (Q35_PM_BASE + 0x04)
#define Q35_PM_TIMER (Q35_PM_BASE + 0x08)
#define Q35_PM_EVENTS (Q35_PM_BASE + 0x20)
#define Q35_SCI 9
#define Q35_SMI_PORT 0xb2
#define Q35_SMI_ENABLE 2
#define Q35_SMI_DISABLE 3
#define Q35_RESET_PORT 0xcf9
#define Q35_RESET_VALUE 0x0f
#define Q35_RTC_CENTURY 0x32

#define Q35_LOCAL_APIC 0xfee00000
#define Q35_IO_APIC 0xfec00000

/* PCI configuration space in memory: 256 buses, likewise a choice. */
#define Q35_PCI_CONFIG 0xb0000000
#define Q35_PCI_CONFIG_BYTES 0x10000000

/* Registers of configuration space, as port 0xcf8 has their addresses. */
#define Q35_PCI_REGISTER(device, function, offset) \
	(0x80000000 | (device) << 11 | (function) << 8 | (offset))
#define Q35_PCIEXBAR Q35_PCI_REGISTER(0, 0, 0x60)
#define Q35_PCIEXBAR_HIGH Q35_PCI_REGISTER(0, 0, 0x64)
#define Q35_PCIEXBAR_ENABLE 1
#define Q35_PMBASE Q35_PCI_REGISTER(0x1f, 0, 0x40)
#define Q35_PMBASE_IO 1
#define Q35_ACPI_CNTL Q35_PCI_REGISTER(0x1f, 0, 0x44)
#define Q35_ACPI_CNTL_ENABLE 0x80

#endif
