/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GUEST_REPORT_H
#define NUMABOOT_GUEST_REPORT_H

/*
 * What the guest says about itself.  Each function reads one file or folder of
 * /proc or /sys and writes its records (docs/guest.md) to @fd.  The paths are
 * arguments, so that recorded texts of other kernels can be read on the host.
 * All return 0 or -errno with @err set.
 */

#include "lib/error.h"

/** hello_report - kernel release and command line (@path: /proc/cmdline) */
int hello_report(const char *path, int fd, struct error *err);

/**
 * memory_online - take hot-added memory into use, say how many blocks
 * @path: /sys/devices/system/memory; without it (a kernel without memory
 *        hotplug) there are none
 *
 * Linux adds the memory of an ACPI device at boot, but leaves its blocks
 * offline; in a guest without such a device none is.
 */
int memory_online(const char *path, int fd, struct error *err);

/** meminfo_report - every line with a number (@path: /proc/meminfo), KiB */
int meminfo_report(const char *path, int fd, struct error *err);

/**
 * zoneinfo_report - one record for each populated zone, in pages
 * @path: /proc/zoneinfo
 *
 * Only the labels that 3.12 to 6.12 have in common are read, wherever they
 * stand: "pages free", "spanned", "present", "managed", "start_pfn:".
 */
int zoneinfo_report(const char *path, int fd, struct error *err);

/** iomem_report - the physical address map (@path: /proc/iomem, as root) */
int iomem_report(const char *path, int fd, struct error *err);

/**
 * nodes_report - NUMA nodes, their present CPUs, memory and distances
 * @path: /sys/devices/system; without a node folder in it (a kernel without
 *        NUMA) only the record "possible" is written
 *
 * A node's CPUs are its cpuN links, which include CPUs that maxcpus= kept
 * from coming up; its cpulist file has only the running ones.
 */
int nodes_report(const char *path, int fd, struct error *err);

#endif
