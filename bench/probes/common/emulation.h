/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EMULATION_H
#define NUMABOOT_EMULATION_H

/*
 * Whether what looks like times and nodes are some.  Both answers are the
 * guest's own: it asks its CPU and its kernel's command line.
 */

#include <stdbool.h>

/** emulation_signature - who CPUID says runs this CPU, "" for nobody */
const char *emulation_signature(void);

/**
 * emulation_is_tcg - is this CPU a program?
 * @signature: of CPUID leaf 0x40000000 (QEMU, target/i386/cpu.c)
 * @model: "model name" of /proc/cpuinfo, for an emulator that hides
 */
bool emulation_is_tcg(const char *signature, const char *model);

/**
 * emulation_fakes_nodes - did the kernel split one node into several?
 * @cmdline: the kernel's; "numa=fake=…" does it
 */
bool emulation_fakes_nodes(const char *cmdline);

#endif
