/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KLOG_H
#define NUMABOOT_KLOG_H

/*
 * The log of a machine's kernel as its user has it: of a serial port, dmesg,
 * the journal or syslog; as text or JSON; compressed or not; of one boot or
 * of many.  One boot is taken out of it, and it is known whether its
 * beginning is there.
 */

#include <stdbool.h>

#include "evidence/console.h"
#include "lib/error.h"

/**
 * struct klog - one boot of a log
 * @console: its lines; their numbers are those of the file
 * @boots: how many the file has
 * @boot: which one this is, from 1
 * @whole: it begins with the kernel's version, so nothing is missing there
 *
 * Free with klog_release().
 */
struct klog {
	struct console console;
	unsigned int boots;
	unsigned int boot;
	bool whole;
};

/**
 * klog_read - read a file and take one boot of it
 * @log: overwritten; also to be released after a failure
 * @boot: which one, from 1; 0 for the last
 *
 * A boot begins with the line "Linux version …".  Lines of a kernel before
 * the first one are the end of an earlier boot, and no boot of their own
 * unless there is no other.  Where no line begins so, it is looked for in
 * what a mail quotes ("> ").
 *
 * JSON: what `journalctl -o json` and `dmesg --json` print.
 *
 * Return: 0, -EINVAL when there is no such boot, or as unpack_read().
 */
int klog_read(struct klog *log, const char *path, unsigned int boot,
	      struct error *err);

/** klog_split - the same of bytes in memory, which are taken over */
int klog_split(struct klog *log, const char *path, char *bytes, size_t size,
	       unsigned int boot, struct error *err);

/**
 * klog_check_head - refuse a boot whose beginning is missing
 *
 * Return: 0, or -EINVAL with what its first line is and how to get the rest.
 */
int klog_check_head(const struct klog *log, struct error *err);

/** klog_describe - "boot 2 of 3, the last", "" for the only one; the caller frees */
char *klog_describe(const struct klog *log);

/** klog_release - free what klog_read() allocated */
void klog_release(struct klog *log);

#endif
