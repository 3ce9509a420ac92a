/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_AUDIT_H
#define NUMABOOT_AUDIT_H

/*
 * What a reader of numbers must know of this machine.  It is written down, and
 * decides nothing.
 */

#include <jansson.h>
#include <stdbool.h>

/**
 * audit_host - what a reader must know of this machine
 *
 * Return: an object: kernel, cpu, microcode, hypervisor (what CPUID names
 * of one), cpus, nodes, memory_bytes, smt, governor, turbo,
 * transparent_hugepage, load; what the host does not tell is null.
 */
json_t *audit_host(void);

/** audit_is_emulated - are the CPUs of that host a program? */
bool audit_is_emulated(const json_t *host);

#endif
