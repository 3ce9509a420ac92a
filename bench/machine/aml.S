/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tables in ACPI's own language, compiled: data of the host program, which
 * puts them among a guest's tables (machine/acpi-set.h).
 */
	.section .rodata

	.globl	acpi_dsdt, acpi_dsdt_end
acpi_dsdt:
	.incbin "build/acpi/dsdt.aml"
acpi_dsdt_end:

	.globl	acpi_memory_devices, acpi_memory_devices_end
acpi_memory_devices:
	.incbin "build/acpi/memory-devices.aml"
acpi_memory_devices_end:

	.section .note.GNU-stack, "", @progbits
