/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GUEST_HOTREMOVE_H
#define NUMABOOT_GUEST_HOTREMOVE_H

/*
 * What the guest does to its own memory when a workload asks for it: offline,
 * DIMMs out, load before that.  Memory that does not go is a result and no
 * failure.  Paths are arguments, so that tests have folders of their own in
 * the place of /sys.
 */

#include "lib/error.h"

/**
 * hotremove_report - try to take every memory block of some nodes offline
 * @path: /sys/devices/system
 * @nodes: their numbers, "1,2,3"; "" for none
 * @fd: where a record for each block goes, and one for what was put back
 *
 * Blocks are tried in the order of their addresses and stay offline until
 * all have been tried, then they are put online again.
 *
 * Interface: Documentation/admin-guide/mm/memory-hotplug.rst.
 *
 * Return: 0 or -errno with @err set; a block that cannot be taken offline
 * is a result.
 */
int hotremove_report(const char *path, const char *nodes, int fd,
		     struct error *err);

/**
 * unplug_report - have the DIMMs of some nodes taken out
 * @path: /sys/devices/system
 * @nodes: their numbers
 *
 * The record `unplug` asks the host for it, `unplugged` says whether the
 * node's memory blocks are gone.  The wait for that is busy: with icount a
 * guest that sleeps is at its deadline before the host has done anything.
 *
 * Return: 0 or -errno with @err set; memory that stays is a result.
 */
int unplug_report(const char *path, const char *nodes, int fd,
		  struct error *err);

/**
 * load_nodes - put page cache and slab objects on some nodes
 * @folder: where to create files
 * @nodes: "1,2,3"
 *
 * 64 MiB in a file and 4,000 empty files for each node, by a process that
 * prefers that node's memory: what a machine that has been running has.
 *
 * Return: 0 or -errno with @err set.
 */
int load_nodes(const char *folder, const char *nodes, struct error *err);

#endif
